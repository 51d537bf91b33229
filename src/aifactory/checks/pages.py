"""Pages by subject, for packs beyond bloc 4: sections, and what is said there that is filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts
from aifactory.checks.practice import explains, is_news, is_pattern
from aifactory.checks.reading import GUIDE, PLACEHOLDER, about, is_unfilled, mentions, sections
from aifactory.checks.using import widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import COMMAND
from aifactory.facts.documents.sections import words as count_words

Page = tuple[Document, Block, tuple[Block, ...]]
UNFILLED = re.compile(r"to be (?:completed|filled)|à (?:compléter|remplir)|a completer", re.I)


def pages(facts: Facts, *families: str) -> Iterator[Page]:
    """Documents and sections on a subject: (document, where it begins, its blocks)."""
    for document in widened(facts).files.documents:
        if not document.blocks or is_unfilled(document) or is_news(document):
            continue
        if is_pattern(document) or GUIDE.search(document.path):
            continue
        if about(document, *families):
            yield document, document.blocks[0], document.blocks
            continue
        for heading, below in sections(document, *families):
            if not explains(heading):
                yield document, heading, (heading, *below.blocks)


def lines(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Items, sentences and rows below a table's head, but for what nobody has filled in."""
    for block in blocks:
        told = block.text.split("\n")
        if block.kind == "table":
            told = told[1:]
        elif block.kind not in ("item", "prose"):
            continue
        for line in told:
            if line.strip() and not PLACEHOLDER.search(line) and not UNFILLED.search(line):
                yield block, line


def said(blocks: tuple[Block, ...]) -> int:
    """Words of sentences, items and rows that are filled in."""
    return sum(count_words(line) for _, line in lines(blocks))


def commands(blocks: tuple[Block, ...]) -> int:
    """How many commands a page gives, in code or in a sentence."""
    inline = sum(bool(COMMAND.match(code)) for block in blocks for code in block.inline)
    code = sum(
        bool(COMMAND.match(line))
        for block in blocks
        if block.kind == "code"
        for line in block.text.split("\n")
    )
    return inline + code


def naming(blocks: tuple[Block, ...], *families: str) -> list[tuple[Block, str]]:
    """The lines that name one of some word families."""
    return [(block, line) for block, line in lines(blocks) if mentions(line, *families)]
