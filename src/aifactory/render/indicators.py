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


Words = Mapping[str, Any]  # titles and meanings by indicator; see `policies/indicators.yml`


def amount(figure: Figure, _: Speech) -> str:
    """A figure with its unit."""
    if figure.value is None:
        return "—"
    if figure.unit == "share":
        return _.percent(figure.value)
    n = figure.value
    units = {
        "days": days(n, _),
        "week": _("{n} a week", n=n),
        "points": _.plural("{n} point", "{n} points", n),
        "tickets": _.plural("{n} ticket", "{n} tickets", n),
    }
    return units[figure.unit]


def days(n: float, _: Speech) -> str:
    """So many days."""
    return _.plural("{n} day", "{n} days", n)


def basis(figure: Figure, _: Speech) -> str:
    """What a figure rests on, or why there is none."""
    if figure.missing is not None:
        return _.text(figure.missing)
    parts = []
    if figure.p85 is not None and figure.p95 is not None:
        ends = ((_.percent(0.85), figure.p85), (_.percent(0.95), figure.p95))
        parts += [_("{share} within {end}", share=share, end=end) for share, end in ends]
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
        return as_json(report, _)
    if form == "csv":
        return as_csv(report)
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
        for one in report.aging[:10]:
            title = visible(one.title)[:WIDEST]
            yield f"  {visible(one.id)}  {days(one.days, _)}  {title}"


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
                yield f"| {_.date(start)} | {' | '.join(counts)} |"
    yield ""
    yield "## " + _("Definitions")
    yield ""
    for name in dict.fromkeys([*(f.id for f in report.figures), *(s.id for s in report.series)]):
        title, means = f"**{told[name]['title']}**", told[name]["means"]
        yield "- " + _("{label}: {text}", label=title, text=f"{means}.")


def cell(text: str) -> str:
    """A text that may stand in a cell of a table."""
    from aifactory.render.markdown import prose

    return prose(text).replace("|", "\\|")


def as_json(report: Report, _: Speech) -> str:
    """Everything, as it was computed; reasons and notes as sentences."""
    import msgspec

    raw = msgspec.to_builtins(report)
    for figure, shown in zip(report.figures, raw["figures"], strict=True):
        if figure.missing is not None:
            shown["missing"] = _.text(figure.missing)
    raw["notes"] = [_.text(note) for note in report.notes]
    return json.dumps(raw, ensure_ascii=False, indent=1) + "\n"


def as_csv(report: Report) -> str:
    """One row a value: indicator, row, from, value; no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("indicator", "row", "from", "value", "unit"))
    for figure in report.figures:
        if figure.value is not None:
            writer.writerow((figure.id, "", report.since, figure.value, figure.unit))
    for series in report.series:
        for name, values in series.rows.items():
            for start, value in zip(series.starts, values, strict=True):
                writer.writerow((series.id, name, start, value, series.unit))
    return out.getvalue()
