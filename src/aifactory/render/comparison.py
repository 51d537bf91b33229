"""What a change did to the score: for a comment on a request, a terminal, or another program."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from aifactory.model import Change, CheckResult, Comparison, CriterionResult, Turn
from aifactory.render import View, remedies, summary
from aifactory.render.escape import flowed, visible
from aifactory.render.links import Forge
from aifactory.render.markdown import code, prose, quoted, table
from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown", "json")
SCHEMA = "aifactory/comparison/1"
MARK = "<!-- aifactory -->"  # by which a comment is found again, to be written anew
TURNS: tuple[Turn, ...] = ("gained", "lost", "unread", "new", "gone")
NEXT = 3  # remedies named
EVIDENCE_SHOWN = 3


def render(comparisons: Sequence[Comparison], form: str, view: View) -> str:
    """The comparisons, a policy each, in one of FORMATS, ending in a newline."""
    speech = Speech(view.lang)
    if form == "json":
        told = [_data(one, speech) for one in comparisons]
        data = told[0] if len(told) == 1 else told
        return json.dumps(data, indent=2, allow_nan=False) + "\n"
    lines: Callable[[Comparison, Speech], Iterator[str]] = (
        _markdown if form == "markdown" else _terminal
    )
    text = "\n\n".join("\n".join(lines(one, speech)) for one in comparisons)
    return (f"{MARK}\n{text}" if form == "markdown" else text) + "\n"


def headline(comparison: Comparison, _: Speech) -> str:
    """The one line that answers: points before, after, and how many that is more or less."""
    before, after = comparison.before.score.proven, comparison.after.score.proven
    return _(
        "{before} → {after} of {total} ({gain})",
        before=_.points(before),
        after=_.points(after),
        total=_.number(comparison.after.policy.total),
        gain=_signed(after - before, _),
    )


def _titled(one: Comparison, _: Speech) -> str:
    return _("{label}: {text}", label=one.after.policy.title, text=headline(one, _))


def heads(_: Speech) -> dict[Turn, str]:
    """What is said of each way that a check can go."""
    return {
        "gained": _("Gained"),
        "lost": _("Lost"),
        "unread": _("No longer known, for its source was not read"),
        "new": _("Asked only now"),
        "gone": _("No longer asked"),
    }


def _signed(value: float, _: Speech) -> str:
    value = round(value, 2)
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{_.number(abs(value))}"


def _between(one: Comparison, _: Speech) -> str:
    sides = (one.before.subject, one.after.subject)
    names = [visible(side.commit[: summary.SHORT] or _.date(side.as_of)) for side in sides]
    return _("from {before} to {after}", before=names[0], after=names[1])


def _shown(change: Change) -> CheckResult:
    """The side of a change that is shown: the newer one, where there is one."""
    found = change.after or change.before
    assert found is not None  # noqa: S101 - a change has a side
    return found


def _worths(change: Change, _: Speech) -> str:
    sides = (change.before, change.after)
    return " → ".join(summary.worth(side, _) for side in sides if side is not None)


def _by_turn(comparison: Comparison) -> Iterator[tuple[Turn, list[Change]]]:
    for turn in TURNS:
        if found := [change for change in comparison.changes if change.turn == turn]:
            yield turn, found


def _next(comparison: Comparison) -> list[CheckResult]:
    """What would gain most for its effort."""
    return [step.check for step in remedies.steps(comparison.after)][:NEXT]


def _criteria(comparison: Comparison, _: Speech) -> Iterator[tuple[str, str, str, str, str]]:
    """Identifier, title, points before and after, and their difference."""
    for was, now in comparison.criteria:
        one = now or was
        if one is not None:
            before, after = _proven(was), _proven(now)
            numbers = (_.aligned(before), _.aligned(after), _signed(after - before, _))
            yield one.id, flowed(one.title), *numbers


def _proven(criterion: CriterionResult | None) -> float:
    return criterion.proven if criterion else 0.0


def _markdown(one: Comparison, _: Speech) -> Iterator[str]:
    forge = Forge(one.after.subject)
    yield f"## {prose(_titled(one, _))}\n"
    yield f"**{prose(summary.standing(one.after, _))}** · {prose(_between(one, _))}"
    for note in one.notes:
        yield f"\n> {prose(_.text(note))}"
    rows = [tuple(map(prose, row)) for row in _criteria(one, _)]
    if rows:
        yield ""
        titles = ("", _("Criterion"), _("before"), _("after"), "±")
        yield from table(titles, "llrrr", rows)
    if not one.changes:
        yield "\n" + prose(_("No check changed."))
    for turn, changes in _by_turn(one):
        yield f"\n### {prose(heads(_)[turn])}\n"
        for change in changes:
            yield from _item(change, forge, _)
    if found := _next(one):
        title = _("Next, by points for the effort")
        yield f"\n### {prose(title)}\n"
        for check in found:
            yield f"- {_tagged(check)} → {prose(flowed(check.remedy))}"


def _tagged(check: CheckResult) -> str:
    return f"**{prose(flowed(check.title))}** ({code(check.id)})"


def _item(change: Change, forge: Forge, _: Speech) -> Iterator[str]:
    check = _shown(change)
    mark = summary.MARKS[check.verdict]
    yield f"- {prose(mark)} {_tagged(check)} {prose(_worths(change, _))}"
    if message := prose(_.text(check.message)):
        yield f"  - {message}"
    yield from (f"  - {quoted(one, forge, _)}" for one in check.evidence[:EVIDENCE_SHOWN])
    if change.turn == "lost" and check.remedy:
        yield f"  - → {prose(flowed(check.remedy))}"


def _terminal(one: Comparison, _: Speech) -> Iterator[str]:
    yield visible(_titled(one, _))
    yield f"{summary.standing(one.after, _)} · {_between(one, _)}"
    yield from (f"  - {visible(_.text(note))}" for note in one.notes)
    rows = [*_criteria(one, _)]
    if rows:
        yield ""
    for name, title, before, after, gain in rows:
        yield f"  {visible(name)}  {before} → {after}  {gain:>6}  {visible(title)}"
    if not one.changes:
        yield "\n" + _("No check changed.")
    for turn, changes in _by_turn(one):
        yield f"\n{heads(_)[turn]}"
        for change in changes:
            check = _shown(change)
            mark, title = summary.MARKS[check.verdict], flowed(check.title)
            yield f"  {mark} {title}  [{visible(check.id)}]  {_worths(change, _)}"
            if message := visible(_.text(check.message)):
                yield f"      {message}"
            for evidence in check.evidence[:EVIDENCE_SHOWN]:
                yield f"        {summary.place(evidence, _)}"
            if turn == "lost" and check.remedy:
                yield f"      → {flowed(check.remedy)}"
    if found := _next(one):
        yield "\n" + _("Next, by points for the effort")
        yield from (f"  → [{visible(check.id)}] {flowed(check.remedy)}" for check in found)


def _data(one: Comparison, _: Speech) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "policy": one.after.policy.id,
        "before": _side(one, before=True),
        "after": _side(one, before=False),
        "gain": round(one.after.score.proven - one.before.score.proven, 2),
        "changes": [
            {
                "id": _shown(change).id,
                "turn": change.turn,
                "before": _answer(change.before),
                "after": _answer(change.after),
                "message": _.text(_shown(change).message),
                "remedy": _shown(change).remedy,
            }
            for change in one.changes
        ],
        "notes": [_.text(note) for note in one.notes],
    }


def _side(one: Comparison, *, before: bool) -> dict[str, Any]:
    card = one.before if before else one.after
    return {
        "commit": card.subject.commit,
        "as_of": card.subject.as_of,
        "proven": round(card.score.proven, 2),
        "reach": round(card.score.reach, 2),
        "validated": card.score.validated,
    }


def _answer(check: CheckResult | None) -> dict[str, Any] | None:
    if check is None:
        return None
    return {"verdict": check.verdict, "earned": check.earned, "points": check.points}
