"""Remedies in words: the plan before anything is changed, and the messages of the commits."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Scorecard
from aifactory.remedy.cheapest import Way
from aifactory.remedy.planning import Plan, Step
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech


def lines(plan: Plan, card: Scorecard, _: Speech) -> Iterator[str]:
    """The plan: what would be added, what waits for answers, what only people can do."""
    for step in plan.steps:
        yield f"{step.criterion}  +{_.number(step.points)}  {', '.join(step.promised)}"
        for edit in step.edits:
            sign = "+" if edit.before is None else "~"
            yield f"  {sign} {visible(edit.path)}"
    if not plan.steps:
        yield _("Nothing to add.")
    if plan.waiting:
        yield "\n" + _("With an answer, more can be added (--answer KEY=VALUE):")
        for one in plan.waiting:
            points = _.number(sum(one.promised.values()))
            yield f"  {', '.join(one.needs)}  +{points}  {', '.join(one.promised)}"
    if plan.people:
        yield "\n" + _("Only people can do the rest:")
        for check in plan.people:
            points = _.number(check.points - check.earned)
            yield f"  [ ] +{points}  {flowed(check.title)}  [{check.id}]"
            yield f"      {flowed(check.remedy)}"
    gain = sum(step.points for step in plan.steps)
    if gain:
        reached = _.points(card.score.proven + gain)
        yield "\n" + _(
            "{before} → {after} of {total}",
            before=_.points(card.score.proven),
            after=reached,
            total=_.number(card.policy.total),
        )


def message(criterion: str, plan: Plan, lang: str) -> str:
    """The message of a criterion's commit: what it adds, why, and the points expected."""
    _ = Speech(lang)
    steps: list[Step] = [step for step in plan.steps if step.criterion == criterion]
    names = [name for step in steps for name in step.promised]
    points = sum(step.points for step in steps)
    subject = _("chore: add what {criterion} asks", criterion=criterion)
    expected = _("Expected: +{points} points.", points=_.number(points))
    return f"{subject}\n\n{', '.join(names)}\n\n{expected}\n"


def way_lines(way: Way, card: Scorecard, goal: float, _: Speech) -> Iterator[str]:
    """The way to a score, a deed a line, with the score after it."""
    checks = {check.id: check for one in card.criteria for check in one.checks}
    start, total = _.points(card.score.proven), _.number(card.policy.total)
    yield _(
        "{proven} of {total} proven; {goal} wanted.", proven=start, total=total, goal=_.points(goal)
    )
    for deed, score in way.deeds:
        who = _("aifactory fix") if deed.by_tool else _("{n} min", n=deed.minutes)
        gain, names = _.number(deed.points), ", ".join(deed.checks)
        yield f"{_.points(score):>6}  +{gain:<5} {who:>14}  {names}"
        if not deed.by_tool:
            yield from (f"{'':32}{flowed(checks[name].remedy)}" for name in deed.checks)
    if not way.reached:
        yield _("That is not enough: the rest comes with practice.")
    if way.practice:
        points = _.number(sum(check.points - check.earned for check in way.practice))
        yield "\n" + _("A week of practice would add up to {points} points:", points=points)
        for check in way.practice:
            gain = _.number(check.points - check.earned)
            yield f"  +{gain}  {flowed(check.title)}  [{check.id}]"
