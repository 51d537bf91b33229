"""A document as the checks see it: sections, words, places, what was left to fill in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, cached_property

import msgspec

from aifactory.facts.documents.sections import words
from aifactory.facts.words import fold
from aifactory.memoire.captions import Caption, captions
from aifactory.memoire.document import Block, Document
from aifactory.memoire.findings import Finding, Place, failed, unknown
from aifactory.memoire.naming import named
from aifactory.memoire.rules import Rules, folded, load_rules
from aifactory.model import Text

QUOTED = 160  # characters of a quotation
SHOWN = 10  # places of one finding
SHORT = 4  # words of a heading that names a list or an annex
COUNTED = ("text", "item", "caption", "table")
GUIDE = re.compile(r"^\W*\[")


@cache
def unfilled() -> re.Pattern[str]:
    """A placeholder, in folded text: words of a template in brackets, or what programs leave."""
    rules = load_rules()
    inside = "|".join(map(re.escape, folded(rules.placeholders["brackets"])))
    anywhere = "|".join(map(re.escape, folded(rules.placeholders["anywhere"])))
    return re.compile(
        rf"[\[<{{]{{1,2}}\s*(?:{inside})(?!\w)[^\]>}}]{{0,400}}[\]>}}]{{1,2}}|{anywhere}"
    )


@cache
def guide() -> re.Pattern[str]:
    """A paragraph of the outline that guides the writer: all of it is to go."""
    marks = "|".join(map(re.escape, folded(load_rules().marks["guide"])))
    return re.compile(rf"^\W*\[\s*(?:{marks})\s*\]")


class View:
    """One document under one set of rules."""

    def __init__(self, document: Document, rules: Rules) -> None:
        self.document, self.rules = document, rules
        self.blocks = document.blocks

    @cached_property
    def clean(self) -> tuple[Block, ...]:
        """The blocks without placeholders, folded where some were taken out."""
        return tuple(map(_cleaned, self.blocks))

    @cached_property
    def captions(self) -> tuple[Caption, ...]:
        """Captions of figures and tables that are there, not those a placeholder promises."""
        return tuple(captions(self.clean))

    @cached_property
    def headings(self) -> tuple[int, ...]:
        """Indexes of headings; a title above all others heads no part."""
        found = [i for i, block in enumerate(self.blocks) if block.kind == "heading"]
        levels = [self.blocks[i].level for i in found]
        if found and levels.count(min(levels)) == 1 and levels[0] == min(levels) and len(found) > 1:
            found = found[1:]
        return tuple(found)

    def below(self, heading: int) -> range:
        """Indexes of the blocks below a heading, up to the next one of its level or above."""
        level = self.blocks[heading].level
        for index in self.headings:
            if index > heading and self.blocks[index].level <= level:
                return range(heading + 1, index)
        return range(heading + 1, len(self.blocks))

    def words(self, indexes: Iterable[int]) -> int:
        """Words that were written there: headings, code and placeholders are none."""
        return sum(words(self.clean[i].text) for i in indexes if self.clean[i].kind in COUNTED)

    @cached_property
    def total(self) -> int:
        """The words of the whole document."""
        return self.words(range(len(self.blocks)))

    def called(self, family: str, *, short: bool = False) -> list[int]:
        """Headings of this name; only those of a few words where `short` is asked for."""
        return [
            i
            for i in self.headings
            if named(family, self.blocks[i].text)
            and not (short and len(self.blocks[i].text.split()) > SHORT)
        ]

    @cached_property
    def annexes(self) -> int:
        """The index of the heading with which the annexes begin; that of the end for none."""
        found = [i for i in self.headings if _annex(self.blocks[i].text)]
        return found[0] if found else len(self.blocks)

    def place(self, index: int, text: str = "") -> Place:
        """Where a block stands, quoting it or `text`."""
        block = self.blocks[index]
        above = [i for i in self.headings if i <= index]
        heading = self.blocks[above[-1]].text if above else ""
        quoted = " ".join((text or block.text).split())
        if len(quoted) > QUOTED:
            quoted = quoted[: QUOTED - 1] + "…"
        return Place(block.page, block.line, heading[:QUOTED], quoted)

    def places(self, indexes: Iterable[int]) -> tuple[Place, ...]:
        """The places of some blocks, the first ones."""
        return tuple(self.place(index) for index in [*indexes][:SHOWN])

    @property
    def blind(self) -> Text | None:
        """Why what is not found may still be there; None where the text was read whole."""
        blank, pages = len(self.document.blank), self.document.pages
        if self.document.format == "pdf" and blank > self.rules.limits.blank_share * pages:
            return Text(
                "{n} of {pages} pages hold no text that can be read: scanned, or drawn",
                {"n": blank, "pages": pages},
            )
        if self.document.cut:
            return Text("only the beginning of this long document was read")
        return None

    def lacking(self, check: str, message: Text, remedy: Text) -> Finding:
        """What is not there: a fail, or unknown where the text could not be read."""
        if self.blind is None:
            return failed(check, message, remedy)
        supply = Text("export the document as a PDF with text, or check its DOCX or ODT")
        return unknown(check, self.blind, supply)


def _cleaned(block: Block) -> Block:
    folded_text = fold(block.text)
    if guide().search(folded_text):
        return msgspec.structs.replace(block, text="")
    left, count = unfilled().subn(" ", folded_text)
    return msgspec.structs.replace(block, text=left) if count else block


def _annex(text: str) -> bool:
    return bool(
        re.match(r"(?:annexe?s?|appendix|appendices)\b", fold(text.lstrip("0123456789.) ")))
    )
