"""Charts: well-formed, the same for the same data, whatever there is to draw."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.render.axes import HEIGHT, WIDTH, apart, ticks
from aifactory.render.charts import COLOURS, Chart, described, svg
from aifactory.render.translate import Speech
from aifactory.render.widths import shorten, width, wrapped

NAMESPACE = "{http://www.w3.org/2000/svg}"
VALUES = st.floats(0, 1e6, allow_nan=False)


def chart(kind: str, count: int, rows: int = 2, title: str = "Burnup") -> Chart:
    labels = tuple((date(2026, 1, 1) + timedelta(weeks=n)).isoformat() for n in range(count))
    values = tuple(
        (f"row {r}", tuple(1.0 + n * (r + 1) % 7 for n in range(count))) for r in range(rows)
    )
    dots = tuple((label, 1.0 + n % 9) for n, label in enumerate(labels))
    if kind == "dots":
        return Chart(
            kind=kind, title=title, unit="days", dots=dots, marks=(("85 %", 4.0),), empty="none"
        )
    return Chart(
        kind=kind, title=title, unit="tickets", labels=labels, rows=values, empty="nothing yet"
    )


@pytest.mark.parametrize("kind", ["lines", "bars", "areas", "dots"])
@pytest.mark.parametrize("count", [0, 1, 2, 26, 261])
def test_every_size_is_drawn_within_the_picture(kind: str, count: int) -> None:
    drawn = svg(chart(kind, count))
    assert drawn == svg(chart(kind, count))
    root = ElementTree.fromstring(drawn)
    assert root.find(f"{NAMESPACE}title").text == "Burnup"  # type: ignore[union-attr]
    assert root.find(f"{NAMESPACE}desc").text == described(chart(kind, count))  # type: ignore[union-attr]
    for node in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(node.get(name, 0)) <= WIDTH
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(node.get(name, 0)) <= HEIGHT
        for point in (node.get("points") or "").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT
    labels = [node for node in root.iter(f"{NAMESPACE}text") if (node.text or "").startswith("20")]
    assert len(labels) <= 8
    assert bool(labels) == bool(count)


def test_nothing_to_draw_is_said() -> None:
    assert "nothing yet" in svg(chart("lines", 0))
    assert described(chart("lines", 0)).endswith("nothing yet")


def test_what_is_quoted_is_escaped() -> None:
    drawn = svg(chart("bars", 3, title='</title><script>alert("x")</script>'))
    assert "<script" not in drawn
    ElementTree.fromstring(drawn)


@given(st.lists(VALUES, min_size=1, max_size=40))
def test_the_axis_reaches_the_largest_value(values: list[float]) -> None:
    top = ticks(max(values))[-1]
    assert top >= max(values) * (1 - 1e-6)
    assert top <= max(2 * max(values), 1.0)
    ElementTree.fromstring(
        svg(
            Chart(
                kind="lines",
                title="t",
                unit="u",
                labels=("2026-01-01",) * len(values),
                rows=(("a", tuple(values)),),
            )
        )
    )


@pytest.mark.parametrize(
    ("most", "whole", "named"),
    [
        (9, True, [0, 2, 4, 6, 8, 10]),
        (1, True, [0, 1]),
        (1, False, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (541, True, [0, 200, 400, 600]),
        (0, True, [0, 1]),
        (float("inf"), False, [0, 1]),
        (float("nan"), False, [0, 1]),
        (1e6, True, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
    ],
)
def test_the_axis_names_round_values(most: float, whole: bool, named: list[float]) -> None:
    assert ticks(most, whole=whole) == pytest.approx(named)


@given(st.lists(st.tuples(st.floats(-50, 800), st.text(max_size=20)), max_size=12))
def test_labels_stand_apart_and_within(places: list[tuple[float, str]]) -> None:
    kept = apart(sorted(places))
    ends = [(x - width(text) / 2, x + width(text) / 2) for x, text in kept]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(ends))
    assert all(left >= 0 and right <= WIDTH for left, right in ends)


@given(st.text(max_size=200), st.floats(30, 700))
def test_a_text_is_shortened_to_its_room(text: str, room: float) -> None:
    short = shorten(text, room)
    assert width(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert all(width(line) <= room for line in wrapped(text, room))


def test_many_rows_with_long_names_have_a_legend_of_many_lines() -> None:
    names = tuple((f"état numéro {n} au nom plutôt long", (1.0, 2.0)) for n in range(9))
    drawn = svg(Chart(kind="lines", title="t", unit="u", labels=("2026-01-01",) * 2, rows=names))
    root = ElementTree.fromstring(drawn)
    placed: dict[str, list[tuple[float, float]]] = {}
    for node in root.iter(f"{NAMESPACE}text"):
        if (node.text or "").startswith("état"):
            x = float(node.get("x", 0))
            placed.setdefault(node.get("y", ""), []).append((x, x + width(node.text or "")))
    assert sum(map(len, placed.values())) == 9
    assert len(placed) > 2
    for line in placed.values():
        assert all(a[1] < b[0] for a, b in itertools.pairwise(line))
        assert line[-1][1] < WIDTH
    assert max(map(float, placed)) < min(
        float(node.get("y1", 0))
        for node in root.iter(f"{NAMESPACE}line")
        if node.get("class") == "g"
    )


def test_thin_bars_are_lines_and_a_lone_value_hides_no_other() -> None:
    assert "<polyline" in svg(chart("bars", 400))
    assert "<polyline" not in svg(chart("bars", 60))
    alone = svg(chart("lines", 1))
    assert [line.split(' r="')[1][0] for line in alone.splitlines() if "<circle" in line] == [
        "7",
        "4",
    ]
    assert svg(chart("areas", 1)).count("<polygon") == 2


def test_a_chart_is_told_in_words() -> None:
    assert described(chart("lines", 2, rows=1)) == (
        "Burnup, in tickets, from 2026-01-01 to 2026-01-08. "
        "row 0: from 1 to 2, at least 1, at most 2."
    )
    french = Chart(
        kind="dots",
        title="Temps de cycle",
        unit="jours",
        dots=(("2026-01-01", 1.5), ("2026-01-09", 12.0)),
        marks=(("85\u202f%", 12.0),),
        speech=Speech("fr"),
    )
    assert described(french) == (
        "Temps de cycle, en jours, du 01/01/2026 au 09/01/2026. "
        "2 tickets\u00a0: de 1,5 à 12\u202f; 85\u202f% en 12 au plus."
    )


def test_no_control_or_direction_character_reaches_a_picture() -> None:
    drawn = svg(chart("bars", 3, title="a\x1b[31m\u202eb\x07\ud800"))
    ElementTree.fromstring(drawn)
    assert "\\x1b[31m\\u202eb\\x07" in drawn


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("paper", "colours"),
    [("#ffffff", COLOURS[:4]), ("#0d1117", ("#3d9be0", *COLOURS[1:4]))],
)
def test_colours_show_on_both_papers(paper: str, colours: tuple[str, ...]) -> None:
    for colour in colours:
        dark, light = sorted((luminance(colour), luminance(paper)))
        assert (light + 0.05) / (dark + 0.05) >= 2.95, colour
