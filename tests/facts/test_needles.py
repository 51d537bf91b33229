"""Needles spare a search; they may never hide what a search would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aifactory.facts.code.needles import needles
from aifactory.facts.code.rules import TextRule, load_rules


def shipped() -> list[TextRule]:
    rules = load_rules()
    placed = [*rules.lines.by_ending.values(), *(found for _, found in rules.lines.by_path)]
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
    assert set(needles(re.compile(pattern, re.I))) == set(wanted)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_no_needle_hides_what_fits(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(shipped()))
    text = data.draw(st.from_regex(rule.wanted, alphabet=st.characters(codec="ascii")))
    assert rule.may_fit(text.lower())


def test_most_shipped_rules_have_needles() -> None:
    rules = shipped()
    assert sum(bool(rule.needles) for rule in rules) > 0.8 * len(rules)
