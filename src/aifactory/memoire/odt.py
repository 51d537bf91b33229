"""OpenDocument text into blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aifactory.memoire.archive import Archive, attribute, count, local
from aifactory.memoire.document import Block, BlockKind, Document, tabled
from aifactory.memoire.errors import broken, encrypted

INDEXES = frozenset({"table-of-content", "illustration-index", "table-index", "object-index"})
CAPTIONS = frozenset({"Caption", "Illustration", "Figure", "Table", "Drawing"})
ENTRY = re.compile(r"(?:Contents|toc|Illustration_20_Index|Table_20_index)_20_\d", re.I)
SKIPPED = frozenset(
    {"tracked-changes", "annotation", "sequence-decls", "note-citation", "ruby-text"}
)
INNER = frozenset(
    {
        "section",
        "list",
        "list-item",
        "list-header",
        "index-body",
        "bibliography",
        "alphabetical-index",
        "user-index",
        "text-box",
        "numbered-paragraph",
    }
)
PICTURES = frozenset({"image", "object", "object-ole"})
CHAIN = 12


def read_odt(archive: Archive) -> Document:
    """The blocks of the text; notes stand behind the paragraph that calls them."""
    manifest = archive.xml("META-INF/manifest.xml")
    if manifest is not None and any(local(one) == "encryption-data" for one in manifest.iter()):
        raise encrypted()
    root = archive.xml("content.xml")
    text = (
        None if root is None else next((one for one in root.iter() if local(one) == "text"), None)
    )
    if text is None:
        raise broken(archive.kind)
    walk = _Walk({**_parents(archive.xml("styles.xml")), **_parents(root)})
    blocks = tuple(walk.blocks(text))
    stored = _stored(archive.xml("meta.xml"))
    pages, words = (count(attribute(stored, name)) if stored is not None else 0
                    for name in ("page-count", "word-count"))  # fmt: skip
    return Document("odt", blocks, pages, words, made=walk.made)


def _stored(root: Any) -> Any:
    if root is None:
        return None
    return next((one for one in root.iter() if local(one) == "document-statistic"), None)


def _parents(root: Any) -> dict[str, str]:
    """The style that each style is based on."""
    if root is None:
        return {}
    styles = (one for one in root.iter() if local(one) == "style")
    return {attribute(one, "name"): attribute(one, "parent-style-name") for one in styles}


class _Walk:
    def __init__(self, parents: dict[str, str]) -> None:
        self.parents = parents
        self.made = False

    def blocks(self, parent: Any, *, listed: bool = False, item: bool = False) -> Iterator[Block]:
        for element in parent:
            kind = local(element)
            if kind in ("p", "h"):
                yield from self.paragraph(element, kind, listed, item)
            elif kind == "table":
                yield from self.table(element)
            elif kind in INDEXES:
                self.made = self.made or kind == "table-of-content"
                yield from self.index(element)
            elif kind == "index-title":
                yield from (Block("heading", b.text, 1) for b in self.blocks(element))
            elif kind == "frame":
                yield from self.frame(element)
            elif kind in INNER:
                yield from self.blocks(element, listed=listed, item=item or kind == "list-item")

    def index(self, element: Any) -> Iterator[Block]:
        for body in element:
            if local(body) == "index-body":
                yield from self.blocks(body, listed=True)

    def table(self, element: Any) -> Iterator[Block]:
        """A table, or what stands in it where it only arranges pictures or frames a text."""
        rows = [one for one in element.iter() if local(one) == "table-row"]
        cells = [[cell for cell in row if local(cell) == "table-cell"] for row in rows]
        yield from tabled([[[*self.blocks(cell)] for cell in row] for row in cells])

    def paragraph(self, element: Any, name: str, listed: bool, item: bool) -> Iterator[Block]:
        para = _Paragraph()
        para.take(element)
        for frame in para.frames:
            yield from self.frame(frame)
        text = " ".join("".join(para.parts).split())
        kind: BlockKind = "item" if item else "text"
        level = 0
        if listed:
            kind = "contents"
        elif name == "h":
            kind, level = "heading", count(attribute(element, "outline-level")) or 1
        elif styled := self.styled(attribute(element, "style-name")):
            kind = styled
        elif para.sequence:
            kind = "caption"
        if text:
            yield Block(kind, text, level)
        for note in para.notes:
            yield from (Block("text", block.text) for block in self.blocks(note) if block.text)

    def frame(self, element: Any) -> Iterator[Block]:
        """A picture once (it may be there in several formats), and what its boxes hold."""
        kinds = [local(child) for child in element]
        if any(kind in PICTURES for kind in kinds):
            described = (c.text or "" for c in element if local(c) in ("title", "desc"))
            yield Block("image", " ".join(" ".join(described).split()))
        for child in element:
            if local(child) == "text-box":
                yield from self.blocks(child)

    def styled(self, style: str) -> BlockKind | None:
        """What a paragraph's style, or one that it is based on, makes of it."""
        for _ in range(CHAIN):
            if style in CAPTIONS:
                return "caption"
            if ENTRY.match(style):
                return "contents"
            style = self.parents.get(style, "")
        return None


class _Paragraph:
    """The visible text of a paragraph, its frames and notes."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.frames: list[Any] = []
        self.notes: list[Any] = []
        self.sequence = False

    def take(self, element: Any) -> None:
        self.parts.append(element.text or "")
        for child in element:
            kind = local(child)
            if kind == "s":
                self.parts.append(" " * min(count(attribute(child, "c")) or 1, 100))
            elif kind in ("tab", "line-break"):
                self.parts.append(" ")
            elif kind == "frame":
                self.frames.append(child)
            elif kind == "note":
                self.notes += [one for one in child if local(one) == "note-body"]
            elif kind not in SKIPPED:
                self.sequence = self.sequence or kind == "sequence"
                self.take(child)
            self.parts.append(child.tail or "")
