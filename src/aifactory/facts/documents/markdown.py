"""Markdown into blocks, by markdown-it; HTML in it by the standard library's parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from aifactory.facts.documents.front import split_front
from aifactory.facts.documents.html import BADGE, read_html
from aifactory.facts.documents.model import Block, Document, Link

if TYPE_CHECKING:
    from markdown_it.token import Token

CHECKBOX = re.compile(r"^\[([ xX])\]\s+")
UNFILLED = "aifactory:unfilled"
DIRECTIVE = re.compile(r"^\{(?:[\w-]+:)?(\w[\w-]*)\}")
URL = re.compile(r"https?://[^\s<>\"'`\])}]+")
SIGN = re.compile(r"[\n\\`~*_\[\]!<&]")  # every rule of a line begins at one of them
TAG = re.compile(r"<[^>]*>")


@cache
def _parser() -> Any:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": 40}).enable(["table", "strikethrough"])
    parser.core.ruler.at("inline", _parse_lines)
    return parser


def _parse_lines(state: Any) -> None:
    """Parse the text of blocks; most of it holds no sign that could mean anything."""
    from markdown_it.token import Token

    for token in state.tokens:
        if token.type != "inline":
            continue
        if token.content and not SIGN.search(token.content):
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            token.children = [] if token.children is None else token.children
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def read_markdown(path: str, text: str) -> Document:
    """The blocks of a Markdown document, its front matter apart."""
    front, body, skipped = split_front(text)
    if UNFILLED in body[:2000]:
        front = front | {"comment": UNFILLED}
    tokens = _parser().parse(body)
    blocks = list(_Walk(tokens, skipped).blocks())
    if title := front.get("title", ""):
        if not any(b.kind == "heading" and b.level == 1 for b in blocks):
            blocks.insert(0, Block("heading", 1, title, 1))
    return Document(path, "markdown", tuple(blocks), front)


class _Walk:
    def __init__(self, tokens: list[Token], skipped: int) -> None:
        self.tokens, self.skipped = tokens, skipped
        self.lists = 0
        self.first_of_item = False
        self.cells: list[list[str]] | None = None
        self.cell_links: list[Link] = []
        self.line = 1

    def blocks(self) -> Iterator[Block]:
        for position, token in enumerate(self.tokens):
            if token.map:
                self.line = token.map[0] + 1 + self.skipped
            yield from self.block(token, position)

    def block(self, token: Token, position: int) -> Iterator[Block]:
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            self.lists += 1
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.lists -= 1
        elif kind == "list_item_open":
            self.first_of_item = True
        elif kind in ("fence", "code_block"):
            yield self.code(token)
        elif kind == "html_block":
            yield from read_html(token.content, self.line)
        elif kind.startswith(("table", "tr_", "td_", "th_")):
            yield from self.table(kind)
        elif kind == "inline":
            yield from self.inline(token, self.tokens[position - 1])

    def code(self, token: Token) -> Block:
        info = token.info.strip()
        directive = DIRECTIVE.match(info)
        if directive and directive[1] in ("figure", "image"):
            return Block("image", self.line, info)
        if directive and directive[1] in ("note", "tip", "warning", "important", "admonition"):
            return Block("prose", self.line + 1, " ".join(token.content.split()))
        return Block("code", self.line, token.content.rstrip("\n"), info=info.split(" ")[0][:40])

    def table(self, kind: str) -> Iterator[Block]:
        if kind == "table_open":
            self.cells, self.cell_links, self.table_line = [], [], self.line
        elif kind == "tr_open" and self.cells is not None:
            self.cells.append([])
        elif kind == "table_close" and self.cells is not None:
            text = "\n".join(" | ".join(row) for row in self.cells)
            yield Block("table", self.table_line, text, links=tuple(self.cell_links))
            self.cells = None

    def inline(self, token: Token, before: Token) -> Iterator[Block]:
        seen = _Inline(token, self.line)
        if self.cells is not None:
            self.cells[-1].append(seen.text)
            self.cell_links += seen.links
            return
        links, inline = tuple(seen.links), tuple(seen.code)
        text, kind, level, info = seen.text, "prose", 0, ""
        if before.type == "heading_open":
            kind, level = "heading", int(before.tag[1])
        elif self.lists:
            kind, level = "item", self.lists
            if box := CHECKBOX.match(text):
                info, text = "done" if box[1] in "xX" else "todo", text[box.end() :]
        if text or links:
            yield Block(kind, self.line, text, level, info, links, inline)  # type: ignore[arg-type]
        yield from seen.images


class _Inline:
    """Visible text, links, code spans and images of one inline run."""

    def __init__(self, token: Token, line: int) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self.code: list[str] = []
        self.images: list[Block] = []
        self.line = line
        self.open: list[tuple[str, int]] = []
        html: list[str] = []
        for child in token.children or []:
            self.take(child, html)
        if html:
            self.from_html("".join(html))
        self.text = " ".join(TAG.sub(" ", "".join(self.parts)).split())

    def take(self, child: Token, html: list[str]) -> None:
        kind = child.type
        if kind in ("softbreak", "hardbreak"):
            self.line += 1
            self.parts.append(" ")
        elif kind == "text":
            self.parts.append(child.content)
            if "://" in child.content and not self.open:
                self.links += [
                    Link(m[0].rstrip(".,;:"), "", self.line) for m in URL.finditer(child.content)
                ]
        elif kind == "code_inline":
            self.parts.append(child.content)
            self.code.append(child.content)
        elif kind == "link_open":
            self.open.append((str(child.attrs.get("href", "")), len(self.parts)))
        elif kind == "link_close" and self.open:
            target, start = self.open.pop()
            label = "".join(self.parts[start:]).strip()
            self.links.append(Link(target, label, self.line))
        elif kind == "image":
            if not BADGE.search(str(child.attrs.get("src", ""))):
                self.images.append(Block("image", self.line, child.content))
        elif kind == "html_inline":
            html.append(child.content)

    def from_html(self, text: str) -> None:
        for block in read_html(text, self.line):
            if block.kind == "image":
                self.images.append(block)
            self.links += block.links
