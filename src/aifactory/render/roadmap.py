"""The roadmap: a Gantt diagram of the epics, and below it the board and what hangs on what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from aifactory.model import EpicPlan, RoadmapPlan, Text, TicketPlace
from aifactory.render.axes import EDGE, apart, spread
from aifactory.render.charts import STYLE, fill, shown
from aifactory.render.escape import visible
from aifactory.render.indicators import cell, label
from aifactory.render.indicators import days as lasting
from aifactory.render.pictures import PAGE
from aifactory.render.translate import Speech
from aifactory.render.widths import shorten
from aifactory.render.widths import width as text_width

FORMATS = ("mermaid", "svg", "html")
UNSAFE = re.compile(r"[:;#,\"<>{}\[\]%`|\\]")
SHOWN = 20  # of the tickets under way
KEYWORDS = frozenset(
    {
        *("title", "section", "dateformat", "axisformat", "tickinterval", "excludes", "includes"),
        *("todaymarker", "click", "acctitle", "accdescr", "inclusiveenddates", "topaxis"),
        *("weekday", "weekend", "gantt", "end"),
    }
)
WIDTH, ROW, SIDE, MARGIN = 960, 34, 400, 24
HEAD, BARE, FOOT = 76, 36, 40  # above the bars, with and without a title, and below them
BACK, AHEAD = 5, 2  # years that the axis reaches from today, at most
NONE = Text("No epic yet: give tickets a milestone.")


def render(plan: RoadmapPlan, form: str, lang: str) -> str:
    """The roadmap in one of `FORMATS`; "mermaid" is a Markdown page that a forge draws."""
    _ = Speech(lang)
    draw = {"mermaid": markdown, "svg": picture, "html": page}[form]
    return "\n".join(draw(plan, lang, _)) + "\n"


def progress(epic: EpicPlan, _: Speech) -> str:
    """How far an epic is."""
    done = f"{epic.done}/{epic.held}"
    if epic.over:
        return _("{done} · over", done=done)
    return _("{done} · late", done=done) if epic.late else done


def stands(state: str, _: Speech) -> str:
    """Where one ticket stands."""
    return _("finished") if state == "done" else label(state, _)


def mermaid_title(epic: EpicPlan, number: int) -> str:
    """An epic's title as Mermaid takes it: without its signs, and no keyword first."""
    words = visible(UNSAFE.sub(" ", " ".join(epic.title.split()))).replace("\\", " ").split()
    if words and words[0].casefold() in KEYWORDS:
        words.insert(0, "·")
    return " ".join(words) or f"epic {number + 1}"


def markdown(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """A page with a Mermaid diagram and tables."""
    del lang
    yield "# " + titled(plan, cell(plan.name), _)
    yield ""
    if plan.epics:
        yield "```mermaid\ngantt\n  dateFormat YYYY-MM-DD\n  axisFormat %Y-%m-%d"
        for number, epic in enumerate(plan.epics):
            state = "done, " if epic.over else "crit, " if epic.late else "active, "
            end = epic.end if epic.end > epic.start else "1d"
            yield f"  {mermaid_title(epic, number)} :{state}e{number}, {epic.start}, {end}"
        yield "```\n"
        columns = (_("epic"), _("due"), _("tickets"))
        yield f"| {' | '.join(columns)} |\n|---|---|---|"
        for epic in plan.epics:
            yield f"| {cell(epic.title)} | {_.date(epic.due) or '—'} | {progress(epic, _)} |"
    else:
        yield _.text(NONE)
    yield ""
    yield "## " + _("Board") + "\n"
    named = (_("state"), _("tickets"))
    yield f"| {' | '.join(named)} |\n|---|---|"
    for state, count in plan.columns:
        yield f"| {label(state, _)} | {count} |"
    yield ""
    if plan.wip:
        yield "### " + underway(plan, _) + "\n"
    if plan.aging:
        heads = (_("ticket"), _("epic"), _("state"), _("for"))
        yield f"| {' | '.join(heads)} |\n|---|---|---|---|"
        for one in plan.aging[:SHOWN]:
            name = f"{cell(one.id)} {cell(one.title)}"
            told = lasting(one.days, _)
            yield f"| {name} | {cell(one.epic) or '—'} | {label(one.state, _)} | {told} |"
    for epic in plan.epics:
        if epic.tickets:
            yield f"\n## {cell(epic.title)}\n"
            yield from (item(ticket, _) for ticket in epic.tickets)
    if plan.loose:
        yield "\n## " + _("Tickets without an epic: {n}", n=plan.loose) + "\n"
        yield from (item(ticket, _) for ticket in plan.adrift)


def item(ticket: TicketPlace, _: Speech) -> str:
    """A ticket in a list that hangs on its epic."""
    box = "x" if ticket.state == "done" else " "
    return f"- [{box}] {cell(ticket.id)} {cell(ticket.title)} ({stands(ticket.state, _)})"


def underway(plan: RoadmapPlan, _: Speech) -> str:
    """How much is under way, and of how much nothing tells since when."""
    told = _("Under way: {n}", n=plan.wip)
    unknown = plan.wip - len(plan.aging)
    return told + (" · " + _("{n} since an unknown day", n=unknown) if unknown > 0 else "")


def picture(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """The Gantt diagram as SVG: a bar an epic, its done part filled, a line for its day."""
    del lang
    yield from _drawing(plan, _, HEAD)


def _drawing(plan: RoadmapPlan, _: Speech, head: int) -> Iterator[str]:
    height = head + ROW * max(1, len(plan.epics)) + FOOT
    title = titled(plan, visible(plan.name), _)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="t d">'
    )
    yield f'<title id="t">{shown(title, _)}</title>'
    yield f'<desc id="d">{shown(described(plan, _), _)}</desc>'
    yield f'<style>{STYLE}</style>\n<rect class="p" width="{WIDTH}" height="{height}"/>'
    if head == HEAD:
        short = shorten(title, WIDTH - 2 * EDGE, 16, bold=True)
        yield f'<text class="t" x="{EDGE}" y="26">{shown(short, _)}</text>'
    if not plan.epics:
        yield f'<text x="{EDGE}" y="{head + 20}">{shown(_.text(NONE), _)}</text>\n</svg>'
        return
    span = days(plan)
    for day in (axis := spread(span, 4)):
        x = _x(day, span)
        yield f'<line class="g" x1="{x:.1f}" x2="{x:.1f}" y1="{head - 8}" y2="{height - 32}"/>'
    for position, epic in enumerate(plan.epics):
        yield from _bar(epic, head + ROW * position, span, _)
    now, today = _x(plan.today, span), _.date(plan.today)
    ends = f'x1="{now:.1f}" x2="{now:.1f}" y1="{head - 8}" y2="{height - 32}"'
    yield f'<line class="a" stroke-width="2" stroke-dasharray="3 3" {ends}/>'
    named = [(_x(day, span), _.date(day)) for day in axis]
    for y, labels in ((head - 14, [(now, today)]), (height - 12, named)):
        for x, text in apart(labels, WIDTH):
            yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{shown(text, _)}</text>'
    yield "</svg>"


def titled(plan: RoadmapPlan, name: str, _: Speech) -> str:
    """Whose roadmap, and of which day."""
    return _("Roadmap of {name} on {date}", name=name, date=_.date(plan.today))


def described(plan: RoadmapPlan, _: Speech) -> str:
    """The diagram in words."""
    told = _("{title}: from {start} to {end}, {progress}")
    parts = (
        told.format(
            title=epic.title,
            start=_.date(epic.start),
            end=_.date(epic.end),
            progress=progress(epic, _),
        )
        for epic in plan.epics
    )
    return "; ".join(parts) or _.text(NONE)


def days(plan: RoadmapPlan) -> tuple[str, str]:
    """The first and the last day of the axis; a milestone of the year 9999 is cut at its edge."""
    year = int(plan.today[:4])
    first = max(min(epic.start for epic in plan.epics), f"{year - BACK}-01-01")
    last = min(max(epic.end for epic in plan.epics), f"{year + AHEAD}-12-31")
    return min(first, plan.today), max(last, plan.today)


def _x(day: str, span: tuple[str, str]) -> float:
    first, last, now = (date.fromisoformat(one).toordinal() for one in (*span, day))
    share = min(max(0.0, (now - first) / max(1, last - first)), 1.0)
    return SIDE + (WIDTH - SIDE - MARGIN) * share


def _bar(epic: EpicPlan, y: int, span: tuple[str, str], _: Speech) -> Iterator[str]:
    left, right = _x(epic.start, span), _x(epic.end, span)
    width = max(6.0, right - left)
    left = min(left, WIDTH - MARGIN - width)
    number = 2 if epic.over else 1 if epic.late else 0
    share = epic.done / epic.held if epic.held else float(epic.over)
    told = progress(epic, _)
    title = shorten(visible(epic.title), SIDE - EDGE - 24 - text_width(told))
    yield f'<text x="{EDGE}" y="{y + 14}">{shown(title, _)}</text>'
    yield f'<text x="{SIDE - 12}" y="{y + 14}" text-anchor="end">{shown(told, _)}</text>'
    box = f'x="{left:.1f}" y="{y}" height="20" rx="3" {fill(number)}'
    yield f'<rect {box} width="{width:.1f}" fill-opacity="0.3"/>'
    yield f'<rect {box} width="{width * share:.1f}"/>'


def page(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """Diagram, board and tickets as one HTML page."""
    title = shown(titled(plan, plan.name, _), _)
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{title}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield from _drawing(plan, _, BARE)
    board = _("Board")
    yield f"<h2>{shown(board, _)}</h2>\n<table>"
    yield "<tr>" + "".join(f"<th>{shown(label(s, _), _)}</th>" for s, _n in plan.columns) + "</tr>"
    yield "<tr>" + "".join(f"<td>{count}</td>" for _s, count in plan.columns) + "</tr>\n</table>"
    if plan.wip:
        yield f"<h3>{shown(underway(plan, _), _)}</h3>"
    if plan.aging:
        yield "<table>"
        heads = (_("ticket"), _("epic"), _("state"), _("for"))
        yield "<tr>" + "".join(f"<th>{shown(head, _)}</th>" for head in heads) + "</tr>"
        for one in plan.aging[:SHOWN]:
            told = lasting(one.days, _)
            cells = (f"{one.id} {one.title}", one.epic or "—", label(one.state, _), told)
            yield "<tr>" + "".join(f"<td>{shown(text, _)}</td>" for text in cells) + "</tr>"
        yield "</table>"
    for epic in plan.epics:
        days = f"{_.date(epic.start)} → {_.date(epic.due or epic.end)}"
        yield f"<h2>{shown(epic.title, _)} · {shown(progress(epic, _), _)}</h2>\n<p>{days}</p>"
        yield from _list(epic.tickets, _)
    if plan.loose:
        loose = _("Tickets without an epic: {n}", n=plan.loose)
        yield f"<h2>{shown(loose, _)}</h2>"
        yield from _list(plan.adrift, _)
    yield "</body>\n</html>"


def _list(tickets: Iterable[TicketPlace], _: Speech) -> Iterator[str]:
    yield "<ul>"
    for ticket in tickets:
        told = f"{ticket.id} {ticket.title} ({stands(ticket.state, _)})"
        yield f"<li>{shown(told, _)}</li>"
    yield "</ul>"
