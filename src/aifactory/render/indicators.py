"""Indicators as text: a page for the terminal, a dated record in Markdown, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from aifactory.model import Figure, Report
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

FORMATS = ("terminal", "markdown", "json", "csv")
BLOCKS = "▁▂▃▄▅▆▇█"
WIDEST = 60
OLDEST = 10  # tickets under way that are shown
LEAST = 8  # blocks of a row, however narrow the terminal


Words = Mapping[str, Any]  # titles and meanings by indicator; see `policies/indicators.yml`


def amount(figure: Figure, _: Speech) -> str:
    """A figure with its unit."""
    if figure.value is None:
        return "—"
    if figure.unit == "share":
        return _.percent(figure.value)
    units = {
        "days": days(figure.value, _),
        "week": _("{n} a week", n=_.number(figure.value)),
        "points": _.plural("{n} point", "{n} points", figure.value),
        "tickets": _.plural("{n} ticket", "{n} tickets", figure.value),
    }
    return units[figure.unit]


def days(value: float, _: Speech) -> str:
    """How long something took."""
    return _.plural("{n} day", "{n} days", value)


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


def render(report: Report, form: str, lang: str, words: Words, columns: int = 0) -> str:
    """A report in one of `FORMATS`; a terminal's `columns` break its lines, 0 does not."""
    told = {name: texts[lang] for name, texts in words.items()}
    _ = Speech(lang)
    if form == "json":
        return as_json(report, told, _)
    if form == "csv":
        return as_csv(report, _)
    lines = terminal(report, told, _, columns) if form == "terminal" else markdown(report, told, _)
    return "\n".join(map(_.typeset, lines)) + "\n"


def terminal(report: Report, told: Words, _: Speech, columns: int) -> Iterator[str]:
    """Figures in a column, series as bars of blocks."""
    yield heading(report, visible(report.name), _)
    yield ""
    width = max(len(told[figure.id]["title"]) for figure in report.figures)
    for figure in report.figures:
        line = f"{told[figure.id]['title']:<{width}}  {amount(figure, _):>12}  {basis(figure, _)}"
        yield from broken(line, columns)
    yield ""
    yield from rows(report, told, _, columns)
    for note in report.notes:
        yield visible("! " + _.text(note))
    if report.aging:
        yield ""
        yield _("Under way, oldest first:")
        for one in report.aging[:OLDEST]:
            yield f"  {visible(one.id)}  {days(one.days, _)}  {visible(one.title)[:WIDEST]}"


def rows(report: Report, told: Words, _: Speech, columns: int) -> Iterator[str]:
    """Each row of each series as blocks, with its least and its greatest value."""
    found = [
        (
            f"{told[series.id]['title']} · {label(name, _)}",
            values,
            f"{_.number(min(values))}–{_.number(max(values))}",
        )
        for series in report.series
        for name, values in series.rows.items()
        if any(values)
    ]
    width = max((len(name) for name, _values, _span in found), default=0)
    beside = width + 4 + max((len(span) for _name, _values, span in found), default=0)
    room = max(LEAST, min(WIDEST, columns - beside)) if columns else WIDEST
    for name, values, span in found:
        yield f"{name:<{width}}  {spark(values, room)}  {span}"


def broken(line: str, columns: int) -> list[str]:
    """A line in as many as a terminal needs, the later ones set in."""
    if not columns or len(line) <= columns:
        return [line]
    return textwrap.wrap(line, max(columns, 20), subsequent_indent="    ")


def heads(_: Speech) -> tuple[str, str, str]:
    """What the columns of a table of figures hold."""
    return _("indicator"), _("value"), _("rests on")


def heading(report: Report, name: str, _: Speech) -> str:
    """Whose indicators, and of which days."""
    return _(
        "Indicators of {name}, {since} to {until}",
        name=name,
        since=_.date(report.since),
        until=_.date(report.until),
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


def spark(values: Sequence[float], room: int = WIDEST) -> str:
    """A line of blocks; where there are more values than room, each is the mean of neighbours."""
    count = min(len(values), room)
    ends = [len(values) * part // count for part in range(count + 1)]
    shown = [fmean(values[begin:end]) for begin, end in pairwise(ends)]
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
    if report.aging:
        yield ""
        yield "## " + _("Under way, oldest first:").rstrip(": \u00a0\u202f")
        yield ""
        columns = (_("ticket"), _("state"), _("for"))
        yield f"| {' | '.join(columns)} |"
        yield "|---|---|---|"
        for one in report.aging[:OLDEST]:
            told_days = days(one.days, _)
            yield f"| {cell(one.id)} {cell(one.title)} | {label(one.state, _)} | {told_days} |"
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
