"""Charts as SVG of our own: small, the same bytes for the same data, and readable by everybody.

Colours are those of Okabe and Ito (2008), told apart by people who see colours otherwise; lines
also differ by their dashes. Text and grid follow the reader's light or dark theme. Each picture
carries a title and a description in words, for readers who do not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from html import escape
from math import ceil, floor, log10
from sys import float_info

from msgspec import Struct

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 64, 48
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("", "8 4", "2 3", "10 3 2 3", "4 4", "1 3")
LABELS = 7  # most labels on the axis of time
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-size:16px;font-weight:600}"
    ".g{stroke:#d0d7de}.a{stroke:#57606a}.p{fill:#ffffff}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#30363d}.a{stroke:#8b949e}"
    ".p{fill:#0d1117}}"
)


class Chart(Struct, frozen=True, kw_only=True):
    """What to draw: `rows` of values over `labels`, or (day, value) `dots`; `marks` are
    horizontal lines with their names. `kind` is "lines", "bars", "areas" or "dots".
    """

    kind: str
    title: str
    unit: str
    labels: tuple[str, ...] = ()
    rows: tuple[tuple[str, tuple[float, ...]], ...] = ()
    dots: tuple[tuple[str, float], ...] = ()
    marks: tuple[tuple[str, float], ...] = ()
    empty: str = ""  # what is said where there is nothing to draw
    number: Callable[[float], str] = "{:g}".format
    date: Callable[[str], str] = str
    pair: str = "{label}: {text}"  # a name and what it holds


def svg(chart: Chart) -> str:
    """The chart as a self-contained document."""
    return "\n".join(_document(chart)) + "\n"


def described(chart: Chart) -> str:
    """The chart in words: what it shows, from where to where."""
    parts = []
    for name, values in chart.rows:
        if values:
            ends = f"{chart.number(values[0])} → {chart.number(values[-1])}"
            span = f"{chart.number(min(values))}–{chart.number(max(values))}"
            parts.append(chart.pair.format(label=name, text=f"{ends}, {span}"))
    if chart.dots:
        found = [value for _, value in chart.dots]
        span = f"{chart.number(min(found))}–{chart.number(max(found))}"
        parts.append(chart.pair.format(label=len(found), text=span))
    parts += [
        chart.pair.format(label=name, text=chart.number(value)) for name, value in chart.marks
    ]
    return f"{chart.title} ({chart.unit}). {'; '.join(parts) or chart.empty}"


def _document(chart: Chart) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-labelledby="t d">'
    )
    yield f'<title id="t">{escape(chart.title)}</title>'
    yield f'<desc id="d">{escape(described(chart))}</desc>'
    yield f"<style>{STYLE}</style>"
    yield f'<rect class="p" width="{WIDTH}" height="{HEIGHT}"/>'
    yield f'<text class="t" x="{LEFT}" y="24">{escape(chart.title)}</text>'
    if not any(_values(chart)):
        middle = f'x="{WIDTH / 2:g}" y="{HEIGHT / 2:g}" text-anchor="middle"'
        yield f"<text {middle}>{escape(chart.empty)}</text>"
        yield "</svg>"
        return
    top = nice(max(_values(chart)))
    yield from _legend(chart)
    yield from _grid(chart, top)
    draw = {"lines": _lines, "bars": _bars, "areas": _areas, "dots": _dots}[chart.kind]
    yield from draw(chart, top)
    yield from _marks(chart, top)
    yield "</svg>"


def _values(chart: Chart) -> list[float]:
    stacked = chart.kind == "areas"
    columns = zip(*(values for _, values in chart.rows), strict=True)
    found = [sum(column) if stacked else max(column) for column in columns]
    return [*found, *(value for _, value in chart.dots), *(value for _, value in chart.marks)]


def nice(most: float) -> float:
    """The end of an axis: 1, 2, 2.5 or 5 times a power of ten, at or above the largest value."""
    if most <= 0:
        return 1.0
    power = max(10.0 ** floor(log10(most)), float_info.min)  # 10 ** -324 is 0
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= most * (1 - 1e-9))


def _x(position: float, count: int) -> float:
    """The place of a value among `count`; a single one stands in the middle."""
    room = WIDTH - LEFT - RIGHT
    return LEFT + room * (0.5 if count < 2 else position / (count - 1))


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _legend(chart: Chart) -> Iterator[str]:
    place = LEFT
    for number, (name, _) in enumerate(chart.rows if len(chart.rows) > 1 else ()):
        yield f'<rect x="{place}" y="36" width="12" height="12" fill="{COLOURS[number]}"/>'
        yield f'<text x="{place + 18}" y="47">{escape(name)}</text>'
        place += 18 + 8 * len(name) + 22
    yield f'<text x="{WIDTH - RIGHT}" y="47" text-anchor="end">{escape(chart.unit)}</text>'


def _grid(chart: Chart, top: float) -> Iterator[str]:
    for part in range(5):
        value = top * part / 4
        y = _y(value, top)
        line = "a" if part == 0 else "g"
        yield f'<line class="{line}" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        text = escape(chart.number(value))
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
    y = HEIGHT - BOTTOM + 20
    if chart.dots:
        for day in _days(chart):
            x = _day(chart, day)
            yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{escape(chart.date(day))}</text>'
        return
    labels = chart.labels
    step = max(1, ceil(len(labels) / LABELS))
    for position in range(0, len(labels), step):
        x = _place(chart, position, len(labels))
        day = escape(chart.date(labels[position]))
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{day}</text>'


def _days(chart: Chart) -> list[str]:
    """Days to name on the axis of dots: at even distances from the first to the last."""
    first, last = (date.fromisoformat(end(day for day, _ in chart.dots)) for end in (min, max))
    parts = min(LABELS - 2, (last - first).days)
    steps = (
        ((last - first) * part // parts for part in range(parts + 1)) if parts else [last - last]
    )
    return [(first + step).isoformat() for step in steps]


def _day(chart: Chart, day: str) -> float:
    """The place of a day on an axis from the first day of the dots to their last."""
    first, last = (date.fromisoformat(end(day for day, _ in chart.dots)) for end in (min, max))
    whole = (last - first).days
    return _x((date.fromisoformat(day) - first).days, whole + 1)


def _place(chart: Chart, position: int, count: int) -> float:
    """Bars stand in the middle of their share of the axis, points on it."""
    if chart.kind == "bars":
        return LEFT + (WIDTH - LEFT - RIGHT) * (position + 0.5) / count
    return _x(position, count)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _lines(chart: Chart, top: float) -> Iterator[str]:
    for number, (_name, values) in enumerate(chart.rows):
        points = [(_x(i, len(values)), _y(value, top)) for i, value in enumerate(values)]
        colour, dash = COLOURS[number], DASHES[number]
        if len(points) == 1:
            yield f'<circle cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="4" fill="{colour}"/>'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        yield (
            f'<polyline fill="none" stroke="{colour}" stroke-width="2.5"{dashed} '
            f'points="{_path(points)}"/>'
        )


def _bars(chart: Chart, top: float) -> Iterator[str]:
    count, rows = len(chart.labels), len(chart.rows)
    share = (WIDTH - LEFT - RIGHT) / count
    width = min(48.0, share * 0.8 / rows)
    for number, (_name, values) in enumerate(chart.rows):
        for position, value in enumerate(values):
            x = _place(chart, position, count) + (number - rows / 2) * width
            y = _y(value, top)
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{HEIGHT - BOTTOM - y:.1f}" fill="{COLOURS[number]}"/>'
            )


def _areas(chart: Chart, top: float) -> Iterator[str]:
    """Stacked, the last row at the bottom."""
    count = len(chart.labels)
    below = [0.0] * count
    for number in range(len(chart.rows) - 1, -1, -1):
        above = [low + value for low, value in zip(below, chart.rows[number][1], strict=True)]
        upper = [(_x(i, count), _y(value, top)) for i, value in enumerate(above)]
        lower = [(_x(i, count), _y(value, top)) for i, value in enumerate(below)]
        shape = _path([*upper, *reversed(lower)])
        yield f'<polygon fill="{COLOURS[number]}" points="{shape}"/>'
        if count == 1:
            x, y = upper[0]
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[number]}"/>'
        below = above


def _dots(chart: Chart, top: float) -> Iterator[str]:
    for day, value in chart.dots:
        x, y = _day(chart, day), _y(value, top)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{COLOURS[0]}" fill-opacity="0.7"/>'


def _marks(chart: Chart, top: float) -> Iterator[str]:
    for number, (name, value) in enumerate(chart.marks, 1):
        y = _y(value, top)
        colour, dash = COLOURS[number], DASHES[number]
        yield (
            f'<line stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" x1="{LEFT}" '
            f'x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        text = escape(f"{name} {chart.number(value)}")
        yield f'<text x="{WIDTH - RIGHT}" y="{y - 5:.1f}" text-anchor="end">{text}</text>'
