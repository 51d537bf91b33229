"""Tables and lines of records that hold figures, for the studies that bloc 2 asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from aifactory.checks.finding import Facts
from aifactory.checks.practice import explains, is_news, is_pattern
from aifactory.checks.reading import is_unfilled, mentions
from aifactory.checks.using import remembered, widened
from aifactory.facts.documents.model import Block, Document

DIGIT = re.compile(r"\d")
VALUE = re.compile(r"(?<![\w.])[-+~≈<>≤≥]?\s*\d+(?:[.,]\d+)*\s*(?:%|x|×|[a-zµ/]{0,12}\b)?", re.I)
LONGEST_NAME = 12  # words of a cell that still names something
CHIEF = re.compile(r"[*_`]+")


class Table(Struct, frozen=True):
    """A table of a record: the heading above it, its head and its rows as cells."""

    document: Document
    block: Block
    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@remembered
def own_blocks(facts: Facts) -> Iterator[tuple[Document, str, Block]]:
    """Blocks of documents in which a project may tell results, each with the heading above it."""
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or is_news(document):
            continue
        heading, explained = "", 0
        for block in document.blocks:
            if block.kind == "heading":
                heading = block.text
                if not explained or block.level <= explained:
                    explained = block.level if explains(block) else 0
            elif not explained:
                yield document, heading, block


@remembered
def tables(facts: Facts) -> Iterator[Table]:
    """The tables of the project's documents."""
    for document, heading, block in own_blocks(facts):
        if block.kind != "table":
            continue
        head, *rows = (_cells(line) for line in block.text.split("\n"))
        yield Table(document, block, heading, head, tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(CHIEF.sub("", cell).strip() for cell in line.split(" | "))


def names(cell: str, family: str) -> bool:
    """Whether a cell is short enough to name, and names the family."""
    return len(cell.split()) <= LONGEST_NAME and bool(mentions(cell, family))


def is_figure(cell: str) -> bool:
    """Whether a cell is a figure, with or without its unit, and no sentence."""
    return bool(DIGIT.search(cell)) and VALUE.match(cell.strip()) is not None


def has_figures(row: tuple[str, ...]) -> bool:
    """Whether a row gives a figure beyond its first cell."""
    return any(map(is_figure, row[1:]))
