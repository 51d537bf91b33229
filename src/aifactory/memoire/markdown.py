"""Markdown into blocks, by the reader that documents of a repository have."""

from __future__ import annotations

import re

from aifactory.facts.documents.markdown import read_markdown
from aifactory.facts.documents.model import Block as Read
from aifactory.memoire.document import Block, BlockKind, Document

MARKERS = re.compile(r"^(?:\[TOC\]|\[\[_TOC_\]\]|\{:toc\}|\\tableofcontents)$", re.I)
KINDS: dict[str, BlockKind] = {
    "heading": "heading",
    "prose": "text",
    "item": "item",
    "code": "code",
    "table": "table",
    "image": "image",
}


def read_markdown_text(text: str) -> Document:
    """The blocks; a page count there is none."""
    found = read_markdown("", text)
    made = found.front.get("toc", "").lower() in ("true", "yes") or any(
        MARKERS.match(block.text) for block in found.blocks if block.kind in ("prose", "code")
    )
    return Document("markdown", tuple(map(_block, found.blocks)), made=made)


def _block(block: Read) -> Block:
    """An entry that only leads to a place of the same document is one of its list of parts."""
    kind = KINDS[block.kind]
    own = [link for link in block.links if link.target.startswith("#")]
    if kind == "item" and len(own) == len(block.links) == 1 and own[0].text in block.text:
        if len(block.text) - len(own[0].text) < 8:
            kind = "contents"
    level = block.level if kind == "heading" else 0
    return Block(kind, block.text, level, line=block.line)
