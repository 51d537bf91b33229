"""Charts as SVG of our own: small, the same bytes for the same data, and readable by everybody.

Colours are those of Okabe and Ito (2008), told apart by people who see colours otherwise; lines
also differ by their dashes. Text and grid follow the reader's light or dark theme. Each picture
carries a title and a description in words, for readers who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape

from msgspec import Struct

from aifactory.render.axes import (
    BOTTOM,
    EDGE,
    GAP,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Frame,
    apart,
    spread,
    ticks,
)
from aifactory.render.escape import visible
from aifactory.render.translate import Speech
from aifactory.render.widths import shorten, width, wrapped

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("", "8 4", "2 3", "10 3 2 3", "4 4", "1 3")
LEGEND, LINE = 47, 18  # the first line of names, and the distance to the next
SIGN = 24  # the room of a colour before its name
THINNEST = 1.5  # bars that would be thinner are drawn as lines
CROWDS = ((150, 4.0, 0.7), (600, 3.0, 0.6))  # up to so many dots: their radius and opacity
MANY = 120  # points of a line from which on it is thinner
CROWDED = (2.0, 0.6)
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-size:16px;font-weight:600}"
    ".g{stroke:#d0d7de}.a{stroke:#57606a}.p{fill:#ffffff}.h{stroke:#ffffff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#30363d}.a{stroke:#8b949e}"
    ".p{fill:#0d1117}.h{stroke:#0d1117}.f0{fill:#3d9be0}.s0{stroke:#3d9be0}}"
)


class Chart(Struct, frozen=True, kw_only=True):
    """What to draw: `rows` of values over `labels`, or (day, value) `dots`; `marks` are
    horizontal lines with their names. `kind` is "lines", "bars", "areas" or "dots"; `labels` are
    days. `whole` values are not split by the axis.
    """

    kind: str
    title: str
    unit: str
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[float, ...]], ...] = ()
    dots: tuple[tuple[str, float], ...] = ()
    marks: tuple[tuple[str, float], ...] = ()
    empty: str = ""  # what is said where there is nothing to draw
    whole: bool = False
    speech: Speech = Speech("en")


def shown(text: str, _: Speech) -> str:
    """Any text, safe in SVG and HTML, with the spaces that its language asks for."""
    return escape(_.typeset(visible(text)))


def svg(chart: Chart, prefix: str = "", *, styled: bool = True) -> str:
    """The chart as a self-contained document; within a page, `prefix` keeps its ids apart from
    others', and without its style it takes that of the page.
    """
    return "\n".join(_document(chart, prefix, styled)) + "\n"


def described(chart: Chart) -> str:
    """The chart in words: what it shows, of which days, from where to where."""
    return chart.speech.typeset("".join(_told(chart, chart.speech)))


def blank(chart: Chart) -> bool:
    """Whether there is nothing to draw."""
    return not (chart.dots or any(any(values) for _name, values in chart.rows))


def _told(chart: Chart, _: Speech) -> Iterator[str]:
    if blank(chart):
        yield _("{title}: {told}", title=chart.title, told=chart.empty)
        return
    parts = [told for name, values in chart.rows if (told := _course(name, values, _))]
    if chart.dots:
        found = [value for _day, value in chart.dots]
        ends = {"least": _.number(min(found)), "most": _.number(max(found))}
        parts.append(
            _.plural("{n} ticket: {most}", "{n} tickets: {least} to {most}", len(found), **ends)
        )
    parts += [_("{share} within {value}", share=n, value=_.number(v)) for n, v in chart.marks]
    days = [*chart.labels, *(day for day, _value in chart.dots)]
    first, last = _.date(min(days)), _.date(max(days))
    head = _("{title}, in {unit}, from {first} to {last}")
    names = {"title": chart.title, "unit": chart.unit, "first": first, "last": last}
    yield f"{head.format_map(names)}. {'; '.join(parts)}."


def _course(name: str, values: Sequence[float], _: Speech) -> str:
    """A row in words."""
    if len(values) < 2:
        return _("{name}: {value}", name=name, value=_.number(values[0])) if values else ""
    ends = {"first": _.number(values[0]), "last": _.number(values[-1])}
    least, most = _.number(min(values)), _.number(max(values))
    told = _("{name}: from {first} to {last}, at least {least}, at most {most}")
    return told.format_map({"name": name, "least": least, "most": most, **ends})


def _document(chart: Chart, prefix: str, styled: bool) -> Iterator[str]:
    _ = chart.speech
    name, words = f"{prefix}t", f"{prefix}d"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="{name} {words}">'
    )
    yield f'<title id="{name}">{shown(chart.title, _)}</title>'
    yield f'<desc id="{words}">{shown(described(chart), _)}</desc>'
    if styled:
        yield f"<style>{STYLE}</style>"
    yield f'<rect class="p" width="{WIDTH}" height="{HEIGHT}"/>'
    title = shorten(visible(chart.title), WIDTH - 2 * EDGE, 16, bold=True)
    yield f'<text class="t" x="{EDGE}" y="24">{shown(title, _)}</text>'
    if blank(chart):
        for number, line in enumerate(wrapped(visible(chart.empty), WIDTH - 2 * LEFT)):
            middle = f'x="{WIDTH / 2:g}" y="{HEIGHT / 2 + LINE * number:g}" text-anchor="middle"'
            yield f"<text {middle}>{shown(line, _)}</text>"
        yield "</svg>"
        return
    values = ticks(max(_values(chart)), whole=chart.whole)
    named = _legend(chart)
    numbers = max(width(_.number(value)) for value in values)
    lines = 1 + max((line for line, *_rest in named), default=0)
    frame = Frame(max(LEFT, EDGE + numbers + 8), LEGEND + LINE * lines, values[-1])
    yield from _names(chart, named)
    yield from _grid(chart, frame, values)
    draw = {"lines": _lines, "bars": _bars, "areas": _areas, "dots": _dots}[chart.kind]
    layers = [draw, _marks] if len(chart.dots) > CROWDS[0][0] else [_marks, draw]
    for layer in layers:  # few dots lie on the lines, a crowd below them
        yield from layer(chart, frame)
    yield "</svg>"


def _values(chart: Chart) -> list[float]:
    stacked = chart.kind == "areas"
    columns = zip(*(values for _, values in chart.rows), strict=True)
    found = [sum(column) if stacked else max(column) for column in columns]
    return [*found, *(value for _, value in chart.dots), *(value for _, value in chart.marks)]


def _legend(chart: Chart) -> list[tuple[int, float, int, str]]:
    """Names with the line and place they stand in and the number of their colour, broken into
    as many lines as they need beside the unit.
    """
    _ = chart.speech
    names = [*enumerate(name for name, _values in chart.rows)] if len(chart.rows) > 1 else []
    for number, (name, value) in enumerate(chart.marks, 1):
        names.append((number, _("{share} within {value}", share=name, value=_.number(value))))
    room = WIDTH - RIGHT - width(chart.unit) - GAP
    found: list[tuple[int, float, int, str]] = []
    line, place = 0, float(EDGE)
    for number, full in names:
        name = shorten(visible(full), room - EDGE - SIGN)
        if place > EDGE and place + SIGN + width(name) > room:
            line, place = line + 1, float(EDGE)
        found.append((line, place, number, name))
        place += SIGN + width(name) + GAP
    return found


def _names(chart: Chart, named: Sequence[tuple[int, float, int, str]]) -> Iterator[str]:
    """The legend, and the unit at its right."""
    lined = chart.kind in ("lines", "dots")
    for line, place, number, name in named:
        y = LEGEND + LINE * line
        if lined:
            ends = f'x1="{place:.1f}" x2="{place + 18:.1f}" y1="{y - 4}" y2="{y - 4}"'
            yield f'<line {_stroke(number)} stroke-width="2.5" {ends}/>'
        else:
            yield f'<rect x="{place:.1f}" y="{y - 11}" width="16" height="12" {fill(number)}/>'
        yield f'<text x="{place + SIGN:.1f}" y="{y}">{shown(name, chart.speech)}</text>'
    unit = shown(chart.unit, chart.speech)
    yield f'<text x="{WIDTH - RIGHT}" y="{LEGEND}" text-anchor="end">{unit}</text>'


def fill(number: int) -> str:
    """The colour of a shape, by its number."""
    number %= len(COLOURS)
    return f'class="f{number}" fill="{COLOURS[number]}"'


def _stroke(number: int) -> str:
    number %= len(COLOURS)
    dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
    return f'class="s{number}" stroke="{COLOURS[number]}"{dash}'


def _grid(chart: Chart, frame: Frame, values: Sequence[float]) -> Iterator[str]:
    _ = chart.speech
    for value in values:
        y = frame.y(value)
        line = f'class="{"g" if value else "a"}" x1="{frame.left:.1f}" x2="{WIDTH - RIGHT}"'
        yield f'<line {line} y1="{y:.1f}" y2="{y:.1f}"/>'
        text = shown(_.number(value), _)
        yield f'<text x="{frame.left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    fit = max(2, int(frame.wide / (width("2026-01-31") + GAP)))
    if chart.dots:
        days = spread([day for day, _value in chart.dots], fit - 1)
        places = [(_day(chart, frame, day), _.date(day)) for day in days]
    else:
        count = len(chart.labels)
        parts = min(fit, count) - 1
        every = [(count - 1) * part // max(1, parts) for part in range(parts + 1)]
        places = [(_place(chart, frame, i, count), _.date(chart.labels[i])) for i in every]
    for x, day in apart(places):
        y = HEIGHT - BOTTOM + 20
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{shown(day, _)}</text>'


def _day(chart: Chart, frame: Frame, day: str) -> float:
    """The place of a day on an axis from the first day of the dots to their last."""
    first, last = (date.fromisoformat(end(day for day, _ in chart.dots)) for end in (min, max))
    return frame.x((date.fromisoformat(day) - first).days, (last - first).days + 1)


def _place(chart: Chart, frame: Frame, position: int, count: int) -> float:
    """Bars stand in the middle of their share of the axis, points on it."""
    if chart.kind == "bars":
        return frame.left + frame.wide * (position + 0.5) / count
    return frame.x(position, count)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _lines(chart: Chart, frame: Frame) -> Iterator[str]:
    """A single value is a dot, the rows before it rings around it."""
    for number, (_name, values) in enumerate(chart.rows):
        points = [
            (_place(chart, frame, i, len(values)), frame.y(value)) for i, value in enumerate(values)
        ]
        if len(points) == 1:
            (x, y), radius = points[0], 4 + 3 * (len(chart.rows) - 1 - number)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" {fill(number)}/>'
        thick = 2.5 if len(points) <= MANY else 1.5
        line = f'fill="none" {_stroke(number)} stroke-width="{thick}"'
        yield f'<polyline {line} points="{_path(points)}"/>'


def _bars(chart: Chart, frame: Frame) -> Iterator[str]:
    count, rows = len(chart.labels), len(chart.rows)
    width = min(48.0, frame.wide / count * 0.8 / rows)
    if width < THINNEST:
        yield from _lines(chart, frame)
        return
    for number, (_name, values) in enumerate(chart.rows):
        for position, value in enumerate(values):
            x = _place(chart, frame, position, count) + (number - rows / 2) * width
            y = frame.y(value)
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{HEIGHT - BOTTOM - y:.1f}" {fill(number)}/>'
            )


def _areas(chart: Chart, frame: Frame) -> Iterator[str]:
    """Stacked, the last row at the bottom; a single day is a column."""
    count = len(chart.labels)
    below = [0.0] * count
    for number in range(len(chart.rows) - 1, -1, -1):
        above = [low + value for low, value in zip(below, chart.rows[number][1], strict=True)]
        upper = [(frame.x(i, count), frame.y(value)) for i, value in enumerate(above)]
        lower = [(frame.x(i, count), frame.y(value)) for i, value in enumerate(below)]
        if count == 1:
            upper, lower = _column(*upper[0]), _column(*lower[0])
        yield f'<polygon {fill(number)} points="{_path([*upper, *reversed(lower)])}"/>'
        below = above


def _column(x: float, y: float) -> list[tuple[float, float]]:
    return [(x - 24, y), (x + 24, y)]


def _dots(chart: Chart, frame: Frame) -> Iterator[str]:
    """The more of them, the smaller and the paler, so that crowds show."""
    few = (dots[1:] for dots in CROWDS if len(chart.dots) <= dots[0])
    radius, opacity = next(few, CROWDED)
    for day, value in chart.dots:
        place = f'cx="{_day(chart, frame, day):.1f}" cy="{frame.y(value):.1f}" r="{radius:g}"'
        yield f'<circle {place} {fill(0)} fill-opacity="{opacity:g}"/>'


def _marks(chart: Chart, frame: Frame) -> Iterator[str]:
    """Lines with an edge in the colour of the paper, so that they show among dots."""
    for number, (_name, value) in enumerate(chart.marks, 1):
        y = frame.y(value)
        ends = f'x1="{frame.left:.1f}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
        yield f'<line class="h" stroke-width="5" stroke-opacity="0.6" {ends}/>'
        yield f'<line {_stroke(number)} stroke-width="2.5" {ends}/>'
