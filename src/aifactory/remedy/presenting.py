"""Remedies of B4Cr1: what the project is for, in the words of those who know."""

from __future__ import annotations

import re

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened
from aifactory.remedy.growing import UNDERLINED, headings
from aifactory.remedy.planning import Remedy

TITLE_WITHIN = 40  # lines


def readme_path(context: Context) -> str:
    """The README that can grow, where the audit reads it: at the root; "" for none."""
    return context.find("README.md", "README.rst")


def purpose(context: Context) -> list[Edit]:
    """What people said of the project, below the title of its README."""
    text = context.answers.purpose.strip() + "\n"
    path = readme_path(context)
    if not path:
        if context.matching(r"(?i)^readme(?:\.\w+)?$"):
            return []  # in another mark-up: a second one would say half of it
        return context.add("README.md", f"# {context.answers.name}\n\n{text}")
    there = opened(context.bytes_of(path) or b"")
    if there is None:
        return []
    lines = there.replace("\r\n", "\n").split("\n")
    at = rst_title(lines) if path.lower().endswith(".rst") else markdown_title(lines)
    before = "\n" if at and lines[at - 1].strip() else ""
    after = "\n" if at < len(lines) and lines[at].strip() else ""
    return context.grow(path, at, f"{before}{text}{after}")


def rst_title(lines: list[str]) -> int:
    """The line after a document's title, 0 where it has none."""
    for number in range(min(len(lines) - 1, TITLE_WITHIN)):
        if UNDERLINED.fullmatch("\n".join(lines[number : number + 2])):
            return number + 2
    return 0


def markdown_title(lines: list[str]) -> int:
    """The line after a document's title, which is its first heading: that of the first level, or
    one that nothing comes before. Where there is none, the line of the first heading, or the one
    after the front matter.
    """
    start = lines.index("---", 1) + 1 if lines[0] == "---" and "---" in lines[1:] else 0
    head = lines[start:TITLE_WITHIN]
    first = next((number for number, line in enumerate(head) if line.strip()), 0)
    found: list[tuple[int, int, bool]]
    found = [(n, n + 1, hashes == "#" or n == first) for n, hashes, _ in headings(head)]
    for n, line in enumerate(head[:-1]):
        if line.strip() and re.fullmatch(r"=+[ \t]*", head[n + 1]):
            found.append((n, n + 2, True))
        if "</h1>" in line.lower():
            blank = (m for m in range(n + 1, len(head)) if not head[m].strip())
            found.append((n, next(blank, n + 1), True))
    above, below, titled = min(found, default=(0, 0, False))
    return start + (below if titled else above)


TABLE = (Remedy(("readme-purpose",), purpose, ("purpose",)),)
