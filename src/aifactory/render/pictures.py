"""The pictures of a report of indicators: which chart each series is, and a page with them all."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from aifactory.model import Figure, Report
from aifactory.render.charts import Chart, described, shown, svg
from aifactory.render.indicators import Words, amount, basis, heading, heads, label
from aifactory.render.translate import Speech

KINDS = {
    "velocity": "bars",
    "burnup": "lines",
    "burndown": "lines",
    "throughput": "bars",
    "wip": "lines",
    "cumulative": "areas",
    "bugs": "bars",
}
PAGE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color:#24292f;background:#fff}table{border-collapse:collapse}th,td{border:1px solid #d0d7de;"
    "padding:.3rem .6rem;text-align:left}svg{max-width:100%;height:auto}"
    "figure{margin:1rem 0}h1,h2{text-wrap:balance}"
    "h1,h2,td,li{overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:"
    "#30363d}}"
)


def charts(report: Report, told: Words, _: Speech) -> Iterator[tuple[str, Chart]]:
    """The charts of a report by name; the scatter shows cycle times, else lead times."""
    units = {"points": _("points"), "tickets": _("tickets")}
    reasons = {one.id: _.text(one.missing) for one in report.figures if one.missing is not None}
    known = any(any(row) for series in report.series for row in series.rows.values())
    for series in report.series:
        values = [value for row in series.rows.values() for value in row]
        yield (
            series.id,
            Chart(
                kind=KINDS[series.id],
                title=f"{told[series.id]['title']} · {report.name}",
                unit=units[series.unit],
                labels=series.starts,
                rows=tuple((label(name, _), row) for name, row in series.rows.items()),
                empty=reasons.get(series.id, _("0 all through this period"))
                if known and values
                else _("nothing to show yet"),
                whole=all(value == round(value) for value in values if isfinite(value)),
                speech=_,
            ),
        )
    yield "scatter", scatter(report, told, _)


def scatter(report: Report, told: Words, _: Speech) -> Chart:
    """Each finished ticket by the day it was finished, with the percentiles."""
    figures = {figure.id: figure for figure in report.figures}
    cycle, lead = figures["cycle-time"], figures["lead-time"]
    drawn: Figure = cycle if cycle.n else lead
    marks = ((0.5, drawn.value), (0.85, drawn.p85), (0.95, drawn.p95))
    return Chart(
        kind="dots",
        title=f"{told[drawn.id]['title']} · {report.name}",
        unit=_("days"),
        dots=tuple((moment[:10], value) for moment, value in report.scatter),
        marks=tuple((_.percent(share), value) for share, value in marks if value is not None),
        empty=_.text(drawn.missing) if drawn.missing is not None else _("nothing to show yet"),
        speech=_,
    )


def pictures(report: Report, lang: str, words: Words) -> dict[str, str]:
    """SVG documents by name."""
    _ = Speech(lang)
    told = {name: texts[lang] for name, texts in words.items()}
    return {name: svg(chart) for name, chart in charts(report, told, _)}


def alternatives(report: Report, lang: str, words: Words) -> dict[str, str]:
    """Each picture in words."""
    _ = Speech(lang)
    told = {name: texts[lang] for name, texts in words.items()}
    return {name: described(chart) for name, chart in charts(report, told, _)}


def page(report: Report, lang: str, words: Words) -> str:
    """Figures and pictures as one HTML page that needs nothing else."""
    return "\n".join(_page(report, lang, words)) + "\n"


def _page(report: Report, lang: str, words: Words) -> Iterator[str]:
    _ = Speech(lang)
    told = {name: texts[lang] for name, texts in words.items()}
    title = shown(heading(report, report.name, _), _)
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{title}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    columns = "".join(f"<th>{shown(word, _)}</th>" for word in heads(_))
    yield f"<table>\n<tr>{columns}</tr>"
    for figure in report.figures:
        cells = (told[figure.id]["title"], amount(figure, _), basis(figure, _))
        yield f"<tr>{''.join(f'<td>{shown(cell, _)}</td>' for cell in cells)}</tr>"
    yield "</table>"
    for note in report.notes:
        yield f"<p>{shown(_.text(note), _)}</p>"
    for name, chart in charts(report, told, _):
        yield f'<figure id="{name}">{svg(chart, f"{name}-")}</figure>'
    definitions = _("Definitions")
    yield f"<h2>{shown(definitions, _)}</h2>\n<dl>"
    for name in dict.fromkeys([*(f.id for f in report.figures), *(s.id for s in report.series)]):
        texts = told[name]
        yield f"<dt>{shown(texts['title'], _)}</dt><dd>{shown(texts['means'], _)}.</dd>"
    yield "</dl>\n</body>\n</html>"
