"""The pictures of a report of indicators: which chart each series is, and a page with them all."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from aifactory.model import Figure, Report
from aifactory.render.charts import Chart, described, svg
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
    "@media(prefers-color-scheme:dark){body{color:#e6edf3;background:#0d1117}th,td{border-color:"
    "#30363d}}"
)


def charts(report: Report, told: Words, _: Speech) -> Iterator[tuple[str, Chart]]:
    """The charts of a report by name; the scatter shows cycle times, else lead times."""
    units = {"points": _("points"), "tickets": _("tickets")}
    for series in report.series:
        yield (
            series.id,
            Chart(
                kind=KINDS[series.id],
                title=f"{told[series.id]['title']} · {report.name}",
                unit=units[series.unit],
                labels=series.starts,
                rows=tuple((label(name, _), values) for name, values in series.rows.items()),
                empty=_("nothing to show yet"),
                number=_.number,
                date=_.date,
                pair=_("{label}: {text}"),
            ),
        )
    yield "scatter", scatter(report, told, _)


def scatter(report: Report, told: Words, _: Speech) -> Chart:
    """Each finished ticket by the day it was finished, with the percentiles."""
    figures = {figure.id: figure for figure in report.figures}
    cycle, lead = figures["cycle-time"], figures["lead-time"]
    shown: Figure = cycle if cycle.n else lead
    marks = tuple(
        (_.percent(share), value)
        for share, value in ((0.5, shown.value), (0.85, shown.p85), (0.95, shown.p95))
    )
    return Chart(
        kind="dots",
        title=f"{told[shown.id]['title']} · {report.name}",
        unit=_("days"),
        dots=tuple((moment[:10], value) for moment, value in report.scatter),
        marks=tuple((name, value) for name, value in marks if value is not None),
        empty=_("nothing to show yet"),
        number=_.number,
        date=_.date,
        pair=_("{label}: {text}"),
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
    title = escape(heading(report, report.name, _))
    yield f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{title}</title>\n<style>{PAGE}</style>\n</head>\n<body>\n<h1>{title}</h1>"
    columns = "".join(f"<th>{escape(word)}</th>" for word in heads(_))
    yield f"<table>\n<tr>{columns}</tr>"
    for figure in report.figures:
        cells = (told[figure.id]["title"], amount(figure, _), basis(figure, _))
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    yield "</table>"
    for number, (name, chart) in enumerate(charts(report, told, _)):
        drawn = svg(chart).replace('"t d"', f'"t{number} d{number}"')
        drawn = drawn.replace('id="t"', f'id="t{number}"').replace('id="d"', f'id="d{number}"')
        yield f'<figure id="{name}">{drawn}</figure>'
    definitions = _("Definitions")
    yield f"<h2>{escape(definitions)}</h2>\n<dl>"
    for name in dict.fromkeys([*(f.id for f in report.figures), *(s.id for s in report.series)]):
        texts = told[name]
        yield f"<dt>{escape(texts['title'])}</dt><dd>{escape(texts['means'])}.</dd>"
    yield "</dl>\n</body>\n</html>"
