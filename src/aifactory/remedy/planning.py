"""Which remedies a repository needs: pure functions of its scorecard and its files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec import Struct

from aifactory.model import CheckResult, Scorecard
from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit

Make = Callable[[Context], list[Edit]]


class Remedy(Struct, frozen=True):
    """What earns the points of some checks at once; `needs` are answers it cannot do without."""

    checks: tuple[str, ...]
    make: Make
    needs: tuple[str, ...] = ()


class Step(Struct, frozen=True):
    """A remedy that fits: its edits, and the points that each check should gain by it."""

    criterion: str
    edits: tuple[Edit, ...]
    promised: dict[str, float]
    remedy: Remedy

    @property
    def points(self) -> float:
        """The points that all of it should gain."""
        return round(sum(self.promised.values()), 2)


class Waiting(Struct, frozen=True):
    """A remedy that waits for answers, and the points that it would gain."""

    needs: tuple[str, ...]
    promised: dict[str, float]


class Plan(Struct, frozen=True):
    """Steps in the order of the criteria; what waits for answers; what only people can do."""

    steps: tuple[Step, ...]
    waiting: tuple[Waiting, ...]
    people: tuple[CheckResult, ...]


def plan(
    context: Context,
    card: Scorecard,
    table: Sequence[Remedy],
    *,
    only: Collection[str] = (),
    up_to: float | None = None,
) -> Plan:
    """What to do for the checks that lack points: those of `only`, and until `up_to` is reached
    by the remedies that gain most.
    """
    lacking = {check.id: check for check in lacking_checks(card) if not only or check.id in only}
    whole = every(context.afresh(), card, table, lacking)
    if up_to is None:
        return whole
    order = sorted(whole.steps, key=lambda step: -step.points)
    for count in range(len(order) + 1):
        chosen = [step.remedy for step in order[:count]]
        found = every(context.afresh(), card, chosen, lacking)
        promised = {name: n for step in found.steps for name, n in step.promised.items()}
        if card.proven_with(promised) >= up_to - 1e-9:
            return Plan(found.steps, whole.waiting, whole.people)
    return whole


def every(
    context: Context, card: Scorecard, table: Collection[Remedy], lacking: dict[str, CheckResult]
) -> Plan:
    """What each remedy of a table does for the checks that no remedy before it helps; each sees
    the files as those before it leave them.
    """
    steps, waiting, helped = list[Step](), list[Waiting](), set[str]()
    for criterion, remedy in in_order(table, card):
        promised = promise(remedy, {k: v for k, v in lacking.items() if k not in helped})
        if not promised:
            continue
        absent = tuple(name for name in remedy.needs if not getattr(context.answers, name))
        if absent and remedy.make(context.supposing(absent)):
            waiting.append(Waiting(absent, promised))
            helped.update(promised)
        elif not absent and (edits := remedy.make(context)):
            context.edits.update((edit.path, edit.after) for edit in edits)
            steps.append(Step(criterion, tuple(edits), promised, remedy))
            helped.update(promised)
    people = tuple(check for name, check in lacking.items() if name not in helped)
    return Plan(tuple(steps), tuple(waiting), people)


def lacking_checks(card: Scorecard) -> Iterator[CheckResult]:
    """The checks with points to gain, in report order; an accepted exception has none, and what a
    jury has not answered lacks nothing yet.
    """
    for criterion in card.criteria:
        for check in criterion.checks:
            if check.verdict in ("fail", "partial", "unknown") and not check.awaits_jury:
                yield check


def promise(remedy: Remedy, lacking: dict[str, CheckResult]) -> dict[str, float]:
    """The points that each check should gain."""
    found = (lacking[name] for name in remedy.checks if name in lacking)
    return {check.id: round(check.points - check.earned, 2) for check in found}


def in_order(chosen: Collection[Remedy], card: Scorecard) -> Iterator[tuple[str, Remedy]]:
    """Remedies by the criterion of their first check, in report order."""
    places = {check.id: one.id for one in card.criteria for check in one.checks}
    for criterion in card.criteria:
        for remedy in chosen:
            first = next((places[name] for name in remedy.checks if name in places), "")
            if first == criterion.id:
                yield criterion.id, remedy
