"""Sections put into documents that are there, in the mark-up and the level that they use."""

from __future__ import annotations

import re

from aifactory.remedy.context import Context
from aifactory.remedy.edits import Edit, opened

UNDERLINED = re.compile(r"^([^\n]+)\n([=\-~^\"'`#*+.:_])\2{2,}[ \t]*$", re.M)


def add_section(context: Context, path: str, piece: str, title: str, **values: str) -> list[Edit]:
    """A section at the end of a document in Markdown or reStructuredText, by its name's ending.

    Its heading has the level of the document's sections. Nothing for another mark-up.
    """
    data = context.bytes_of(path)
    text = None if data is None else opened(data)
    if text is None:
        return []
    text = text.replace("\r\n", "\n")
    if path.lower().endswith(".rst"):
        given = {"mark": rst_mark(text), "title": title} | values
        return context.end(path, gap(text) + context.piece(f"{piece}.rst", **given))
    if path.lower().endswith((".md", ".markdown")):
        return context.end(path, gap(text) + context.piece(f"{piece}.md", mark="##", **values))
    return []


def gap(text: str) -> str:
    """The empty line between a text and what comes after it."""
    return "" if not text.strip() or text.endswith("\n\n") else "\n"


def rst_mark(text: str) -> str:
    """The character that underlines the sections below the title: the second one that is used."""
    marks = list(dict.fromkeys(match[2] for match in UNDERLINED.finditer(text)))
    if len(marks) > 1:
        return marks[1]
    return "-" if marks[:1] != ["-"] else "~"
