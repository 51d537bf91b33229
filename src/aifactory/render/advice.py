"""A choice of deployment target: for a terminal, a document, a page, or another program."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from aifactory.advice import Advice, Capability, Flip, Given, Reason, Standing
from aifactory.render.escape import flowed, visible
from aifactory.render.markdown import prose, table
from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown", "json", "html")
SCHEMA = "aifactory/target/1"
WHOLE = 100
BAR = 20
MARKED = {"document": "", "project": "", "assumption": "≈ "}


def render(advice: Advice, form: str, lang: str, width: int = 80) -> str:
    """The advice in one of FORMATS, ending in a newline."""
    speech = Speech(lang)
    if form == "json":
        return json.dumps(_data(advice, speech), indent=2, allow_nan=False) + "\n"
    if form == "html":
        from aifactory.render.advice_html import page

        return page(advice, speech)
    lines = _markdown(advice, speech) if form == "markdown" else _terminal(advice, speech, width)
    return "\n".join(lines) + "\n"


def headline(advice: Advice, _: Speech) -> str:
    """The one line that answers."""
    if not advice.leaders:
        return _("No target can do what is asked")
    best = advice.standings[0]
    if len(advice.leaders) > 1:
        return _("A tie: {targets}, {points} points each", targets=named(advice, advice.leaders, _),
                 points=_.number(round(best.points, 1)))  # fmt: skip
    return _("{target} first, {points} of 100 points", target=flowed(best.title),
             points=_.number(round(best.points, 1)))  # fmt: skip


def named(advice: Advice, ids: tuple[str, ...], _: Speech) -> str:
    """The titles of targets in a row."""
    return _(" and ").join(flowed(title) for title in advice.titled(ids))


def sensitivity(advice: Advice, _: Speech) -> str:
    """The least change of one input that gives another answer, in one line."""
    if not advice.flips:
        return _("No change of a single input gives another answer.")
    return _("The smallest change that gives another answer: {change}.",
             change=changed(advice, advice.flips[0], _))  # fmt: skip


def changed(advice: Advice, flip: Flip, _: Speech) -> str:
    """A change and what it leads to."""
    before, after = amount(flip.before, "", _), amount(flip.after, flip.unit, _)
    return _("{input} {before} → {after}, then {outcome}", input=flowed(flip.title), before=before,
             after=after, outcome=outcome(advice, flip, _))  # fmt: skip


def outcome(advice: Advice, flip: Flip, _: Speech) -> str:
    """What a change leads to."""
    targets = named(advice, flip.leaders, _)
    if not flip.leaders:
        return _("no target could do what is asked")
    if len(flip.leaders) > 1:
        return _("a tie of {targets}", targets=targets)
    return _("{targets} first", targets=targets)


def amount(value: float | str, unit: str, _: Speech) -> str:
    """A value as people write it."""
    return flowed(value) if isinstance(value, str) else f"{_.number(value)} {flowed(unit)}".strip()


def place(standing: Standing, _: Speech) -> str:
    """Where a target stands."""
    if not standing.place:
        return _("ruled out")
    return _("{points} points", points=_.number(round(standing.points, 1)))


def loss(reason: Reason, _: Speech) -> str:
    """What a reason costs."""
    if reason.out:
        return _("ruled out")
    points = round(reason.points, 1)
    return f"−{_.number(points)}" if points else "0"


def lacking(one: Capability, _: Speech) -> str:
    """A capability for which people are missing, and how many."""
    return _("{capability} ({missing} of {fte} FTE missing)", capability=flowed(one.title),
             missing=one.missing, fte=one.fte)  # fmt: skip


def numbers(advice: Advice, sources: tuple[str, ...]) -> list[int]:
    """The numbers of sources in the list at the end."""
    known = [origin.id for origin in advice.origins]
    return [known.index(name) + 1 for name in sources]


def kinds(_: Speech) -> dict[str, str]:
    """What kinds of sources are called."""
    return {
        "document": _("document"),
        "project": _("page of the project"),
        "assumption": _("assumption"),
    }


def refs(advice: Advice, sources: tuple[str, ...]) -> str:
    """Sources as they are quoted in a text."""
    return "".join(f"[{number}]" for number in numbers(advice, sources))


def told(given: Given, _: Speech) -> str:
    """An input with its value."""
    return _(
        "{label}: {value}", label=flowed(given.title), value=amount(given.value, given.unit, _)
    )


def _terminal(advice: Advice, _: Speech, width: int) -> Iterator[str]:
    def wrapped(text: str, first: str, rest: str) -> Iterator[str]:
        yield from textwrap.wrap(
            visible(text), max(width, 40), initial_indent=first, subsequent_indent=rest
        )

    yield from wrapped(_.typeset(headline(advice, _)), "", "  ")
    yield from wrapped(_.typeset(sensitivity(advice, _)), "", "  ")
    yield ""
    yield from wrapped(_.typeset(" · ".join(told(one, _) for one in advice.given)), "", "  ")
    for one in advice.standings:
        cells = round(one.points / WHOLE * BAR) if one.place else 0
        where = f"{one.place}." if one.place else "✗"
        yield f"\n{where} {flowed(one.title)}  {'█' * cells}{'·' * (BAR - cells)}  {place(one, _)}"
        for reason in one.reasons:
            said = _("{label}: {value}", label=reason.title, value=_.text(reason.message))
            said = f"{_.typeset(said)} {refs(advice, reason.sources)}"
            yield from wrapped(said, f"  {loss(reason, _):>6}  ", " " * 10)
        for text in _missing(one, _):
            yield from wrapped(_.typeset(text), "  ", "    ")
        for caution in one.cautions:
            text = f"{_.typeset(caution.text)} {refs(advice, caution.sources)}"
            yield from wrapped(text, "  ! ", "    ")
    yield "\n" + _("What would change the answer, one input at a time")
    for flip in advice.flips:
        yield from wrapped(_.typeset(changed(advice, flip, _)), "  ", "    ")
    if text := steady(advice, _):
        yield from wrapped(_.typeset(text), "  ", "    ")
    yield "\n" + _("Sources (≈: an assumption)")
    for number, origin in enumerate(advice.origins, 1):
        text = _.typeset(MARKED[origin.kind] + origin.text)
        yield from wrapped(text, f"  [{number}] ", "      ")


def steady(advice: Advice, _: Speech) -> str:
    """The inputs of which no change gives another answer; "" for none."""
    names = ", ".join(map(flowed, advice.steady))
    return (
        _("No change of these alone gives another answer: {names}.", names=names) if names else ""
    )


def _missing(one: Standing, _: Speech) -> Iterator[str]:
    """The capabilities still missing, under a head; or that none is."""
    if not one.lacking:
        yield _("No capability is missing.")
        return
    yield _("Capabilities still missing:")
    for capability in one.lacking:
        yield f"- {lacking(capability, _)}"


def _markdown(advice: Advice, _: Speech) -> Iterator[str]:
    yield f"# {prose(headline(advice, _))}\n"
    yield f"**{prose(sensitivity(advice, _))}**\n"
    yield from (f"- {prose(told(one, _))}" for one in advice.given)
    for one in advice.standings:
        title = _("{label}: {value}", label=flowed(one.title), value=place(one, _))
        yield f"\n## {prose(title)}\n"
        rows = [
            (
                prose(flowed(reason.title)),
                prose(f"{flowed(_.text(reason.message))} {refs(advice, reason.sources)}"),
                prose(loss(reason, _)),
            )
            for reason in one.reasons
        ]
        yield from table((_("Input"), _("Reason"), _("points")), "llr", rows)
        first, *rest = _missing(one, _)
        yield f"\n{prose(first)}\n"
        yield from (f"- {prose(text.removeprefix('- '))}" for text in rest)
        if one.cautions:
            keep = _("To keep in mind")
            yield f"\n**{prose(keep)}**\n"
        for caution in one.cautions:
            yield f"- {prose(flowed(caution.text))} {prose(refs(advice, caution.sources))}"
    title = _("What would change the answer, one input at a time")
    yield f"\n## {prose(title)}\n"
    yield from (f"- {prose(changed(advice, flip, _))}" for flip in advice.flips)
    if text := steady(advice, _):
        yield f"- {prose(text)}"
    if advice.discuss:
        title = _("To discuss")
        yield f"\n## {prose(title)}\n"
        yield from (f"- [ ] {prose(flowed(text))}" for text in advice.discuss)
    title = _("Sources")
    yield f"\n## {prose(title)}\n"
    for number, origin in enumerate(advice.origins, 1):
        yield f"{number}. {prose(kinds(_)[origin.kind])} · {prose(flowed(origin.text))}"


def _data(advice: Advice, _: Speech) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "table": {"title": advice.table, "version": advice.version},
        "given": {one.id: one.level or one.value for one in advice.given},
        "leaders": list(advice.leaders),
        "sensitivity": sensitivity(advice, _),
        "targets": [_target(one, _) for one in advice.standings],
        "flips": [
            {
                "input": one.input,
                "before": one.before,
                "after": one.level or one.after,
                "leaders": list(one.leaders),
                "size": round(one.size, 4),
            }
            for one in advice.flips
        ],
        "sources": [{"id": one.id, "kind": one.kind, "text": one.text} for one in advice.origins],
    }


def _target(one: Standing, _: Speech) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "place": one.place or None,
        "points": round(one.points, 2),
        "reasons": [
            {
                "input": reason.input,
                "through": list(reason.through),
                "points": round(reason.points, 2),
                "rules_out": reason.out,
                "message": _.text(reason.message),
                "sources": list(reason.sources),
            }
            for reason in one.reasons
        ],
        "missing": [
            {
                "id": capability.id,
                "title": capability.title,
                "people": capability.people,
                "fte": round(capability.fte, 3),
                "missing": round(capability.missing, 3),
                "sources": list(capability.sources),
            }
            for capability in one.lacking
        ],
        "cautions": [caution.text for caution in one.cautions],
    }
