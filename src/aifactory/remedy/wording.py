"""Remedies in words: the plan before anything is changed, and the messages of the commits."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Scorecard
from aifactory.remedy.cheapest import Way
from aifactory.remedy.planning import Plan, Step
from aifactory.remedy.questions import notes_for
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech

SUBJECT = 72  # characters


def lines(plan: Plan, card: Scorecard, forge: str, _: Speech) -> Iterator[str]:
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
    if notes := afterwards(plan, forge, _.lang):
        yield "\n" + _("After the merge, by hand:")
        yield from (f"  [ ] {note}" for note in notes)
    promised = {name: points for step in plan.steps for name, points in step.promised.items()}
    if any(promised.values()):
        reached = _.points(card.proven_with(promised))
        yield "\n" + _(
            "{before} → {after} of {total}",
            before=_.points(card.score.proven),
            after=reached,
            total=_.number(card.policy.total),
        )


def message(criterion: str, plan: Plan, card: Scorecard, lang: str) -> str:
    """The message of a criterion's commit: what it adds, why, and the points expected."""
    _ = Speech(lang)
    steps: list[Step] = [step for step in plan.steps if step.criterion == criterion]
    asked = next(one for one in card.criteria if one.id == criterion)
    titles = {check.id: flowed(check.title) for one in card.criteria for check in one.checks}
    reasons = "\n".join(f"- {titles[name]} ({name})" for step in steps for name in step.promised)
    points = _.number(sum(step.points for step in steps))
    paths = dict.fromkeys(edit.path for step in steps for edit in step.edits)
    why = _("{criterion} asks for it: {title}", criterion=criterion, title=flowed(asked.title))
    expected = _("Expected: +{points} points.", points=points)
    return f"{subject([*paths], _)}\n\n{why}\n\n{reasons}\n\n{expected}\n"


def subject(paths: list[str], _: Speech) -> str:
    """What a commit adds, by the names of its files, as many as fit."""
    names = [visible(path.rpartition("/")[2]) for path in paths]
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        listed = ", ".join(names[:shown])
        words = _("chore: add or complete {names}", names=listed)
        if rest:
            words = _("chore: add or complete {names} and {n} more", names=listed, n=rest)
        if len(words) <= SUBJECT:
            return words
    return _("chore: add or complete {n} files", n=len(names))


def afterwards(plan: Plan, forge: str, lang: str) -> list[str]:
    """What must be set on the forge for what was added to work."""
    promised = {name for step in plan.steps for name in step.promised}
    return notes_for(promised, forge, lang)


def result_lines(
    branch: str, base: str, back: str, before: Scorecard, after: Scorecard, _: Speech
) -> Iterator[str]:
    """What was gained, and how to undo it; `back` is what `git switch` takes to go back."""
    branch, base, back = visible(branch), visible(base), visible(back)
    yield _(
        "On branch {branch}: {before} → {after} of {total} proven.",
        branch=branch,
        before=_.points(before.score.proven),
        after=_.points(after.score.proven),
        total=_.number(after.policy.total),
    )
    yield _(
        "Look at it with `git log -p {base}..`; undo it with `git switch {back}` and "
        "`git branch -D {branch}`.",
        base=base,
        back=back,
        branch=branch,
    )


def fault_lines(step: Step, before: Scorecard, after: Scorecard, _: Speech) -> Iterator[str]:
    """That a remedy of ours did not do what it promised."""
    was, now = ({c.id: c for one in card.criteria for c in one.checks} for card in (before, after))
    for name, points in step.promised.items():
        gained = now[name].earned - was[name].earned
        if gained < points - 1e-9:
            yield _(
                "our remedy for {check} gained {gained} of {points}: it was taken back",
                check=name,
                gained=_.number(max(gained, 0.0)),
                points=_.number(points),
            )


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
        asked = "".join(f" -a {name}=…" for name in deed.needs)
        yield f"{_.points(score):>6}  +{gain:<5} {who:>14}  {names}{asked}"
        if not deed.by_tool:
            yield from (f"{'':32}{flowed(checks[name].remedy)}" for name in deed.checks)
    if way.reached and not way.deeds:
        yield _("It is reached already.")
    if not way.reached:
        yield _("That is not enough: the rest comes with practice.")
    if way.practice:
        points = _.number(sum(check.points - check.earned for check in way.practice))
        yield "\n" + _("A week of practice would add up to {points} points:", points=points)
        for check in way.practice:
            gain = _.number(check.points - check.earned)
            yield f"  +{gain}  {flowed(check.title)}  [{check.id}]"
