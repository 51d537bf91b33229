"""Figures of work in documents: records of a day that tell an indicator with its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.dated import held
from aifactory.checks.dates import find_date
from aifactory.checks.practice import explains, is_manual, is_news, own
from aifactory.checks.reading import is_unfilled, mentions
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.words import fold, load_words

INDICATORS = ("velocity", "burnup", "burndown", "throughput", "lead-time", "cycle-time", "wip")
NUMBER = re.compile(
    r"(?<![\w.#/-])\d+(?:[.,]\d+)?\s*(?:%|/\s?\d+|points?|pts?|jours?|days?|d|h|tickets?|issues?|items?|weeks?|semaines?)?(?![\w-])"
)
WORK_UNIT = r"(?:points?|pts?|sp|jours?|days?|d|h|hours?|heures?|tickets?|issues?|items?|stories|story|recits?|cards?|cartes?|tasks?|taches?|changes?|changements?|prs?|weeks?|semaines?|%)"
FIGURE = re.compile(
    rf"(?<![\w.#/-])\d+(?:[.,]\d+)?\s*{WORK_UNIT}(?![\w-])|[:=≈→]\s*\d+(?:[.,]\d+)?(?![\w-])", re.I
)
MACHINE = re.compile(
    r"\b(?:req(?:uest)?s?|rps|qps|tps|rows?|records?|samples?|tokens?|images?|frames?|[kmgt]i?b|bytes?|m|km|rad)\s?/\s?(?:s|sec|second|min|minute|h)\b|\bper second\b|\b[mgk]bps\b|\bm/s\b",
    re.I,
)
HEADING, NAME, NEAR = 12, 8, 40  # words of a heading, of a cell that name; characters of an item


def is_record(document: Document) -> bool:
    """Whether a document holds figures of a day: no form, no manual, no list of changes."""
    if is_unfilled(document) or is_manual(document) or is_news(document):
        return False
    return held(document) is not None or any(map(_is_log, own(document)))


def _is_log(block: Block) -> bool:
    """Whether a table has a day in two rows or more."""
    rows = block.text.split("\n")[1:] if block.kind == "table" else []
    return sum(find_date(row[:60]) is not None for row in rows) >= 2


def on_work(document: Document) -> bool:
    """Whether a document speaks of work, not of robots, machines or the weather."""
    said = " ".join(b.text for b in document.blocks if b.kind != "code")
    return len({*mentions(said, "work"), *mentions(document.path, "work")}) > 0


def figured(document: Document) -> Iterator[tuple[str, Block]]:
    """Indicators that stand with a figure: in a table, an item, a sentence, a picture."""
    for index in headings(document):
        heading = document.blocks[index]
        if explains(heading) or len(heading.text.split()) > HEADING:
            continue
        for family in INDICATORS:
            if _called(heading.text, family) and any(map(_shows, section(document, index).blocks)):
                yield family, heading
    for block in own(document):
        for family in INDICATORS:
            if (block.kind == "image" and mentions(block.text, family)) or (
                block.kind in ("table", "item") and tells(block, family, NUMBER)
            ):
                yield family, block


def _called(text: str, family: str) -> str:
    """The word by which a text names the family, but not within "the multiple-cycle-times branch"."""
    folded = fold(text)
    word = load_words().find(family, folded)
    inside = word and re.search(rf"[\w]-{re.escape(word)}|{re.escape(word)}-\w", folded)
    return "" if inside else word


def _shows(block: Block) -> bool:
    """Whether a block below an indicator's name gives its figure."""
    if block.kind == "image":
        return True
    if block.kind == "table":
        return any(
            NUMBER.search(row) and not MACHINE.search(row) for row in block.text.split("\n")[1:]
        )
    return block.kind in ("prose", "item") and FIGURE.search(fold(block.text)) is not None


def tells(block: Block, family: str, figure: re.Pattern[str]) -> bool:
    """Whether a table's column or row, or an item, is the family's and gives its figure."""
    if block.kind == "item":
        return _leads_to(block.text, family, figure)
    head, *rows = (row.split(" | ") for row in block.text.split("\n"))
    named = [i for i, cell in enumerate(head) if i and _is_name(cell, family)]
    if any(i < len(row) and re.search(r"\d", row[i]) for i in named for row in rows):
        return True
    return any(
        _is_name(row[0], family) and _figures(row[1:], figure) for row in (head, *rows) if row
    )


def _is_name(cell: str, family: str) -> bool:
    """Whether a cell is short enough to name, and names the family."""
    return len(cell.split()) <= NAME and _called(cell, family) != ""


def _figures(cells: list[str], figure: re.Pattern[str]) -> bool:
    text = " | ".join(cells)
    return figure.search(f"{text} |") is not None and MACHINE.search(text) is None


def _leads_to(line: str, family: str, figure: re.Pattern[str]) -> bool:
    """Whether a line begins with the family's name and its figure follows at once."""
    folded = fold(line)
    word = _called(folded[:NEAR], family)
    if not word:
        return False
    after = folded[folded.index(word) + len(word) :][: 2 * NEAR]
    return figure.search(after) is not None and MACHINE.search(after) is None
