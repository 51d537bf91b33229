"""What to do next: the remedies that earn most for their effort, with a running total."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from aifactory.model import CheckResult, CriterionResult, Scorecard


class Step(Struct, frozen=True):
    """One remedy: the points it adds, the total then, and whether that reaches the threshold first.

    The total supposes that the steps before it are made.
    """

    criterion: CriterionResult
    check: CheckResult
    gain: float
    total: float
    arrives: bool


def steps(card: Scorecard) -> tuple[Step, ...]:
    """The remedies of what is missing, those with most points per minute first.

    A remedy without an estimate comes after those with one. What is unknown is no step: it may be
    there already.
    """
    found = [
        (check, criterion)
        for criterion in card.criteria
        for check in criterion.checks
        if check.verdict in ("partial", "fail") and check.points > check.earned
    ]
    total, threshold, made = card.score.proven, card.policy.threshold, []
    for check, criterion in sorted(found, key=lambda pair: _rank(pair[0])):
        gain = round(check.points - check.earned, 2)
        before, total = total, round(total + gain, 2)
        made.append(Step(criterion, check, gain, total, before < threshold <= total))
    return tuple(made)


def _rank(check: CheckResult) -> tuple[bool, float, float]:
    gain = check.points - check.earned
    return check.effort <= 0, -gain / max(1, check.effort), -gain


def way(plan: Sequence[Step]) -> tuple[Step, ...]:
    """The steps up to the threshold; none where it stands already or is out of their reach."""
    ends = [place for place, step in enumerate(plan, 1) if step.arrives]
    return tuple(plan[: ends[0]]) if ends else ()


def minutes(plan: Sequence[Step]) -> int:
    """What the steps take together; 0 where one of them has no estimate."""
    known = all(step.check.effort > 0 for step in plan)
    return sum(step.check.effort for step in plan) if known else 0
