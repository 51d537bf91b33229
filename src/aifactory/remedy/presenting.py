"""Remedies of B4Cr1: what the project is for, in the words of those who know."""

from __future__ import annotations

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened
from aifactory.remedy.growing import UNDERLINED
from aifactory.remedy.planning import Remedy


def purpose(context: Context) -> list[Edit]:
    """What people said of the project, below the title of its README."""
    text = context.answers.purpose.strip() + "\n"
    path = context.find(context.place("README.md"), context.place("README.rst"))
    if not path:
        return context.add(context.place("README.md"), f"# {context.answers.name}\n\n{text}")
    there = opened(context.bytes_of(path) or b"")
    if there is None:
        return []
    lines = there.replace("\r\n", "\n").split("\n")
    return context.grow(path, after_title(lines, path), f"\n{text}")


def after_title(lines: list[str], path: str) -> int:
    """The line after a document's title, 0 where it has none."""
    for number, line in enumerate(lines[:40]):
        if path.lower().endswith(".rst"):
            if UNDERLINED.match("\n".join(lines[number : number + 2])):
                return number + 2
        elif line.startswith("# "):
            return number + 1
    return 0


TABLE = (Remedy(("readme-purpose",), purpose, ("purpose",)),)
