"""The draft of a retrospective: facts first, then the sections that only people can write."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Hindsight
from aifactory.render.indicators import Words, amount, basis, cell, heads
from aifactory.render.translate import Speech


def render(facts: Hindsight, lang: str, words: Words) -> str:
    """A Markdown page that says of itself that nobody has filled it in yet."""
    return "\n".join(_page(facts, lang, words, Speech(lang))) + "\n"


def _page(facts: Hindsight, lang: str, words: Words, _: Speech) -> Iterator[str]:
    yield f"---\ndate: {facts.until}\nstatus: unfilled\n---\n"
    yield "# " + _(
        "Retrospective of {name}, {since} to {until}",
        name=cell(facts.name),
        since=facts.since,
        until=facts.until,
    )
    yield ""
    yield _("Not filled in yet: write in the sections below, then take the line `status` away.")
    yield ""
    yield "## " + _("The facts")
    yield ""
    yield from _facts(facts, _)
    yield ""
    yield f"| {' | '.join(heads(_))} |\n|---|---|---|"
    for figure in facts.figures:
        row = (words[figure.id][lang]["title"], amount(figure, _), basis(figure, _))
        yield f"| {' | '.join(map(cell, row))} |"
    went, held, learned = _("What went well"), _("What held us up"), _("What we learned")
    for heading in (went, held, learned, _("Actions")):
        yield f"\n## {heading}\n"
    columns = (_("action"), _("who"), _("until"), _("ticket"))
    yield f"| {' | '.join(columns)} |\n|---|---|---|---|"


def _facts(facts: Hindsight, _: Speech) -> Iterator[str]:
    """What happened, a line each."""
    if facts.expected:
        yield "- " + _(
            "Tickets forecast at the start: {n} at {half}, {fewer} at {sure}. Finished: {done}.",
            n=facts.expected[0.5],
            half=_.percent(0.5),
            fewer=facts.expected[0.85],
            sure=_.percent(0.85),
            done=facts.done,
        )
    else:
        yield "- " + _.plural(
            "Finished: {n} ticket; the weeks before were too few for a forecast.",
            "Finished: {n} tickets; the weeks before were too few for a forecast.",
            facts.done,
        )
    yield "- " + _.plural("Opened: {n} ticket.", "Opened: {n} tickets.", facts.opened)
    for epic in facts.slipped:
        yield "- " + _(
            "Slipped: {title}, due {due}, {done} of {held} tickets finished.",
            title=cell(epic.title),
            due=epic.due,
            done=epic.done,
            held=epic.held,
        )
    for ticket in facts.incidents:
        yield "- " + _("Incident: {id} {title}", id=cell(ticket.id), title=cell(ticket.title))
    if facts.waiting or facts.unreviewed:
        yield "- " + _(
            "Requests waiting at the end: {n}; merged unseen by another: {unseen}.",
            n=facts.waiting,
            unseen=facts.unreviewed,
        )
    for one in facts.aging:
        yield "- " + _.plural(
            "Under way for {n} day: {id} {title}",
            "Under way for {n} days: {id} {title}",
            one.days,
            id=cell(one.id),
            title=cell(one.title),
        )
