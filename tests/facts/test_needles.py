"""Needles spare a search; they may never hide what a search would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aifactory.facts.code.needles import needles
from aifactory.facts.code.reading import fitting_lines
from aifactory.facts.code.rules import Placed, TextRule, load_rules


def shipped() -> list[TextRule]:
    rules = load_rules()
    lines = rules.lines
    placed = (*lines.by_ending.values(), *lines.by_name.values(), *lines.by_glob.values())
    return [*rules.sql, *(rule for found in placed for rule in found)]


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (r"\bON\s+CONFLICT\b", ("conflict",)),
        (r"\b(?:fetch|axios(?:\.get)?)\(", ("axios", "fetch")),
        (r"\b(?:io|jdbc):(?:mysql|oracle):", ("oracle", "mysql")),
        (r"(?:MERGE){2}", ("merge",)),
        (r"(?:MERGE)?\s", ()),  # it need not stand there
        (r"(?:MERGE|\d+)", ()),  # a branch that tells nothing
        (r"\.map\(|=>", ()),  # too short to tell texts apart
        (r"(?!COPY)\w+", ()),  # it must not stand there
    ],
)
def test_needles_are_what_must_stand_there(pattern: str, wanted: tuple[str, ...]) -> None:
    assert set(needles(pattern, re.I)) == set(wanted)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_no_needle_hides_what_fits(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(shipped()))
    text = data.draw(st.from_regex(rule.regex, alphabet=st.characters(codec="ascii")))
    assert rule.may_fit(text.lower())


def test_most_shipped_rules_have_needles() -> None:
    rules = shipped()
    assert sum(bool(needles(rule.wanted, rule.flags)) for rule in rules) > 0.8 * len(rules)


def test_every_shipped_rule_compiles() -> None:
    for rule in shipped():
        assert rule.regex.search("") is None


@pytest.mark.parametrize(
    ("globs", "path", "fits"),
    [
        ("*.yml|*.yaml", "a/b/Chart.YAML", True),
        ("package.json", "web/package.json", True),
        ("package.json", "package.json.bak", False),
        ("*/dags/*.py", "etl/dags/night.py", True),
        ("*/dags/*.py", "dags/night.py", True),
        ("dags/*.py", "etl/dags/night.py", False),
        ("*compose*.yml", "deploy/docker-compose.prod.yml", True),
        ("*compose*.yml", "compose/other.yml", False),
    ],
)
def test_files_are_found_by_ending_by_name_or_by_wild_cards(
    globs: str, path: str, fits: bool
) -> None:
    assert Placed([(globs, "found")]).of(path) == (("found",) if fits else ())


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_a_whole_text_shows_the_lines_that_each_line_shows(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([rule for rule in shipped() if not rule.flags]))
    ascii_only = st.characters(codec="ascii")
    fitting = st.from_regex(rule.regex, alphabet=ascii_only)
    other = st.text(ascii_only, max_size=8)
    text = "\n".join(data.draw(st.lists(fitting | other | st.just(""), max_size=8)))
    lines = enumerate(text.split("\n"), 1)
    one_by_one = [number for number, line in lines if rule.regex.search(line)]
    assert [number for number, _, _ in fitting_lines(rule, text)] == one_by_one
