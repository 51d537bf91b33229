"""Figures, trends and the gate's judgement: pure functions of scores."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import chain, pairwise, repeat

import pytest

from aifactory.errors import BadInput
from aifactory.fleet.dashboard import trend
from aifactory.fleet.dashboard.figures import gains, sums, weakest
from aifactory.fleet.dashboard.standing import Card, Kept, Line, Past
from aifactory.fleet.gate import judging, thresholds
from aifactory.fleet.gate.thresholds import Rule, Thresholds
from aifactory.fleet.packing import unpack
from aifactory.policy import load
from tests.fleet.made import always, scored

POLICY = load("bloc4")
CHECKS = [check.id for check in POLICY.checks()]
DAY = datetime(2026, 6, 1, 12)


def line(number: int, *verdicts: str, rest: str = "pass", team: str = "a") -> Line:
    """A repository whose first checks have these verdicts."""
    score = scored(POLICY, chain(verdicts, repeat(rest)))
    kept = Kept(
        repository=number,
        address=f"/{number}",
        name=f"r{number}",
        team=team,
        score=number,
        proven=score.proven,
        reach=score.reach,
        waived=score.waived,
        validated=score.validated,
    )
    return Line(kept, unpack(score.card, Card))


def unread(number: int, team: str = "a") -> Line:
    return Line(Kept(repository=number, address=f"/{number}", name="r", team=team), None)


def test_sums_leave_out_what_was_never_read():
    found = sums([line(1), line(2, rest="fail"), line(3, rest="fail"), unread(4)])
    assert (found.repositories, found.scored, found.validated) == (4, 3, 1)
    assert (found.mean, found.median, found.least) == (pytest.approx(20 / 3), 0, 0)
    none = sums([unread(1)])
    assert (none.repositories, none.scored, none.mean, none.median) == (1, 0, None, None)


def test_the_weakest_criterion_stands_first():
    first = POLICY.criteria[0]
    worst = ["fail"] * len(first.checks)
    found = weakest(POLICY, [line(1, *worst), line(2), unread(3)])
    assert found[0].criterion == first.id
    assert (found[0].mean, found[0].none, found[0].full) == (first.points / 2, 1, 1)
    assert found[0].share == 0.5
    assert {one.share for one in found[1:]} == {1.0}
    assert weakest(POLICY, [unread(1)]) == []


def test_gains_are_points_over_all_repositories():
    first, second, third = POLICY.checks()[:3]
    lines = [line(1, "fail", "fail"), line(2, "fail", "unknown", "waived"), line(3), unread(4)]
    found = {one.check: one for one in gains(POLICY, lines)}
    assert set(found) == {first.id, second.id}
    assert (found[first.id].repositories, found[first.id].points) == (2, 2 * first.points)
    assert found[first.id].minutes == 2 * first.effort
    assert found[second.id].repositories == 1
    assert third.id not in found


def test_a_partial_pass_gains_what_is_left_of_it():
    place = next(n for n, check in enumerate(POLICY.checks()) if check.partial)
    check = POLICY.checks()[place]
    (found,) = gains(POLICY, [line(1, *["pass"] * place, "partial")])
    assert (found.check, found.points) == (check.id, check.points - check.partial)


def test_a_remedy_that_validates_is_counted():
    points, verdicts = 0.0, []
    for check in POLICY.checks():  # just below the threshold
        good = points + check.points < POLICY.threshold
        points += check.points if good else 0
        verdicts.append("pass" if good else "fail")
    short = POLICY.threshold - points
    found = gains(POLICY, [line(1, *verdicts), line(2, rest="fail"), line(3)])
    assert found
    for one in found:
        lost = next(check.points for check in POLICY.checks() if check.id == one.check)
        alone = verdicts[CHECKS.index(one.check)] == "fail" and lost >= short
        assert one.validates == int(alone)
    assert sum(one.validates for one in found) > 0


@pytest.mark.parametrize(
    ("days", "count", "step"), [(0, 1, 1), (59, 60, 1), (60, 9, 7), (3000, 60, 28)]
)
def test_moments_end_today(days, count, step):
    last = date(2026, 6, 30)
    found = trend.moments(last - timedelta(days=days), last)
    assert (len(found), found[-1]) == (count, last)
    assert {(b - a).days for a, b in pairwise(found)} <= {step}


def past(repository: int, day: int, proven: float) -> Past:
    return Past(repository, DAY + timedelta(days=day), repository * 100 + day, proven, proven >= 10)


def test_a_repository_keeps_its_score_until_it_is_read_again():
    history = [past(1, 0, 4), past(2, 1, 12), past(1, 2, 10)]
    days = [(DAY + timedelta(days=n)).date() for n in range(-1, 3)]
    states = list(trend.states(history, trend.ends(days)))
    assert [[one.proven for one in state.values()] for state in states] == [
        [],
        [4],
        [4, 12],
        [10, 12],
    ]
    points = {one.score: {"B4Cr1": one.proven / 10} for one in history}
    found = trend.course(POLICY, [[*state.values()] for state in states], points)
    assert found.counts == (0, 1, 2, 2)
    assert found.points == (None, 200, 400, 550)
    assert found.validated == (None, 0, 500, 1000)
    assert found.criteria["B4Cr1"] == (None, 200, 400, 550)
    assert found.criteria["B4Cr2"] == (None, 0, 0, 0)
    assert trend.by_team(states[-1], {1: "a", 2: ""}) == {"a": [history[2]], "": [history[1]]}


def kept(number: int, proven: float | None, team: str = "a") -> Kept:
    valid = proven is not None and proven >= 10
    return Kept(repository=number, address="", name="", team=team, proven=proven, validated=valid)


def judged(rule: Rule, now: dict[int, float | None], before: dict[int, float]):
    lines = [kept(number, proven) for number, proven in now.items()]
    earlier = {number: past(number, 0, proven) for number, proven in before.items()}
    (found,) = judging.judge(lines, earlier, Thresholds(teams={}, default=rule))
    return found


@pytest.mark.parametrize(
    ("figure", "value", "was"),
    [("median", 9, 12), ("mean", 10, 12), ("least", 3, 6), ("validated", 50, 75)],
)
def test_every_figure_can_be_held_to(figure, value, was):
    now = {1: 3.0, 2: 6.0, 3: 12.0, 4: 19.0}
    before = {1: 6.0, 2: 10.0, 3: 14.0, 4: 18.0}
    found = judged(Rule(figure=figure, at_least=value, most_drop=was - value), now, before)
    assert (found.value, found.was, found.now, found.passes) == (value, was, value, True)
    found = judged(
        Rule(figure=figure, at_least=value + 0.1, most_drop=was - value - 0.1), now, before
    )
    assert (found.below, found.dropped, found.passes) == (True, True, False)


def test_a_drop_compares_the_same_repositories():
    rule = Rule(figure="mean", most_drop=0)
    weak = judged(rule, {1: 12.0, 2: 1.0}, {1: 12.0, 9: 20.0})
    assert (weak.value, weak.compared, weak.was, weak.now, weak.passes) == (6.5, 1, 12, 12, True)
    assert judged(rule, {1: 12.0}, {}).passes
    assert not judged(rule, {1: 11.0}, {1: 12.0}).passes


def test_a_team_whose_figure_cannot_be_told_fails():
    found = judged(Rule(at_least=0), {1: None, 2: None}, {})
    assert (found.value, found.scored, found.untold, found.passes) == (None, 0, True, False)
    (free,) = judging.judge([kept(1, None)], {}, Thresholds(teams={}, default=None))
    assert free.passes


def test_points_that_are_binary_fractions_are_no_drop():
    assert judged(Rule(figure="mean", most_drop=0), {1: 0.1 + 0.2}, {1: 0.3}).passes
    assert judged(Rule(figure="mean", most_drop=0), {1: 0.3}, {1: 0.1 + 0.2}).passes


HEAD = "schema: aifactory/thresholds/1\n"


def understood(tmp_path, text: str, teams=("data", "web")) -> Thresholds:
    (tmp_path / "teams.yml").write_text(HEAD + text)
    return thresholds.understood(thresholds.read(tmp_path / "teams.yml"), 20, teams)


def test_a_team_inherits_what_is_said_of_the_same_figure(tmp_path):
    text = """
since: 7d
default: {figure: median, at-least: 10, most-drop: 1}
teams:
  data: {at-least: 12}
  web: {figure: validated, most-drop: 5}
"""
    found = understood(tmp_path, text)
    assert found.seconds == 7 * 86400
    assert found.default == Rule(at_least=10, most_drop=1)
    assert found.teams["data"] == Rule(at_least=12, most_drop=1)
    assert found.teams["web"] == Rule(figure="validated", most_drop=5)
    assert understood(tmp_path, "teams:\n  data: {at-least: 1}\n").default is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "teams.yml:1: it holds no team to anything"),
        ("default: {}\n", "teams.yml:2: default: at-least or most-drop is missing"),
        (
            "default: {at-least: 21}\n",
            "teams.yml:2: default.at-least: expected a number of at most 20",
        ),
        ("teams:\n  data: {figure: validated, at-least: 101}\n", "teams.yml:3: .*at most 100"),
        ("teams:\n  date: {at-least: 1}\n", "teams.yml:3: teams.date: expected one of data"),
        ("teams:\n  data: {figure: best}\n", "teams.yml:3: .*median, mean, least, validated"),
        ("default:\n  at-lest: 3\n", "teams.yml:3: default.at-lest: unknown key"),
        ("default: {at-least: -1}\n", "teams.yml:2: .*at least 0"),
        ("since: soon\ndefault: {at-least: 1}\n", "teams.yml:2: since: expected `last-run`"),
        ("since: 999999999d\ndefault: {at-least: 1}\n", "teams.yml:2: since: expected"),
        ("default: &a {at-least: 1}\nteams: {data: *a}\n", "teams.yml:3: .*alias"),
        ("default: [\n", "teams.yml:3: not YAML"),
    ],
)
def test_mistakes_are_told_with_their_line(tmp_path, text, said):
    with pytest.raises(BadInput, match=said) as caught:
        understood(tmp_path, text)
    assert "docs/fleet.md" in str(caught.value.hint)


def test_always_says_the_same():
    assert scored(POLICY, always("pass")).proven == POLICY.total
