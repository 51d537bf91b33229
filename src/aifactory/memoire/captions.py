"""Captions of figures and tables, and the places of the text that refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from aifactory.facts.words import fold
from aifactory.memoire.document import Block
from aifactory.memoire.rules import load_rules

KINDS = ("figure", "table")
ONE = r"(?:[a-z]{1,2}[.\-]?)?\d{1,3}(?:[.\-–]\d{1,3}){0,3}"
SIGN = r"(?:\s*n\s*[°o]s?\s*|[\s\u00a0]*)"
GLUE = r"\s*(?:,|;|et|and|&|a|to|ou|or|/|-|–)\s*"
NUMBERS = re.compile(ONE)
RANGE = re.compile(rf"({ONE})\s*(?:a|to|-|–)\s*(?={ONE})")
WORDS = 60  # of a caption at most
SPAN = 50  # figures that "figures 3 to 9" may name


class Caption(Struct, frozen=True):
    """A caption: of a "figure" or a "table", its number ("" for none), the index of its block."""

    kind: str
    number: str
    block: int


class Mention(Struct, frozen=True):
    """The text at `block` refers to the figure or table of this number."""

    kind: str
    number: str
    block: int


@cache
def _start(kind: str) -> re.Pattern[str]:
    """A paragraph that begins as a caption does: label, number, sign, title."""
    labels = "|".join(map(re.escape, load_rules().captions[kind]))
    return re.compile(
        rf"^(?:{labels})s?\.?{SIGN}(?P<number>{ONE})?(?P<sign>\s*[:.|)\-–—]+(?=\s|$)|$)?\s*"
    )


@cache
def _mention(kind: str) -> re.Pattern[str]:
    labels = "|".join(map(re.escape, load_rules().captions[kind]))
    return re.compile(rf"(?<!\w)(?:{labels})[sx]?\.?{SIGN}(?P<list>{ONE}(?:{GLUE}{ONE})*)(?![\w%])")


def starts_caption(text: str) -> bool:
    """Whether a line begins as a numbered caption: "Figure 3 : …", not "Figure 3 shows …"."""
    folded = fold(text)
    return any(
        (found := _start(kind).match(folded)) and found["number"] and found["sign"] is not None
        for kind in KINDS
    )


def captions(blocks: tuple[Block, ...]) -> Iterator[Caption]:
    """Every caption. One that its format calls so needs no sign behind its number."""
    for index, block in enumerate(blocks):
        if block.kind not in ("text", "item", "caption", "image"):
            continue
        folded = fold(block.text[:400])
        for kind in KINDS:
            found = _start(kind).match(folded)
            if found and (caption := _caption(block, kind, found, index)):
                yield caption
                break


def _caption(block: Block, kind: str, found: re.Match[str], index: int) -> Caption | None:
    if block.kind == "caption":
        return Caption(kind, found["number"] or "", index)
    if found["number"] and found["sign"] is not None and len(block.text.split()) <= WORDS:
        return Caption(kind, found["number"], index)
    return None


def mentions(blocks: tuple[Block, ...], own: dict[int, Caption]) -> Iterator[Mention]:
    """Every reference of the text; a caption's own number is none, nor is a list of figures."""
    numbers = {kind: {c.number for c in own.values() if c.kind == kind} for kind in KINDS}
    for index, block in enumerate(blocks):
        if block.kind not in ("text", "item", "caption", "table"):
            continue
        folded = fold(block.text)
        if (caption := own.get(index)) and (start := _start(caption.kind).match(folded)):
            folded = folded[start.end() :]
        for kind in KINDS:
            for found in _mention(kind).finditer(folded):
                for number in _named(found["list"], numbers[kind]):
                    yield Mention(kind, number, index)


def _named(told: str, known: set[str]) -> Iterator[str]:
    """The numbers of "2, 4 to 6 and 9"; "2-1" is one number where one is so called."""
    for found in NUMBERS.finditer(told):
        number = found[0]
        ends = re.fullmatch(r"(\d+)[\-–](\d+)", number)
        if ends and number not in known:
            yield from _between(int(ends[1]), int(ends[2]))
        else:
            yield number
    for found in RANGE.finditer(told):
        after = NUMBERS.match(told, found.end())
        if found[1].isdigit() and after and after[0].isdigit():
            yield from _between(int(found[1]) + 1, int(after[0]) - 1)


def _between(low: int, high: int) -> Iterator[str]:
    if high - low <= SPAN:
        yield from map(str, range(low, high + 1))
