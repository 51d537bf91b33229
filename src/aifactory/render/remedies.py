"""What to do next: the remedies that earn most for their effort, with a running total."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from aifactory.model import CheckResult, CriterionResult, Scorecard


class Step(Struct, frozen=True):
    """One remedy: the points it adds to its criterion, the total then, and whether that reaches the
    threshold first.

    The total supposes that the steps before it are made.
    """

    criterion: CriterionResult
    check: CheckResult
    gain: float
    total: float
    arrives: bool


def steps(card: Scorecard) -> tuple[Step, ...]:
    """The remedies of what is missing, those with most points per minute first.

    What a remedy builds on comes before it and weighs in its rank; a remedy without an estimate
    comes last. What is unknown is no step: it may be there already. Where the least criterion makes
    the score, those of the criterion that is weakest by then come first.
    """
    homes = {
        check.id: (check, criterion)
        for criterion in card.criteria
        for check in criterion.checks
        if check.verdict in ("partial", "fail") and gain(check) > 0
    }
    total, threshold, made = card.score.proven, card.policy.threshold, []
    start, gains = total - card.proven_with({}), dict[str, float]()
    left = {name: check for name, (check, _) in homes.items()}
    ordered = _levelled(card, left) if card.policy.scoring == "minimum" else _ordered(left)
    for check in ordered:
        gains[check.id] = gain(check)
        before, total = total, round(start + card.proven_with(gains), 2)
        arrives = before < threshold <= total
        made.append(Step(homes[check.id][1], check, gain(check), total, arrives))
    return tuple(made)


def gain(check: CheckResult) -> float:
    """The points that a check has left to give."""
    return round(check.points - check.earned, 2)


def _levelled(card: Scorecard, left: dict[str, CheckResult]) -> Iterator[CheckResult]:
    """Always the best remedy of the criterion that has the fewest points by then."""
    homes = {check.id: one.id for one in card.criteria for check in one.checks}
    proven = {one.id: one.proven for one in card.criteria}
    while left:
        weakest = min((homes[name] for name in left), key=lambda one: proven[one])
        names = (name for name in left if homes[name] == weakest)
        for check in min((_bundle(name, left) for name in names), key=_rank):
            proven[homes[check.id]] += gain(check)
            del left[check.id]
            yield check


def _ordered(left: dict[str, CheckResult]) -> Iterator[CheckResult]:
    while left:
        best = min((_bundle(name, left) for name in left), key=_rank)
        for check in best:
            del left[check.id]
            yield check


def _bundle(name: str, left: Mapping[str, CheckResult]) -> list[CheckResult]:
    """A check behind those that it builds on and that fail."""
    found: dict[str, CheckResult] = {}

    def walk(one: str, path: frozenset[str]) -> None:
        for need in left[one].needs:
            if need in left and need not in path and left[need].verdict == "fail":
                walk(need, path | {need})
        found.setdefault(one, left[one])

    walk(name, frozenset({name}))
    return [*found.values()]


def _rank(bundle: Sequence[CheckResult]) -> tuple[bool, float, float]:
    points, effort = sum(map(gain, bundle)), sum(check.effort for check in bundle)
    return any(check.effort <= 0 for check in bundle), -points / max(1, effort), -points


def way(plan: Sequence[Step]) -> tuple[Step, ...]:
    """The steps up to the threshold; none where it stands already or is out of their reach."""
    ends = [place for place, step in enumerate(plan, 1) if step.arrives]
    return tuple(plan[: ends[0]]) if ends else ()


def minutes(plan: Sequence[Step]) -> int:
    """What the steps take together; 0 where one of them has no estimate."""
    known = all(step.check.effort > 0 for step in plan)
    return sum(step.check.effort for step in plan) if known else 0
