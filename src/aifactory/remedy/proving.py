"""Whether remedies gained what they promised."""

from __future__ import annotations

from aifactory.model import Scorecard
from aifactory.remedy.planning import Plan, Step


def broken(plan: Plan, before: Scorecard, after: Scorecard) -> list[Step]:
    """The steps of which some check did not gain its points, and, where the score fell for
    another reason, all of them.
    """
    was, now = _earned(before), _earned(after)
    if fallen(before, after):
        return [*plan.steps]
    return [
        step
        for step in plan.steps
        if any(
            now.get(name, 0.0) < was.get(name, 0.0) + points - 1e-9
            for name, points in step.promised.items()
        )
    ]


def fallen(before: Scorecard, after: Scorecard) -> list[str]:
    """The checks that earn less than before."""
    now = _earned(after)
    return [name for name, points in _earned(before).items() if now.get(name, 0.0) < points - 1e-9]


def _earned(card: Scorecard) -> dict[str, float]:
    return {check.id: check.earned for one in card.criteria for check in one.checks}
