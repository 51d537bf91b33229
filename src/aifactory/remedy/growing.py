"""Sections put into documents that are there, in the mark-up and the level that they use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened

UNDERLINED = re.compile(r"^([^\s\n][^\n]*)\n([=\-~^\"'`#*+.:_])\2{2,}[ \t]*$", re.M)
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
HASHES = re.compile(r"^(#{1,6})[ \t]+(\S.*)$")
LAST = re.compile(  # what a README ends with, and its beginning comes before
    r"licen[cs]|contribut|acknowledg|credits?\b|authors?\b|citation|citing|remerciement|auteur"
    r"|maintainers?\b|code of conduct|public domain|support\b|contact\b",
    re.I,
)


def add_section(context: Context, path: str, piece: str, title: str, **values: Any) -> list[Edit]:
    """A section in a document in Markdown or reStructuredText, by its name's ending: before what
    closes a README, at the end of another document.

    Its heading has the level of the document's sections. Nothing for another mark-up.
    """
    data = context.bytes_of(path)
    text = None if data is None else opened(data)
    if text is None:
        return []
    lines = text.replace("\r\n", "\n").split("\n")
    early = path.rpartition("/")[2].lower().startswith("readme")
    if path.lower().endswith(".rst"):
        mark = rst_mark("\n".join(lines))
        new = context.piece(f"{piece}.rst", mark=mark, title=title, **values)
        found = underlined(lines, mark)
    elif path.lower().endswith((".md", ".markdown")):
        mark = level(lines)
        new = context.piece(f"{piece}.md", mark=mark, title=title, **values)
        found = ((number, words) for number, hashes, words in headings(lines) if hashes == mark)
    else:
        return []
    at = next((n for n, words in found if n and LAST.search(words)), None) if early else None
    if at is not None and not lines[at - 1].strip():
        return context.grow(path, at, new + "\n")
    return context.end(path, gap(text.replace("\r\n", "\n")) + new)


def headings(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """The headings of a Markdown text, those in code left out: line, hashes, words."""
    fence = ""
    for number, line in enumerate(lines):
        match = FENCE.match(line)
        if fence:
            fence = "" if match and match[1].startswith(fence) else fence
        elif match:
            fence = match[1]
        elif found := HASHES.match(line):
            yield number, found[1], found[2]


def level(lines: list[str]) -> str:
    """The hashes of a text's sections: two, or one where it has several of the first level only."""
    used = [hashes for _, hashes, _ in headings(lines)]
    return "#" if used.count("#") > 1 and "##" not in used else "##"


def underlined(lines: list[str], mark: str) -> Iterator[tuple[int, str]]:
    """The sections of a reStructuredText that are underlined by a mark: line, words."""
    for number, (line, below) in enumerate(pairwise(lines)):
        found = UNDERLINED.fullmatch(f"{line}\n{below}")
        if found and found[2] == mark and len(below.strip()) >= len(line.strip()):
            yield number, line


def gap(text: str) -> str:
    """The empty line between a text and what comes after it."""
    return "" if not text.strip() or text.endswith("\n\n") else "\n"


def rst_mark(text: str) -> str:
    """The character that underlines the sections: the first that is used twice, for what is used
    once is the title's; below a lone title one that differs from it.
    """
    marks = [match[2] for match in UNDERLINED.finditer(text)]
    sections = [mark for mark in marks if marks.count(mark) > 1] or marks[1:]
    if sections:
        return sections[0]
    return "-" if marks[:1] != ["-"] else "~"
