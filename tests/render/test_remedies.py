import pytest
from msgspec.structs import replace

from aifactory.model import CheckResult, Text
from aifactory.policy import load
from aifactory.render import remedies
from tests.render.cards import card


def _check(name, points, effort, verdict="fail", earned=0.0, needs=()):
    said = Text("")
    return CheckResult(
        name, name, points, earned, verdict, "files", (), said, "do it", effort, needs=needs
    )


def _card(*checks, proven=1.0, threshold=2.0):
    one = card()
    criterion = replace(one.criteria[0], checks=checks)
    score, policy = replace(one.score, proven=proven), replace(one.policy, threshold=threshold)
    return replace(one, criteria=(criterion,), score=score, policy=policy)


def _names(*checks, **how):
    return [step.check.id for step in remedies.steps(_card(*checks, **how))]


def test_most_points_for_the_effort_come_first_and_what_has_no_estimate_last():
    found = _names(
        _check("slow", 0.5, 240), _check("unsaid", 0.5, 0), _check("quick", 0.25, 5),
        _check("good", 0.5, 30),
    )  # fmt: skip
    assert found == ["quick", "good", "slow", "unsaid"]


def test_what_passed_was_waived_or_is_unknown_is_no_step():
    assert not _names(
        _check("a", 1, 5, "pass", 1), _check("b", 1, 5, "waived"), _check("c", 1, 5, "unknown")
    )


def test_the_total_runs_from_what_is_proven_and_says_where_the_threshold_is_reached():
    plan = remedies.steps(
        _card(_check("a", 0.75, 10, "partial", 0.25), _check("b", 0.5, 20), _check("c", 0.5, 60))
    )
    assert [(s.gain, s.total, s.arrives) for s in plan] == [
        (0.5, 1.5, False),
        (0.5, 2.0, True),
        (0.5, 2.5, False),
    ]
    assert [s.check.id for s in remedies.way(plan)] == ["a", "b"]
    assert remedies.minutes(remedies.way(plan)) == 30


@pytest.mark.parametrize(("proven", "threshold"), [(2.0, 2.0), (0.0, 4.0)])
def test_no_way_where_the_threshold_stands_or_is_out_of_reach(proven, threshold):
    plan = remedies.steps(_card(_check("a", 0.5, 10), proven=proven, threshold=threshold))
    assert remedies.way(plan) == ()


def test_steps_without_an_estimate_make_no_sum():
    plan = remedies.steps(_card(_check("a", 1.0, 0)))
    assert remedies.minutes(remedies.way(plan)) == 0


def test_a_remedy_stands_behind_what_it_builds_on():
    base, end = _check("recipe", 0.5, 60), _check("push", 0.5, 5, needs=("build",))
    between = _check("build", 0.5, 5, needs=("recipe",))
    other = _check("other", 0.5, 20)
    assert _names(end, between, base, other) == ["other", "recipe", "build", "push"]


def test_what_is_there_in_part_holds_nothing_up():
    base = _check("recipe", 0.5, 240, "partial", 0.25)
    assert _names(_check("build", 0.5, 5, needs=("recipe",)), base) == ["build", "recipe"]


def test_a_circle_ends():
    assert sorted(_names(_check("a", 1, 5, needs=("b",)), _check("b", 1, 5, needs=("a",)))) == [
        "a",
        "b",
    ]


def test_needs_of_the_shipped_pack_name_its_earlier_checks():
    seen, used = set(), 0
    for check in load("bloc4").checks():
        assert seen.issuperset(check.needs), check.id
        seen.add(check.id)
        used += len(check.needs)
    assert used


def _least(first, second, **how):
    """A scorecard of two criteria whose least one counts."""
    one = _card(*first, **how)
    stronger = replace(one.criteria[0], id="A", checks=first, proven=1.0)
    weaker = replace(one.criteria[0], id="B", checks=second, proven=0.0)
    policy = replace(one.policy, scoring="minimum")
    return replace(one, policy=policy, criteria=(stronger, weaker))


def test_where_the_least_criterion_counts_the_weakest_is_raised_first():
    first = (_check("quick", 1, 5), _check("slow", 1, 60))
    second = (_check("b1", 0.5, 30), _check("b2", 1, 90))
    plan = remedies.steps(_least(first, second, proven=0.0, threshold=1.5))
    assert [(s.check.id, s.gain, s.total, s.arrives) for s in plan] == [
        ("b1", 0.5, 0.5, False),
        ("b2", 1, 1, False),  # now the other criterion, with 1.0, is the least
        ("quick", 1, 1.5, True),
        ("slow", 1, 1.5, False),
    ]


def test_a_criterion_that_nothing_raises_keeps_the_score_down():
    plan = remedies.steps(_least((_check("a", 1, 5),), (), proven=0.0, threshold=1))
    assert [(s.check.id, s.total, s.arrives) for s in plan] == [("a", 0.0, False)]
    assert remedies.way(plan) == ()
