"""The lines of a PDF with their size, face and place, without what stands on every page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

from msgspec import Struct

MAX_LINES = 60_000
MAX_TEXT = 6_000_000  # characters
EDGE = 2  # lines at the top and at the bottom of a page that may repeat
REPEATED = 3  # pages
PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?[\s\-–—|]*\d{1,4}(?:\s*(?:/|sur|of)\s*\d{1,4})?[\s\-–—|]*", re.I
)


class Line(Struct, frozen=True):
    """A line of text on a page: `x`, `y` and `size` in points, y growing upwards."""

    page: int
    text: str
    x: float
    y: float
    size: float
    face: str

    @property
    def bold(self) -> bool:
        """Whether its face is a heavy one."""
        return any(word in self.face.lower() for word in ("bold", "black", "heavy", "semibold"))


class Lines:
    """Gathers the fragments of a page into lines, in the order in which they were drawn."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.characters = 0
        self._page = 0
        self._parts: list[tuple[str, float, str]] = []  # text, size, face
        self._at = (0.0, 0.0)

    @property
    def full(self) -> bool:
        """Whether there is more than a dissertation holds."""
        return len(self.lines) >= MAX_LINES or self.characters >= MAX_TEXT

    def read(self, page: Any, number: int) -> None:
        """The lines of one page."""
        self._page = number
        page.extract_text(visitor_text=self.fragment)
        self.end()

    def fragment(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        """What pypdf calls for each run of text."""
        if not text.strip() or self.full:
            return
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        real = abs(float(size) * (tm[3] or tm[1] or 1.0) * (cm[3] or cm[1] or 1.0))
        if self._parts and abs(y - self._at[1]) > 0.5 * max(real, self._parts[0][1], 1.0):
            self.end()
        if not self._parts:
            self._at = (x, y)
        face = str((font or {}).get("/BaseFont", "")).rpartition("+")[2]
        self._parts.append((text, real, face))
        self.characters += len(text)

    def end(self) -> None:
        """Close the line at hand."""
        if not self._parts:
            return
        text = " ".join("".join(part for part, _, _ in self._parts).split())
        _, size, face = max(self._parts, key=lambda part: len(part[0]))
        clean = unicodedata.normalize("NFKC", text.replace("\N{SOFT HYPHEN}", ""))
        self.lines.append(Line(self._page, clean, *self._at, round(size, 1), face))
        self._parts = []


def without_edges(lines: list[Line], pages: int) -> list[Line]:
    """The lines without page numbers, headers and footers: what repeats at the edge of pages."""
    edges = _edges(lines)
    exact = Counter(lines[i].text for i in edges)
    loose = Counter(_numberless(lines[i].text) for i in edges)
    often = max(REPEATED, pages // 2)

    def repeats(line: Line) -> bool:
        if PAGE_NUMBER.fullmatch(line.text) or exact[line.text] >= REPEATED:
            return True
        return loose[_numberless(line.text)] >= often

    return [line for i, line in enumerate(lines) if not (i in edges and repeats(line))]


def _edges(lines: list[Line]) -> set[int]:
    """Indexes of the highest and lowest lines of each page."""
    pages: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        pages.setdefault(line.page, []).append(index)
    found: set[int] = set()
    for indexes in pages.values():
        ordered = sorted(indexes, key=lambda i: lines[i].y)
        found.update(ordered[:EDGE], ordered[-EDGE:])
    return found


def _numberless(text: str) -> str:
    return re.sub(r"\d+", "#", text)
