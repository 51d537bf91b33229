"""Indicators as text: a page for the terminal, a dated record in Markdown, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aifactory.model import Figure, Report
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown", "json", "csv")
BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 60
OLDEST = 10  # tickets under way that are shown


Words = Mapping[str, Any]  # titles and meanings by indicator; see `policies/indicators.yml`


def amount(figure: Figure, _: Speech) -> str:
    """A figure with its unit."""
    if figure.value is None:
        return "—"
    if figure.unit == "share":
        return f"{_.number(100 * figure.value)} %"
    units = {
        "days": _("{n} days", n=_.number(figure.value)),
        "week": _("{n} a week", n=_.number(figure.value)),
        "points": _("{n} points", n=_.number(figure.value)),
        "tickets": _("{n} tickets", n=_.number(figure.value)),
    }
    return units[figure.unit]


def basis(figure: Figure, _: Speech) -> str:
    """What a figure rests on, or why there is none."""
    if figure.missing is not None:
        return _.text(figure.missing)
    parts = []
    if figure.p85 is not None and figure.p95 is not None:
        p85, p95 = _.number(figure.p85), _.number(figure.p95)
        parts.append(_("85 % within {p85}, 95 % within {p95}", p85=p85, p95=p95))
    parts.append(_("from {n}", n=figure.n))
    if figure.left_out:
        parts.append(_("{n} left out", n=figure.left_out))
    if figure.source:
        parts.append(_("by {source}", source=source(figure.source, _)))
    return ", ".join(parts)


def source(name: str, _: Speech) -> str:
    """Whose word deliveries rest on."""
    names = {
        "deployments": _("deployments"),
        "releases": _("releases"),
        "tags": _("version tags"),
        "runs": _("runs of a deploying workflow"),
    }
    return names.get(name, name)


def render(report: Report, form: str, lang: str, words: Words) -> str:
    """A report in one of `FORMATS`."""
    told = {name: texts[lang] for name, texts in words.items()}
    _ = Speech(lang)
    if form == "json":
        return as_json(report, told, _)
    if form == "csv":
        return as_csv(report, _)
    lines = terminal(report, told, _) if form == "terminal" else markdown(report, told, _)
    return "\n".join(lines) + "\n"


def terminal(report: Report, told: Words, _: Speech) -> Iterator[str]:
    """Figures in a column, series as bars of blocks."""
    yield heading(report, visible(report.name), _)
    yield ""
    width = max(len(told[figure.id]["title"]) for figure in report.figures)
    for figure in report.figures:
        yield f"{told[figure.id]['title']:<{width}}  {amount(figure, _):>12}  {basis(figure, _)}"
    yield ""
    for series in report.series:
        for name, values in series.rows.items():
            if any(values):
                row = f"{told[series.id]['title']} · {label(name, _)}"
                span = f"{_.number(min(values))}–{_.number(max(values))}"
                yield f"{row:<{width + 14}}  {spark(values)}  {span}"
    for note in report.notes:
        yield visible("! " + _.text(note))
    if report.aging:
        yield ""
        yield _("Under way, oldest first:")
        for one in report.aging[:OLDEST]:
            days = _("{n} days", n=_.number(one.days))
            yield f"  {visible(one.id)}  {days}  {visible(one.title)[:WIDEST]}"


def heads(_: Speech) -> tuple[str, str, str]:
    """What the columns of a table of figures hold."""
    return _("indicator"), _("value"), _("rests on")


def heading(report: Report, name: str, _: Speech) -> str:
    """Whose indicators, and of which days."""
    return _(
        "Indicators of {name}, {since} to {until}",
        name=name,
        since=report.since,
        until=report.until,
    )


def label(name: str, _: Speech) -> str:
    """What a row of a series counts."""
    names = {
        "done": _("done"),
        "scope": _("scope"),
        "left": _("left"),
        "opened": _("opened"),
        "closed": _("closed"),
        "todo": _("to do"),
        "doing": _("under way"),
        "review": _("in review"),
        "wip": _("under way"),
    }
    return names.get(name, name)


def spark(values: Sequence[float]) -> str:
    """A line of blocks, the last `WIDEST` values."""
    shown = values[-WIDEST:]
    most = max(shown) or 1
    return "".join(BLOCKS[round(value / most * (len(BLOCKS) - 1))] for value in shown)


def markdown(report: Report, told: Words, _: Speech) -> Iterator[str]:
    """A dated record: what the rubric accepts as indicators that were extracted."""
    yield "---"
    yield f"date: {report.until}"
    yield "---"
    yield ""
    yield "# " + heading(report, cell(report.name), _)
    yield ""
    yield f"| {' | '.join(heads(_))} |"
    yield "|---|---|---|"
    for figure in report.figures:
        row = (told[figure.id]["title"], amount(figure, _), basis(figure, _))
        yield f"| {' | '.join(map(cell, row))} |"
    if report.notes:
        yield ""
        yield from (f"- {cell(_.text(note))}" for note in report.notes)
    for series in report.series:
        if any(any(values) for values in series.rows.values()):
            yield ""
            yield f"## {told[series.id]['title']}"
            yield ""
            columns = (_("from"), *(label(name, _) for name in series.rows))
            yield f"| {' | '.join(columns)} |"
            yield "|---" * (1 + len(series.rows)) + "|"
            for position, start in enumerate(series.starts):
                counts = (_.number(values[position]) for values in series.rows.values())
                yield f"| {start} | {' | '.join(counts)} |"
    if report.aging:
        yield ""
        yield "## " + _("Under way, oldest first:").rstrip(": \u00a0")
        yield ""
        columns = (_("ticket"), _("state"), _("for"))
        yield f"| {' | '.join(columns)} |"
        yield "|---|---|---|"
        for one in report.aging[:OLDEST]:
            days = _("{n} days", n=_.number(one.days))
            yield f"| {cell(one.id)} {cell(one.title)} | {label(one.state, _)} | {days} |"
    yield ""
    yield "## " + _("Definitions")
    yield ""
    for name in dict.fromkeys([*(f.id for f in report.figures), *(s.id for s in report.series)]):
        yield f"- **{told[name]['title']}**: {told[name]['means']}."


def cell(text: str) -> str:
    """A text that may stand in a cell of a table."""
    from aifactory.render.markdown import prose

    return prose(text).replace("|", "\\|")


def as_json(report: Report, told: Words, _: Speech) -> str:
    """Everything as it was computed, with titles and definitions; reasons and notes as text."""
    import msgspec

    raw = msgspec.to_builtins(report)
    for figure, shown in zip(report.figures, raw["figures"], strict=True):
        shown.update(told[figure.id])
        if figure.missing is not None:
            shown["missing"] = _.text(figure.missing)
    for series in raw["series"]:
        series.update(told[series["id"]])
    raw["notes"] = [_.text(note) for note in report.notes]
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def as_csv(report: Report, _: Speech) -> str:
    """One row a value: what it is, its unit and what it rests on, or why there is none; no cell
    can be taken for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = ("indicator", "row", "from", "value", "unit", "n", "left_out", "source", "missing")
    writer.writerow(columns)
    for figure in report.figures:
        missing = "" if figure.missing is None else _.text(figure.missing)
        rest = (figure.unit, figure.n, figure.left_out, figure.source, missing)
        for row, value in (("", figure.value), ("p85", figure.p85), ("p95", figure.p95)):
            if value is not None or not row:
                writer.writerow((figure.id, row, report.since, value, *rest))
    for series in report.series:
        for name, values in series.rows.items():
            for start, value in zip(series.starts, values, strict=True):
                writer.writerow((series.id, name, start, value, series.unit, "", "", "", ""))
    for moment, value in report.scatter:
        writer.writerow(("scatter", "", moment, value, "days", "", "", "", ""))
    return out.getvalue()
