"""DOCX into blocks: styles say what a heading, a caption or an entry of a list of parts is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from aifactory.memoire.archive import Archive, attribute, count, local
from aifactory.memoire.document import Block, BlockKind, Document, tabled
from aifactory.memoire.errors import broken

MAIN = "word/document.xml"
HEADING = re.compile(r"^(?:heading|titre|überschrift) (\d)$")
CONTENTS = re.compile(r"^(?:toc|tm|table of figures|table des illustrations)(?: \d)?$")
CAPTION = re.compile(r"^(?:caption|légende)$")
PICTURES = frozenset({"blip", "imagedata", "chart", "relIds", "OLEObject"})
SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"})
GAPS = frozenset({"tab", "br", "cr", "ptab"})
CHAIN = 12  # styles that a style may be based on, one after another


class Style(Struct, frozen=True):
    """A paragraph style: its name, the one it is based on, the level it gives (0 for none)."""

    name: str
    base: str
    level: int


def read_docx(archive: Archive) -> Document:
    """The blocks of the main text, notes where they are called."""
    root = archive.xml(MAIN)
    body = (
        next((child for child in root if local(child) == "body"), None)
        if root is not None
        else None
    )
    if body is None:
        raise broken(archive.kind)
    walk = _Walk(_styles(archive.xml("word/styles.xml")), _notes(archive))
    blocks = tuple(walk.blocks(body))
    stored = _stored(archive.xml("docProps/app.xml"))
    return Document("docx", blocks, stored.get("Pages", 0), stored.get("Words", 0), made=walk.made)


def _stored(root: Any) -> dict[str, int]:
    children = () if root is None else root
    return {local(child): count((child.text or "").strip()) for child in children}


def _styles(root: Any) -> dict[str, Style]:
    found = {}
    for element in () if root is None else root:
        if local(element) == "style":
            parts = {local(child): child for child in element}
            name, base = (
                attribute(parts[p], "val") if p in parts else "" for p in ("name", "basedOn")
            )
            level = _level(parts["pPr"]) if "pPr" in parts else 0
            found[attribute(element, "styleId")] = Style(name.lower(), base, level)
    return found


def _level(properties: Any) -> int:
    """The outline level that paragraph properties set, from 1; 0 for none."""
    for child in properties:
        if local(child) == "outlineLvl":
            value = count(attribute(child, "val"))
            return value + 1 if value < 9 and attribute(child, "val").isdigit() else 0
    return 0


def _notes(archive: Archive) -> dict[tuple[str, str], str]:
    found = {}
    for kind in ("footnote", "endnote"):
        root = archive.xml(f"word/{kind}s.xml")
        for note in () if root is None else root:
            text = " ".join(t.text or "" for t in note.iter() if local(t) == "t")
            found[kind, attribute(note, "id")] = " ".join(text.split())
    return found


class _Walk:
    def __init__(self, styles: dict[str, Style], notes: dict[tuple[str, str], str]) -> None:
        self.styles, self.notes = styles, notes
        self.fields: list[str] = []
        self.made = False

    def blocks(self, parent: Any, *, listed: bool = False) -> Iterator[Block]:
        """The blocks of a container; in a `listed` one they are entries of a list of parts."""
        for element in parent:
            kind = local(element)
            if kind == "p":
                yield from self.paragraph(element, listed)
            elif kind == "tbl":
                yield from self.table(element)
            elif kind == "sdt":
                gallery = any(
                    local(one) == "docPartGallery" and "Contents" in attribute(one, "val")
                    for one in element.iter()
                )
                self.made = self.made or gallery
                yield from self.blocks(element, listed=listed or gallery)
            elif kind in (
                "sdtContent",
                "customXml",
                "ins",
                "smartTag",
                "AlternateContent",
                "Choice",
            ):
                yield from self.blocks(element, listed=listed)

    def table(self, element: Any) -> Iterator[Block]:
        """A table, or what stands in it where it only arranges pictures or frames a text."""
        rows = [row for row in element if local(row) == "tr"]
        cells = [[cell for cell in row if local(cell) == "tc"] for row in rows]
        yield from tabled([[[*self.blocks(cell)] for cell in row] for row in cells])

    def paragraph(self, element: Any, listed: bool) -> Iterator[Block]:
        para = _Paragraph(self)
        para.take(element)
        properties = next((child for child in element if local(child) == "pPr"), None)
        kind, level = self.kind(properties)
        if kind == "text" and (listed or para.listed):
            kind = "contents"
        elif kind in ("text", "item") and para.sequence:
            kind = "caption"
        text = " ".join("".join(para.parts).split())
        yield from (Block("image") for _ in range(para.pictures))
        if text:
            yield Block(kind, text, level)
        yield from (Block("text", note) for note in para.notes if note)
        for box in para.boxes:
            yield from self.blocks(box)

    def kind(self, properties: Any) -> tuple[BlockKind, int]:
        """What a paragraph's properties and styles make of it."""
        if properties is None:
            return "text", 0
        parts = {local(child): child for child in properties}
        if level := _level(properties):
            return "heading", level
        name = attribute(parts["pStyle"], "val") if "pStyle" in parts else ""
        for _ in range(CHAIN):
            if (style := self.styles.get(name)) is None:
                break
            if CONTENTS.match(style.name):
                return "contents", 0
            if CAPTION.match(style.name):
                return "caption", 0
            if level := style.level or int((HEADING.match(style.name) or "00")[1]):
                return "heading", level
            if style.name in ("toc heading", "contents heading"):
                return "heading", 1
            name = style.base
        return ("item" if "numPr" in parts else "text"), 0


class _Paragraph:
    """The visible text of a paragraph, its pictures, notes and boxes."""

    def __init__(self, walk: _Walk) -> None:
        self.walk = walk
        self.parts: list[str] = []
        self.notes: list[str] = []
        self.boxes: list[Any] = []
        self.pictures = 0
        self.sequence = self.listed = False

    def take(self, element: Any) -> None:
        for child in element:
            kind = local(child)
            if kind in ("fldChar", "fldSimple", "instrText"):
                self.field(child, kind)
            if kind == "t":
                self.parts.append(child.text or "")
            elif kind in GAPS:
                self.parts.append(" ")
            elif kind == "noBreakHyphen":
                self.parts.append("-")
            elif kind in ("drawing", "pict", "object"):
                self.drawing(child)
            elif kind in ("footnoteReference", "endnoteReference"):
                key = kind.removesuffix("Reference"), attribute(child, "id")
                self.notes.append(self.walk.notes.get(key, ""))
            elif kind not in SKIPPED and not (kind == "r" and _hidden(child)):
                self.take(child)

    def field(self, element: Any, kind: str) -> None:
        """Keep count of fields: a table of contents spans paragraphs."""
        fields = self.walk.fields
        told = element.text or "" if kind == "instrText" else attribute(element, "instr")
        if kind == "fldChar":
            state = attribute(element, "fldCharType")
            if state == "begin":
                fields.append("")
            elif state == "end" and fields:
                fields.pop()
        elif kind == "instrText" and fields:
            fields[-1] = (fields[-1] + told)[:200]
        words = (*(field.split()[:1] for field in fields), told.split()[:1])
        if ["TOC"] in words:
            self.walk.made = self.listed = True
        self.sequence = self.sequence or ["SEQ"] in words

    def drawing(self, element: Any) -> None:
        boxes = [one for one in element.iter() if local(one) == "txbxContent"]
        self.boxes += [box for box in boxes if not _inside(box, "Fallback", element)]
        if any(local(one) in PICTURES for one in element.iter()):
            self.pictures += 1


def _inside(element: Any, name: str, limit: Any) -> bool:
    while (element := element.getparent()) is not None and element is not limit:
        if local(element) in (name, "txbxContent"):
            return True
    return False


def _hidden(run: Any) -> bool:
    """Whether a run is set not to be shown."""
    for child in run:
        if local(child) == "rPr":
            return any(
                local(one) == "vanish" and attribute(one, "val") not in ("0", "false")
                for one in child
            )
    return False
