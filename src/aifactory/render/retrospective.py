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
    title = _("Retrospective of {name}, {since} to {until}")
    yield "# " + title.format(
        name=cell(facts.name), since=_.date(facts.since), until=_.date(facts.until)
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
        half, sure = facts.expected[0.5], facts.expected[0.85]
        yield "- " + _.plural(
            "Forecast at the start, for a week: at least {half} tickets at 50 %, {sure} at 85 %. "
            "Finished: {done}.",
            "Forecast at the start, for {n} weeks: at least {half} tickets at 50 %, {sure} at "
            "85 %. Finished: {done}.",
            facts.horizon,
            half=half,
            sure=sure,
            done=facts.done,
        )
    else:
        told = _("Finished: {done} tickets; the weeks before were too few for a forecast.")
        yield "- " + told.format(done=facts.done)
    yield "- " + _("Opened: {n} tickets.", n=facts.opened)
    for epic in facts.slipped:
        told = _("Slipped: {title}, due {due}, {done} of {held} tickets finished.")
        names = {
            "title": cell(epic.title),
            "due": _.date(epic.due),
            "done": epic.done,
            "held": epic.held,
        }
        yield "- " + told.format_map(names)
    for ticket in facts.incidents:
        yield "- " + _("Incident: {id} {title}").format(
            id=cell(ticket.id), title=cell(ticket.title)
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
        told = _("Requests waiting at the end: {n}; merged unseen by another: {unseen}.")
        yield "- " + told.format(n=facts.waiting, unseen=facts.unreviewed)
    yield from _load(facts, _)
    for one in facts.aging:
        told = _("Under way for {days} days: {id} {title}")
        names = {"days": _.number(one.days), "id": cell(one.id), "title": cell(one.title)}
        yield "- " + told.format_map(names)


def _load(facts: Hindsight, _: Speech) -> Iterator[str]:
    """Who read how much of the others' work."""
    if facts.reviewers is None:
        yield "- " + _("Review load: unknown, no reviews were read.")
    elif not facts.reviewers:
        yield "- " + _("Review load: nobody reviewed a request of somebody else.")
    else:
        yield "- " + _("Review load:")
        for one in facts.reviewers:
            given = _.plural("{n} review", "{n} reviews", one.reviews)
            on = _.plural("{n} request", "{n} requests", one.requests)
            yield f"  - {cell(one.name)}: {given} · {on}"
