"""What documents say on a subject, and whether they say it of this project."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from msgspec import Struct

from aifactory.checks.bloc3.systems import in_use, systems_in
from aifactory.checks.finding import Facts
from aifactory.checks.practice import is_news, is_pattern
from aifactory.checks.reading import GUIDE, about, is_promise, is_unfilled, mentions, sections
from aifactory.checks.using import widened
from aifactory.facts.code.model import Use
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import words
from aifactory.facts.words import fold

SAYING = ("prose", "item", "table", "heading")
WORD = re.compile(r"[a-z][a-z0-9_]{3,}")
INLINE = re.compile(r"[\w.-]{3,}")
COMMON = {
    "python",
    "code",
    "data",
    "main",
    "test",
    "tests",
    "json",
    "file",
    "google",
    "cloud",
    "path",
}
COMMON |= {
    "models",
    "model",
    "base",
    "string",
    "random",
    "operator",
    "collections",
    "multiprocessing",
}
COMMON |= {
    "schedule",
    "limiter",
    "retry",
    "responses",
    "delta",
    "hive",
    "graph",
    "request",
    "requests",
}


class Passage(Struct, frozen=True):
    """A document, or what stands below one of its headings."""

    document: Document
    start: Block
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """What it says: sentences, items, tables and headings, a diagram's words aside."""
        return "\n".join(b.text for b in self.blocks if b.kind in SAYING)

    @property
    def words(self) -> int:
        """Visible words of sentences, items and tables."""
        return sum(words(b.text) for b in self.blocks if b.kind in ("prose", "item", "table"))


def passages(facts: Facts, *families: str) -> Iterator[Passage]:
    """What documents say on these families: whole documents named for one, then sections."""
    kept = [d for d in widened(facts).files.documents if _speaks(d)]
    for document in kept:
        if about(document, *families):
            yield Passage(document, document.blocks[0], document.blocks)
    for document in kept:
        for heading, below in sections(document, *families):
            yield Passage(document, heading, (heading, *below.blocks))


def _speaks(document: Document) -> bool:
    if not document.blocks or "://" in document.path or is_news(document):
        return False
    return not (is_unfilled(document) or is_pattern(document) or GUIDE.search(document.path))


def told(facts: Facts, families: Iterable[str], least: int, *asked: str) -> Passage | None:
    """The first passage on one of `families` of `least` words that speaks of all that is `asked`,
    and of this project: it names something that the project uses.
    """
    own = own_names(facts)
    for passage in passages(facts, *families):
        text = passage.text
        if passage.words < least or len(mentions(text, *asked)) < len(asked):
            continue
        if not is_promise(text) and names_own(facts, passage, own):
            return passage
    return None


def own_names(facts: Facts) -> frozenset[str]:
    """What the project is made of, as its documents would call it: libraries, files and folders."""
    names: set[str] = set()
    for use in facts.code.uses:
        if use.role in ("code", "notebook"):
            names.update(_named(use))
    return frozenset(names - COMMON)


def _named(use: Use) -> Iterator[str]:
    for part in use.path.lower().split("/"):
        yield part
        yield part.partition(".")[0]
    root = use.call.partition(".")[0].lower()
    if "." in use.call:
        yield root
        yield root.removeprefix("py")


def names_own(facts: Facts, passage: Passage, own: frozenset[str]) -> bool:
    """Whether a passage names a system, a library, a file or a folder that the project uses.

    A plain word must be the name of a library or a system; a file's or a folder's is written as code.
    """
    if set(systems_in(passage.text)) & set(in_use(facts)):
        return True
    libraries = {
        name
        for use in facts.code.uses
        if "." in use.call
        for name in (
            use.call.partition(".")[0].lower(),
            use.call.partition(".")[0].lower().removeprefix("py"),
        )
    } - COMMON
    if libraries.intersection(WORD.findall(fold(passage.text))):
        return True
    for block in passage.blocks:
        spans = (*block.inline, *(link.target for link in block.links))
        spans = (*spans, block.text) if block.kind == "code" else spans
        for span in spans:
            parts = {basename(one) for one in INLINE.findall(span.lower())}
            if own & (parts | {part.partition(".")[0] for part in parts}):
                return True
    return False
