"""HTML inside Markdown: what of it a reader sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from aifactory.facts.documents.model import Block, BlockKind, Link

BADGE = re.compile(
    r"shields\.io|badge|codecov\.io|coveralls\.io|travis-ci|circleci\.com/gh|readthedocs\.org/projects/\S*version"
    r"|actions/workflows/\S+\.svg|/workflows/\S+\.svg|badgen\.net|zenodo\.org/\S+\.svg|isitmaintained|star-history|contrib\.rocks",
    re.I,
)
BREAKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "table",
    "ul",
    "ol",
    "details",
    "summary",
    "hr",
    "section",
    "blockquote",
}
HIDDEN = {"script", "style", "template", "head"}
HEADING = re.compile(r"h[1-6]")


class _Reader(HTMLParser):
    def __init__(self, line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.base, self.blocks = line, list[Block]()
        self.text: list[str] = []
        self.links: list[Link] = []
        self.kind: BlockKind = "prose"
        self.level = self.start = self.hidden = 0
        self.href, self.label = "", list[str]()
        self.rows: list[list[str]] | None = None

    @property
    def line(self) -> int:
        return self.base + self.getpos()[0] - 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag in HIDDEN:
            self.hidden += 1
        elif HEADING.fullmatch(tag):
            self.flush()
            self.kind, self.level = "heading", int(tag[1])
        elif tag == "img":
            if not BADGE.search(given.get("src", "")) and not BADGE.search(self.href):
                self.blocks.append(Block("image", self.line, given.get("alt", "")))
        elif tag == "a":
            self.href, self.label = given.get("href", ""), []
        elif tag == "table":
            self.flush()
            self.rows = []
        elif self.rows is not None and tag in ("tr", "td", "th"):
            self._cell(tag)
        elif tag in BREAKS:
            self.flush()
            self.kind = "item" if tag == "li" else "prose"

    def _cell(self, tag: str) -> None:
        if tag == "tr":
            (self.rows or []).append([]) if self.rows is not None else None
        elif self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag == "a" and self.href:
            self.links.append(Link(self.href, " ".join("".join(self.label).split()), self.line))
            self.href = ""
        elif tag == "table" and self.rows is not None:
            text = "\n".join(
                " | ".join(" ".join(c.split()) for c in row) for row in self.rows if row
            )
            if text.strip():
                self.blocks.append(Block("table", self.line, text, links=tuple(self.links)))
            self.rows, self.links = None, []
        elif HEADING.fullmatch(tag) or tag in BREAKS:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if self.href:
            self.label.append(data)
        if self.rows is not None:
            if self.rows and self.rows[-1]:
                self.rows[-1][-1] += data
            return
        if data.strip() and not self.start:
            self.start = (
                self.line
                + (len(data) - len(data.lstrip())) * 0
                + data[: len(data) - len(data.lstrip())].count("\n")
            )
        self.text.append(data)

    def flush(self) -> None:
        text = " ".join("".join(self.text).split())
        if text or self.links:
            level = self.level if self.kind == "heading" else int(self.kind == "item")
            kind: BlockKind = self.kind if text else "prose"
            self.blocks.append(
                Block(
                    kind,
                    self.start or self.line,
                    text,
                    level if text else 0,
                    links=tuple(self.links),
                )
            )
        self.text, self.links, self.start = [], [], 0
        self.kind, self.level = "prose", 0


def read_html(text: str, line: int) -> list[Block]:
    """The visible blocks of a piece of HTML that begins at `line`; comments are dropped."""
    reader = _Reader(line)
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.blocks
