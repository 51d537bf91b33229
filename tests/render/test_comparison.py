import json
import re

import pytest
from hypothesis import assume, given, settings
from msgspec.structs import replace

from aifactory.comparison import compare, gain, read_reports
from aifactory.errors import BadInput
from aifactory.model import Scorecard, SourceState
from aifactory.render import View, render
from aifactory.render.comparison import MARK
from aifactory.render.comparison import render as shown
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards


def change(base: Scorecard, name: str, **fields) -> Scorecard:
    """The scorecard with one check changed and its points counted again."""
    criteria = []
    for criterion in base.criteria:
        checks = tuple(
            replace(check, **fields) if check.id == name else check for check in criterion.checks
        )
        proven = sum(check.earned for check in checks)
        criteria.append(replace(criterion, checks=checks, proven=proven))
    score = replace(base.score, proven=sum(one.proven for one in criteria))
    return replace(base, criteria=tuple(criteria), score=score)


def turns(before: Scorecard, after: Scorecard) -> dict[str, str]:
    """Which way each check that changed went."""
    found = compare(before, after).changes
    return {(one.after or one.before).id: one.turn for one in found}


PASSED = change(card(), "dataset-documented", verdict="pass", earned=0.5)


def test_the_same_score_has_no_change():
    found = compare(card(), card())
    assert (found.changes, found.criteria, gain(found)) == ((), (), 0)


def test_points_gained_and_lost():
    assert turns(card(), PASSED) == {"dataset-documented": "gained"}
    assert turns(PASSED, card()) == {"dataset-documented": "lost"}
    assert gain(compare(card(), PASSED)) == 0.5
    assert gain(compare(PASSED, card())) == -0.5
    assert [one.id for one, _ in compare(card(), PASSED).criteria] == ["B4Cr1"]


def test_half_of_the_points_lost_is_a_loss():
    half = change(PASSED, "dataset-documented", verdict="partial", earned=0.25)
    assert turns(PASSED, half) == {"dataset-documented": "lost"}


def test_a_source_that_is_no_longer_read_loses_nothing():
    blind = change(card(), "ci-tests", verdict="unknown", earned=0.0)
    assert turns(card(), blind) == {"ci-tests": "unread"}
    assert turns(blind, card()) == {"ci-tests": "gained"}


def test_a_fail_that_was_unknown_is_no_change():
    told = change(card(), "delivery-cadence", verdict="fail")
    assert turns(card(), told) == {}


def test_checks_of_one_policy_only():
    fewer = replace(card(), criteria=card().criteria[:1])
    asked = {check.id for check in card().criteria[1].checks}
    assert turns(fewer, card()) == dict.fromkeys(asked, "new")
    assert turns(card(), fewer) == dict.fromkeys(asked, "gone")


def test_what_makes_the_two_hard_to_compare_is_said():
    read = replace(card(), sources={**card().sources, "forge": SourceState("read")})
    newer = replace(read, policy=replace(card().policy, version="2027.1"))
    told = [note.msgid.format(**note.values) for note in compare(card(), newer).notes]
    assert told == [
        "the policy changed in the meantime, from 2026.1 to 2027.1",
        "forge is read now and was not before",
    ]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", ["markdown", "terminal", "json"])
def test_the_whole_comparison(form, lang, snapshot):
    lost = change(PASSED, "ci-tests", verdict="fail", earned=0.0, remedy="Run them.", effort=30)
    assert shown([compare(card(), lost)], form, View(lang)) == snapshot


@settings(deadline=None)
@given(scorecards, scorecards)
def test_a_comparison_with_a_saved_report_is_that_with_the_scorecard(one, other):
    named = [one.policy.id, *(c.id for part in one.criteria for c in (part, *part.checks))]
    assume(not re.search("[\ud800-\udfff]", "".join(named)))  # no pack's identifier holds one
    saved = render([one], "json", View()).encode()
    restored = read_reports(saved, "report.json")[one.policy.id]
    here, there = compare(one, other), compare(restored, other)
    assert [c.turn for c in here.changes] == [c.turn for c in there.changes]
    assert gain(here) == pytest.approx(gain(there), abs=0.011)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[1]",
        b'{"schema": "aifactory/report/1"}',
        b'{"schema": "aifactory/report/1", "criteria": [{"checks": [1]}]}',
        b'{"schema": "aifactory/report/1", "sources": 3}',
        b'{"schema": "aifactory/report/1", "sources": {"files": 3}}',
        b'{"schema": "other"}',
        b"[" * 9999,
        b"\xff",
    ],
)
def test_what_is_no_report_is_refused(data):
    with pytest.raises(BadInput, match=r"^r\.json: not a report of this program"):
        read_reports(data, "r.json")


def test_a_hostile_repository_adds_no_mark_up_to_a_comment():
    text = shown([compare(card(), hostile()), compare(hostile(), card())], "markdown", View())
    assert text.startswith(MARK)
    rest = re.sub(r"(`+).*?\1", "", text.removeprefix(MARK))
    assert not re.search(r"<script|\]\(javascript|@someone|(?<!\\)!\[|\x1b", rest)
    for form in ("terminal", "json"):
        assert not re.search(
            "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown([compare(card(), hostile())], form, View())
        )


def test_a_comparison_as_data():
    data = json.loads(shown([compare(card(), PASSED)], "json", View()))
    assert data["schema"] == "aifactory/comparison/1"
    assert (data["before"]["proven"], data["after"]["proven"], data["gain"]) == (1.5, 2.0, 0.5)
    (one,) = data["changes"]
    assert one["before"] == {"verdict": "fail", "earned": 0.0, "points": 0.5}
    assert one["after"] == {"verdict": "pass", "earned": 0.5, "points": 0.5}


def test_next_come_the_cheapest_points():
    base = card()
    efforts = {"dataset-documented": 60, "results-presented": 30}
    for name, effort in efforts.items():
        base = change(base, name, effort=effort)
    text = shown([compare(base, base)], "terminal", View())
    order = re.findall(r"→ \[([\w-]+)\]", text)
    assert order[:2] == ["results-presented", "dataset-documented"]
