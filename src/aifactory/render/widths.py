"""How wide a text is when it is drawn: an estimate on the safe side, for no font is at hand.

The classes are those of wide sans serif faces (Verdana, DejaVu Sans): what fits here fits in the
narrower ones that readers have.
"""

from __future__ import annotations

import unicodedata
from functools import cache

NARROW = frozenset("iIjlftr.,:;'!|()[]/\\-·’ \u00a0\u202f")
WIDE = frozenset("mwMW@%—→…&")
BOLD = 1.12


def width(text: str, size: float = 13, *, bold: bool = False) -> float:
    """The width of a line of text in the unit of its size."""
    return sum(map(_share, text)) * size * (BOLD if bold else 1.0)


def shorten(text: str, room: float, size: float = 13, *, bold: bool = False) -> str:
    """The text, or as much of its beginning as there is room for, and "…"."""
    if width(text, size, bold=bold) <= room:
        return text
    room -= width("…", size, bold=bold)
    kept = 0
    for char in text:
        room -= width(char, size, bold=bold)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def wrapped(text: str, room: float, size: float = 13) -> list[str]:
    """The text in lines that fit, broken between words."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [shorten(line, room, size) for line in lines]


@cache
def _share(char: str) -> float:
    """The advance of a character, in parts of the size."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 1.05
    if char in NARROW:
        return 0.42
    if char in WIDE:
        return 1.0
    return 0.78 if char.isupper() else 0.62
