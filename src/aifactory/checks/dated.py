"""When a record was held: a day that names it, not any day that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from aifactory.checks.dates import find_date
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.words import fold, load_words

HEAD = 10  # blocks of a record among which a line may tell its day
NEAR = 60  # characters at the start of a line within which its label and day stand
LONG = 600  # characters of a paragraph whose lines, joined, may hold a label with its colon
BARE = 22  # characters that a day written in full takes
LABELLED = re.compile(r"(?:(\w+) +)?\b(?:date|held|held on|tenue? le)[\s*_]*:")
OF_ANOTHER = {"due", "release", "target", "end", "start", "birth", "expiry", "publication"}
WEEKDAY = re.compile(
    r"^\W*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b"
)


def held(document: Document, blocks: Iterable[Block] = ()) -> date | None:
    """The day in the file's name, its front matter, a heading of the record or a line "Date: …".

    `blocks` are the record's, where it is a part of a document; the document's title dates it too.
    """
    if day := find_date(document.path) or find_date(str(document.front.get("date", ""))):
        return day
    told = tuple(blocks) or document.blocks
    for block in (*document.blocks[:1], *told):
        if block.kind == "heading" and (day := find_date(block.text)):
            return day
    return next((day for text in lines(told[:HEAD]) if (day := day_line(text))), None)


def lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of sentences, items and tables."""
    for block in blocks:
        if block.kind in ("prose", "item", "table"):
            yield from block.text.split("\n")


def day_line(text: str) -> date | None:
    """The day of a line that begins with one, or with a label for one ("Date: …", "Sprint: …")."""
    begun = WEEKDAY.sub("", fold(text[:NEAR]))
    if day := find_date(begun.lstrip(" \t*_|:,-–—")[:BARE]):
        return day
    if load_words().begins("day-label", begun) and (day := find_date(begun)):
        return day
    folded = fold(text[:LONG])
    labels = (m for m in LABELLED.finditer(folded) if m[1] not in OF_ANOTHER)
    days = (find_date(folded[m.end() :][:BARE].lstrip(" *_")) for m in labels)
    return next(filter(None, days), None)
