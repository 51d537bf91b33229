"""Axes of charts: where values and days stand, which of them are named, and in how much room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil, floor, isfinite, log10
from sys import float_info

from msgspec import Struct

from aifactory.render.widths import width

WIDTH, HEIGHT = 720, 360
EDGE, RIGHT, BOTTOM = 16, 24, 48
LEFT = 64  # at least; wider numbers push the axis to the right
PARTS = 5  # most steps of an axis of values
GAP = 14  # between two labels of an axis


class Frame(Struct, frozen=True):
    """The room that values are drawn in; `most` is where the axis of values ends."""

    left: float
    top: float
    most: float

    @property
    def wide(self) -> float:
        """How much room there is from left to right."""
        return WIDTH - self.left - RIGHT

    def x(self, position: float, count: int) -> float:
        """The place of a value among `count`; a single one stands in the middle."""
        return self.left + self.wide * (0.5 if count < 2 else position / (count - 1))

    def y(self, value: float) -> float:
        """The height of a value; one that is no number lies on the axis."""
        share = min(max(0.0, value / self.most), 1.0)
        return HEIGHT - BOTTOM - (HEIGHT - self.top - BOTTOM) * share


def ticks(most: float, *, whole: bool = False) -> list[float]:
    """The values an axis names, from 0 to the first at or above `most`, in steps of 1, 2 or 5
    times a power of ten; `whole` things are not split.
    """
    if not (isfinite(most) and most > 0):
        return [0.0, 1.0]
    least = most / PARTS
    power = max(10.0 ** floor(log10(max(least, float_info.min))), float_info.min)
    step = next(part * power for part in (1, 2, 5, 10) if part * power >= least * (1 - 1e-9))
    if whole:
        step = max(step, 1.0)
    parts = max(1, ceil(most / step * (1 - 1e-9)))
    return [step * part for part in range(parts + 1)]


def spread(days: Sequence[str], parts: int) -> list[str]:
    """Days at even distances from the first to the last, no more than so many and one."""
    first, last = (date.fromisoformat(end(days)) for end in (min, max))
    whole = (last - first).days
    parts = min(parts, whole)
    steps = (whole * part // max(1, parts) for part in range(parts + 1))
    return [(first + timedelta(days=step)).isoformat() for step in steps]


def apart(places: Sequence[tuple[float, str]], most: float = WIDTH) -> list[tuple[float, str]]:
    """Labels (middle, text) moved into the picture, without those that would touch the one
    before; from left to right.
    """
    kept: list[tuple[float, str]] = []
    free = 0.0
    for middle, text in places:
        half = width(text) / 2
        middle = min(max(middle, half + 2), most - half - 2)
        if middle - half >= free:
            kept.append((middle, text))
            free = middle + half + GAP
    return kept
