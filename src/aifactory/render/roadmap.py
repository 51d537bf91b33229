"""The roadmap: a Gantt diagram of the epics, and below it the board and what hangs on what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import escape

from aifactory.model import EpicPlan, RoadmapPlan
from aifactory.render.charts import COLOURS, STYLE
from aifactory.render.indicators import cell, days, label
from aifactory.render.pictures import PAGE
from aifactory.render.translate import Speech

FORMATS = ("mermaid", "svg", "html")
UNSAFE = re.compile(r"[:;#,\"<>{}\[\]%`|\\]")
WIDTH, ROW, HEAD, SIDE = 820, 34, 64, 240
LONGEST = 34  # characters of a title in the picture
STATES = ("todo", "doing", "review", "done")


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


def markdown(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """A page with a Mermaid diagram and tables."""
    del lang
    yield "# " + _("Roadmap of {name} on {date}", name=cell(plan.name), date=plan.today)
    yield ""
    if plan.epics:
        yield "```mermaid\ngantt\n  dateFormat YYYY-MM-DD\n  axisFormat %Y-%m-%d"
        for number, epic in enumerate(plan.epics):
            state = "done, " if epic.over else "crit, " if epic.late else "active, "
            title = " ".join(UNSAFE.sub(" ", epic.title).split()) or f"epic {number + 1}"
            yield f"  {title} :{state}e{number}, {epic.start}, {epic.end}"
        yield "```\n"
        columns = (_("epic"), _("due"), _("tickets"))
        yield f"| {' | '.join(columns)} |\n|---|---|---|"
        for epic in plan.epics:
            yield f"| {cell(epic.title)} | {_.date(epic.due) or '—'} | {progress(epic, _)} |"
    else:
        yield _("No epic yet: give tickets a milestone.")
    yield ""
    yield "## " + _("Board") + "\n"
    named = (_("state"), _("tickets"))
    yield f"| {' | '.join(named)} |\n|---|---|"
    for state, count in plan.columns:
        yield f"| {label(state, _)} | {count} |"
    yield ""
    if plan.loose:
        yield _("Tickets without an epic: {n}", n=plan.loose) + "\n"
    for one in plan.aging[:10]:
        late = f"{cell(one.id)} {cell(one.title)}"
        yield "- " + _("{label}: {text}", label=late, text=days(one.days, _))
    for epic in plan.epics:
        if epic.tickets:
            yield f"\n## {cell(epic.title)}\n"
            for ticket in epic.tickets:
                box = "x" if ticket.state == "done" else " "
                yield f"- [{box}] {cell(ticket.id)} {cell(ticket.title)} ({label(ticket.state, _)})"


def picture(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """The Gantt diagram as SVG: a bar an epic, its done part filled, a line for today."""
    del lang
    height = HEAD + ROW * max(1, len(plan.epics)) + 40
    title = _("Roadmap of {name} on {date}", name=plan.name, date=plan.today)
    told = "; ".join(_("{label}: {text}", label=e.title, text=_span(e, _)) for e in plan.epics)
    none = _("No epic yet: give tickets a milestone.")
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="t d">'
    )
    yield f'<title id="t">{escape(title)}</title>\n<desc id="d">{escape(told or none)}</desc>'
    yield f'<style>{STYLE}</style>\n<rect class="p" width="{WIDTH}" height="{height}"/>'
    yield f'<text class="t" x="12" y="26">{escape(title)}</text>'
    if not plan.epics:
        yield f'<text x="12" y="{HEAD + 20}">{escape(none)}</text>\n</svg>'
        return
    first = min(epic.start for epic in plan.epics)
    last = max(max(epic.end for epic in plan.epics), plan.today)
    for position, epic in enumerate(plan.epics):
        yield from _bar(epic, position, first, last, _)
    x, bottom = _x(plan.today, first, last), height - 32
    ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 8}" y2="{bottom}"'
    yield f'<line class="a" stroke-dasharray="3 3" {ends}/>'
    for day in dict.fromkeys((first, plan.today, last)):
        x = _x(day, first, last)
        anchor = "start" if day == first else "end" if day == last else "middle"
        yield f'<text x="{x:.1f}" y="{height - 14}" text-anchor="{anchor}">{_.date(day)}</text>'
    yield "</svg>"


def _span(epic: EpicPlan, _: Speech) -> str:
    return f"{_.date(epic.start)} → {_.date(epic.end)}, {progress(epic, _)}"


def _x(day: str, first: str, last: str) -> float:
    start, end, now = (date.fromisoformat(one).toordinal() for one in (first, last, day))
    return SIDE + (WIDTH - SIDE - 16) * (now - start) / max(1, end - start)


def _bar(epic: EpicPlan, position: int, first: str, last: str, _: Speech) -> Iterator[str]:
    y = HEAD + ROW * position
    left, right = _x(epic.start, first, last), _x(epic.end, first, last)
    width = max(6.0, right - left)
    left = min(left, WIDTH - 16 - width)
    colour = COLOURS[2] if epic.over else COLOURS[1] if epic.late else COLOURS[0]
    share = epic.done / epic.held if epic.held else float(epic.over)
    title = epic.title if len(epic.title) <= LONGEST else epic.title[: LONGEST - 1] + "…"
    yield f'<text x="12" y="{y + 14}">{escape(title)}</text>'
    yield f'<text x="{SIDE - 8}" y="{y + 14}" text-anchor="end">{escape(progress(epic, _))}</text>'
    box = f'x="{left:.1f}" y="{y}" height="20" rx="3"'
    yield f'<rect {box} width="{width:.1f}" fill="{colour}" fill-opacity="0.3" stroke="{colour}"/>'
    yield f'<rect {box} width="{width * share:.1f}" fill="{colour}"/>'


def page(plan: RoadmapPlan, lang: str, _: Speech) -> Iterator[str]:
    """Diagram, board and tickets as one HTML page."""
    title = escape(_("Roadmap of {name} on {date}", name=plan.name, date=plan.today))
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
    yield f"<title>{title}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    yield from picture(plan, lang, _)
    board = _("Board")
    yield f"<h2>{escape(board)}</h2>\n<table>"
    yield "<tr>" + "".join(f"<th>{escape(label(s, _))}</th>" for s, _n in plan.columns) + "</tr>"
    yield "<tr>" + "".join(f"<td>{count}</td>" for _s, count in plan.columns) + "</tr>\n</table>"
    if plan.loose:
        loose = _("Tickets without an epic: {n}", n=plan.loose)
        yield f"<p>{escape(loose)}</p>"
    for epic in plan.epics:
        yield f"<h2>{escape(epic.title)} · {escape(progress(epic, _))}</h2>\n<ul>"
        for ticket in epic.tickets:
            state = escape(label(ticket.state, _))
            yield f"<li>{escape(ticket.id)} {escape(ticket.title)} ({state})</li>"
        yield "</ul>"
    yield "</body>\n</html>"
