"""What stands below a heading, and how much is said there."""

from __future__ import annotations

import re

from msgspec import Struct

from aifactory.facts.documents.model import Block, Document, Link

URL = re.compile(r"^\W*(?:https?://|www\.|mailto:)\S+$")
COMMAND = re.compile(
    r"^\$?\s*(?:sudo |\./)?(?:make|just|task|pip|pipx|uv|uvx|poetry|pdm|hatch|conda|mamba|pixi|python3?|docker|"
    r"docker-compose|podman|kubectl|helm|npm|npx|yarn|pnpm|node|go|cargo|git|curl|wget|bash|sh|copier|cookiecutter|"
    r"brew|apt|apt-get|streamlit|uvicorn|flask|dvc|mlflow|terraform|prefect|nox|tox|invoke|R|Rscript|julia|java|mvn)\b"
    r"|^\S+ --?\w|^\./\S+|^\S+\.(?:sh|py)\b"
)
FIGURE = re.compile(
    r"(?<![\w.])[+-]?\d+(?:[.,]\d+)*\s?(?:%|‰|€|\$|°C?|x\b|[kKMGT]i?B\b|[µmn]?s\b|sec(?:ond)?s?\b|min(?:ute)?s?\b|"
    r"h(?:ours?)?\b|days?\b|jours?\b|GB|MB|FPS|fps|tokens?\b|Hz|ms\b|km|kg|points?\b|pts?\b|dB|req/s|images?\b|"
    r"W\b|kWh\b|g\b|pp\b|fold\b|times\b|fois\b)"
    r"|(?<![\w.])0[.,]\d{2,}(?![\w.])|(?:=|:)\s*\d+[.,]\d+"
)
CELL = re.compile(r"^[~<>≈±*`≤≥+-]*\d[\d.,\s]*(?:[%‰€$]|\w{0,8})?(?:\s*[±(/-].{0,30})?[*`]*$")


def words(text: str) -> int:
    """Visible words, split at white space: no bare address, no lone punctuation."""
    return sum(1 for w in text.split() if any(c.isalnum() for c in w) and not URL.match(w))


class Section(Struct, frozen=True):
    """The blocks below a heading, up to the next one of the same or a higher level."""

    blocks: tuple[Block, ...]

    def of(self, *kinds: str) -> tuple[Block, ...]:
        """The blocks of these kinds."""
        return tuple(b for b in self.blocks if b.kind in kinds)

    @property
    def words(self) -> int:
        """Visible words of prose and items."""
        return sum(words(b.text) for b in self.of("prose", "item"))

    @property
    def tables(self) -> tuple[Block, ...]:
        return self.of("table")

    @property
    def code(self) -> tuple[Block, ...]:
        return self.of("code")

    @property
    def commands(self) -> tuple[str, ...]:
        """Inline code that reads as a command."""
        return tuple(c for b in self.blocks for c in b.inline if COMMAND.match(c))

    @property
    def items(self) -> tuple[Block, ...]:
        return self.of("item")

    @property
    def figures(self) -> tuple[Block, ...]:
        """Places that show numbers with a unit, a table holding numbers, or an image."""
        return tuple(b for b in self.blocks if shows_figure(b))

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(link for b in self.blocks for link in b.links)

    @property
    def text(self) -> str:
        """The visible text, code aside."""
        return "\n".join(b.text for b in self.blocks if b.kind != "code")


def shows_figure(block: Block) -> bool:
    """Whether a block shows a figure: a number with its unit, numbers in a table, an image."""
    if block.kind == "image":
        return True
    if block.kind == "table":
        cells = [cell for row in block.text.split("\n")[1:] for cell in row.split(" | ")]
        return any(CELL.match(cell.strip()) for cell in cells)
    return block.kind in ("prose", "item") and FIGURE.search(block.text) is not None


def headings(document: Document) -> list[int]:
    """Indexes of the headings."""
    return [i for i, block in enumerate(document.blocks) if block.kind == "heading"]


def section(document: Document, index: int) -> Section:
    """What stands below the heading at `index`."""
    level = document.blocks[index].level
    end = index + 1
    while end < len(document.blocks):
        block = document.blocks[end]
        if block.kind == "heading" and block.level <= level:
            break
        end += 1
    return Section(document.blocks[index + 1 : end])


def prose_before_heading(document: Document, nth: int) -> tuple[int, int]:
    """(words, first line) of the running prose that stands before the nth heading."""
    count = seen = first = 0
    for block in document.blocks:
        if block.kind == "heading":
            seen += 1
            if seen == nth:
                break
        elif block.kind == "prose" and (said := _running(block)):
            count += said
            first = first or block.line
    return count, first


def _running(block: Block) -> int:
    """Words of running sentences; a run of links (a menu) is none."""
    linked = sum(words(link.text) for link in block.links)
    said = words(block.text)
    return 0 if said - linked <= 2 and len(block.links) > 1 else said
