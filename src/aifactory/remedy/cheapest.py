"""The cheapest way to a score: what to do first, and what a week of practice would add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from aifactory.model import CheckResult, Scorecard
from aifactory.remedy.planning import Plan, lacking_checks

REVIEW = 5  # minutes to look at what a remedy adds
ANSWER = 10  # minutes to find out what a remedy asks
UNKNOWN = 120  # minutes taken for what no pack estimates
WEEK = 7


class Deed(Struct, frozen=True):
    """Something to do: the checks that it earns, their points, the minutes it takes; `by_tool`:
    `aifactory fix` does it, once it has the answers that it `needs`.
    """

    checks: tuple[str, ...]
    points: float
    minutes: int
    by_tool: bool
    needs: tuple[str, ...] = ()


class Way(Struct, frozen=True):
    """Deeds, most points for their minutes first, with the score after each; what practice adds
    within a week; whether the target is reached.
    """

    deeds: tuple[tuple[Deed, float], ...]
    practice: tuple[CheckResult, ...]
    reached: bool


def way(
    card: Scorecard,
    plan: Plan,
    target: float,
    practice: Mapping[str, int],
    together: Mapping[str, str],
) -> Way:
    """The deeds that lead to `target` points; all of them where that is out of reach.

    `practice` are the days that checks take which only time brings; `together` names, by check,
    the one that it is done with.
    """
    known = [*by_tool(plan), *by_people(plan, practice, together)]
    left = {check.id: check.points - check.earned for one in card.criteria for check in one.checks}
    score, taken = card.score.proven, []
    gains: dict[str, float] = {}
    for deed in sorted(known, key=lambda one: (one.minutes / one.points, one.checks)):
        if score >= target - 1e-9:
            break
        gains |= {name: left[name] for name in deed.checks}
        score = card.proven_with(gains)
        taken.append((deed, score))
    in_reach = (check for check in lacking_checks(card) if practice.get(check.id, WEEK + 1) <= WEEK)
    return Way(tuple(taken), tuple(in_reach), score >= target - 1e-9)


def by_tool(plan: Plan) -> Iterator[Deed]:
    """What remedies earn, those that wait for an answer too."""
    for step in plan.steps:
        yield Deed(tuple(step.promised), step.points, REVIEW, True)
    for one in plan.waiting:
        points = round(sum(one.promised.values()), 2)
        yield Deed(tuple(one.promised), points, REVIEW + ANSWER, True, one.needs)


def by_people(
    plan: Plan, practice: Mapping[str, int], together: Mapping[str, str]
) -> Iterator[Deed]:
    """What people can do at once, each thing with what is said of it."""
    lacking = {check.id: check for check in plan.people if check.id not in practice}
    groups: dict[str, list[CheckResult]] = {}
    for check in lacking.values():
        first = together.get(check.id, "")
        groups.setdefault(first if first in lacking else check.id, []).append(check)
    for first, group in groups.items():
        group.sort(key=lambda check: check.id != first)
        points = round(sum(check.points - check.earned for check in group), 2)
        minutes = sum(check.effort or UNKNOWN for check in group)
        yield Deed(tuple(check.id for check in group), points, minutes, False)
