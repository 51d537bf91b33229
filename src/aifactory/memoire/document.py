"""A dissertation as it was read, whatever its format: a flat run of blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

BlockKind = Literal["heading", "text", "item", "caption", "contents", "table", "image", "code"]
FormatName = Literal["pdf", "docx", "odt", "markdown"]


class Block(Struct, frozen=True, omit_defaults=True):
    """One block. `level` is a heading's (1 is the highest); `page` and `line` are 1-based, 0 where
    the format does not tell. A "caption" is one that its format calls so; "contents" is an entry of
    a list of parts, figures or tables; the text of an image is its description; that of a table is
    its rows, and paragraphs inside of it stand there only.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    page: int = 0
    line: int = 0


class Document(Struct, frozen=True, omit_defaults=True):
    """What a reader found. `pages` is counted in a PDF, what the office program stored elsewhere, 0
    where nothing is; `stored_words` are the words stored with it. `blank` are the pages of a PDF
    that hold no text. `cut` says that only the beginning was read; `made` that the table of
    contents is one that the format makes (filled or not).
    """

    format: FormatName
    blocks: tuple[Block, ...]
    pages: int = 0
    stored_words: int = 0
    blank: tuple[int, ...] = ()
    cut: bool = False
    made: bool = False


def tabled(rows: Sequence[Sequence[Sequence[Block]]]) -> Iterator[Block]:
    """A table of rows of cells of blocks, or those blocks where it only arranges pictures or
    frames a text.
    """
    flat = [block for row in rows for cell in row for block in cell]
    if sum(map(len, rows)) < 2 or any(block.kind == "image" for block in flat):
        yield from flat
        return
    shown = (" | ".join(" ".join(b.text for b in cell) for cell in row) for row in rows)
    yield Block("table", "\n".join(shown))
