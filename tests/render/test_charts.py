"""Charts: well-formed, the same for the same data, whatever there is to draw."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.render.charts import HEIGHT, WIDTH, Chart, described, nice, svg

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
    top = nice(max(values))
    assert top >= max(values) * (1 - 1e-6)
    assert top <= max(10 * max(values), 1.0)
    ElementTree.fromstring(
        svg(
            Chart(
                kind="lines",
                title="t",
                unit="u",
                labels=tuple("x" * len(values)),
                rows=(("a", tuple(values)),),
            )
        )
    )
