"""Plain text and AsciiDoc: underlined or marked headings, paragraphs, lists, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.facts.documents.model import Block, Document, Link

UNDERLINE = re.compile(r"^([=\-~^\"'*+#.:_`])\1{2,}\s*$")
MARKED = re.compile(r"^(#{1,6}|={1,6})\s+(\S.*?)\s*[#=]*$")
ITEM = re.compile(r"^(\s*)(?:[-*+•]|\d+[.)])\s+(\S.*)$")
URL = re.compile(r"https?://[^\s<>\"'`\])}]+")


def read_text(path: str, text: str) -> Document:
    """The blocks of a text without a mark-up that a library reads."""
    return Document(path, "text", tuple(_blocks(text.split("\n"))))


def _blocks(lines: list[str]) -> Iterator[Block]:
    levels: dict[str, int] = {}
    paragraph: list[str] = []
    start = 0
    for number, line in enumerate(lines, 1):
        line = line[:4000]
        following = lines[number][:200] if number < len(lines) else ""
        under = UNDERLINE.match(following) if line.strip() and not UNDERLINE.match(line) else None
        marked, item = MARKED.match(line), ITEM.match(line)
        if under or marked or item or not line.strip() or UNDERLINE.match(line):
            yield from _prose(paragraph, start)
            paragraph = []
        if marked:
            yield Block("heading", number, marked[2], min(6, len(marked[1])))
        elif under:
            yield Block(
                "heading", number, line.strip(), levels.setdefault(under[1], len(levels) + 1)
            )
        elif item:
            depth = 1 + len(item[1]) // 2
            yield Block("item", number, item[2].strip(), depth, links=_links(item[2], number))
        elif line.strip() and not UNDERLINE.match(line):
            start = start if paragraph else number
            paragraph.append(line.strip())
    yield from _prose(paragraph, start)


def _prose(lines: list[str], start: int) -> Iterator[Block]:
    if lines:
        links = tuple(k for n, line in enumerate(lines) for k in _links(line, start + n))
        yield Block("prose", start, " ".join(lines), links=links)


def _links(line: str, number: int) -> tuple[Link, ...]:
    return tuple(Link(m[0].rstrip(".,;"), "", number) for m in URL.finditer(line))
