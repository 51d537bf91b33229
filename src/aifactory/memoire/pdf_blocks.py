"""The lines of a PDF into blocks: headings by size, face and bookmarks; paragraphs by the gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from statistics import median

from aifactory.facts.words import fold
from aifactory.memoire.captions import starts_caption
from aifactory.memoire.document import Block, BlockKind
from aifactory.memoire.naming import bare, named
from aifactory.memoire.pdf_lines import Line

LEADERS = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}|(?:·\s?){4,}")
ENDS_IN_PAGE = re.compile(r"(?:(?<![\d.,])\d{1,3}|\s[ivxl]{1,6})$", re.I)
NUMBERED = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5})[.)]?\s+\S")
LARGER = 1.12  # times the size of the text
LONGEST = 14  # words of a heading
LOWEST = 6  # the level of a heading that only its face tells
STRAY = 3  # lines that may stand between entries of a list of parts

Marks = Mapping[tuple[int, str], int]  # level by page and folded title: the bookmarks


def blocks_of(lines: list[Line], marks: Marks) -> list[Block]:
    """The blocks, in order."""
    body = _body(lines)
    listed = _listed(lines, body)
    levels = _levels(lines, body, listed, marks)
    return [*_joined(lines, listed, levels, _leading(lines, body))]


def _body(lines: list[Line]) -> float:
    """The size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _listed(lines: list[Line], body: float) -> set[int]:
    """Indexes of entries of lists of parts, figures or tables."""
    found: set[int] = set()
    shaped = {bare(line.text): i for i, line in enumerate(lines) if _shaped(line, body)}  # the last
    inside = strays = 0
    for index, line in enumerate(lines):
        paged = ENDS_IN_PAGE.search(line.text)
        led = LEADERS.search(line.text) and paged
        if led or (inside and (paged or shaped.get(bare(line.text), 0) > index)):
            found.add(index)
        elif len(line.text.split()) <= 4 and named("contents", line.text) and line.size >= body:
            inside, strays = 1, 0
            continue
        elif inside:
            strays += 1
            inside = int(strays < STRAY)
            continue
        strays = 0
    return found


def _levels(lines: list[Line], body: float, listed: set[int], marks: Marks) -> dict[int, int]:
    """The level of each line that is a heading, by index."""
    marked: dict[int, int] = {}
    if marks:
        for index, line in enumerate(lines):
            if index not in listed and (level := _mark(line, marks)):
                marked[index] = level
    shaped = [i for i, line in enumerate(lines) if i not in listed and _shaped(line, body)]
    sizes = sorted({lines[i].size for i in shaped if lines[i].size >= LARGER * body}, reverse=True)
    found = dict(marked)
    for index in shaped:
        size = lines[index].size
        if marked:
            found.setdefault(index, LOWEST)
        else:
            found[index] = min(LOWEST, 1 + sizes.index(size)) if size in sizes else LOWEST
    return found


def _mark(line: Line, marks: Marks) -> int:
    """The level that a bookmark gives this line; a title over two lines is known by its first."""
    text = fold(line.text)
    if len(text) < 3:
        return 0
    for page in (line.page, line.page - 1, line.page + 1):  # some bookmarks are one page off
        if level := marks.get((page, text)) or marks.get((page, bare(text))):
            return level
    return 0


def _shaped(line: Line, body: float) -> bool:
    """Whether a line looks like a heading."""
    words = line.text.split()
    if not any(c.isalpha() for c in line.text) or len(words) > LONGEST or starts_caption(line.text):
        return False
    if line.size >= LARGER * body:
        return True
    return (
        line.size >= body
        and line.bold
        and line.text[-1] not in ".,;:"
        and (bool(NUMBERED.match(line.text)) or len(words) <= LONGEST // 2)
    )


def _leading(lines: list[Line], body: float) -> float:
    """The usual distance between two lines of the text."""
    gaps = [
        one.y - two.y
        for one, two in pairwise(lines)
        if one.page == two.page and one.size == two.size == body and 0 < one.y - two.y < 4 * body
    ]
    return median(gaps) if gaps else 1.5 * body


def _joined(
    lines: list[Line], listed: set[int], levels: Mapping[int, int], leading: float
) -> Iterator[Block]:
    group: list[int] = []
    for index in range(len(lines)):
        if group and _parts(lines, group[-1], index, listed, levels, leading):
            yield _block(lines, group, listed, levels)
            group = []
        group.append(index)
    if group:
        yield _block(lines, group, listed, levels)


def _parts(
    lines: list[Line], before: int, index: int, listed: set[int], levels: Mapping[int, int],
    leading: float,
) -> bool:  # fmt: skip
    """Whether a new block begins with the line at `index`."""
    one, two = lines[before], lines[index]
    gap = one.y - two.y
    if index in listed or before in listed or one.page != two.page or gap <= 0:
        return True
    if index in levels or before in levels:
        same = before in levels and one.size == two.size and one.face == two.face
        return not (same and gap <= 1.6 * max(one.size, leading) and not NUMBERED.match(two.text))
    if gap > 1.25 * leading or abs(one.size - two.size) > 0.3:
        return True
    ended = one.text[-1:] in ".!?:" or starts_caption(one.text)
    apart = one.face != two.face or abs(one.x - two.x) > 1.5 * two.size
    return (ended or apart) and starts_caption(two.text)


def _block(
    lines: list[Line], group: list[int], listed: set[int], levels: Mapping[int, int]
) -> Block:
    first = group[0]
    kind: BlockKind = "contents" if first in listed else "heading" if first in levels else "text"
    text = " ".join(lines[i].text for i in group)
    return Block(kind, text, levels.get(first, 0) if kind == "heading" else 0, lines[first].page)
