"""The shape of a document: a flat run of blocks, in reading order."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

BlockKind = Literal["heading", "prose", "item", "code", "table", "image"]


class Link(Struct, frozen=True, omit_defaults=True):
    """A link: its target as written, its visible text, its 1-based line."""

    target: str
    text: str = ""
    line: int = 0


class Block(Struct, frozen=True, omit_defaults=True):
    """One block of a document.

    `text` is the visible text: link texts without their targets, no badge, no HTML comment, no
    mark-up; for a table, rows joined by newlines and cells by " | "; for code, the code; for an
    image, its alternative text. `level` is a heading's level (1 is the title) or an item's depth
    (from 1). `info` is a code block's language, or "todo"/"done" for an item with a check box.
    `inline` holds the inline code spans, in order. `line` is 1-based.
    """

    kind: BlockKind
    line: int
    text: str = ""
    level: int = 0
    info: str = ""
    links: tuple[Link, ...] = ()
    inline: tuple[str, ...] = ()


class Document(Struct, frozen=True, omit_defaults=True):
    """A document that some check may need. `front` is its front matter, flattened to strings."""

    path: str
    format: Literal["markdown", "rst", "text"]
    blocks: tuple[Block, ...] = ()
    front: dict[str, str] = {}
    truncated: bool = False
