"""Figures and tables: each has a caption with a number of its own, and the text refers to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from aifactory.memoire.captions import Caption, mentions
from aifactory.memoire.findings import Finding, failed, passed, unknown
from aifactory.memoire.view import View
from aifactory.model import Text, plural

NEAR = 2  # blocks between a picture or a table and its caption
LAST = re.compile(r"(.*?)(\d+)$")


def figures_numbered(view: View) -> Iterator[Finding]:
    """Every picture has a caption, and the numbers run on."""
    yield _numbered(view, "figure", "image")


def tables_numbered(view: View) -> Iterator[Finding]:
    """Every table has a caption, and the numbers run on."""
    yield _numbered(view, "table", "table")


def figures_referred(view: View) -> Iterator[Finding]:
    """The text refers to every figure, and to none that is not there."""
    yield _referred(view, "figure")


def tables_referred(view: View) -> Iterator[Finding]:
    """The text refers to every table, and to none that is not there."""
    yield _referred(view, "table")


def _numbered(view: View, kind: str, shape: str) -> Finding:
    check = f"{kind}s-numbered"
    mine = [caption for caption in view.captions if caption.kind == kind]
    if faults := [c for c in mine if not c.number]:
        told = plural("{n} caption has no number", "{n} captions have no number", len(faults))
        remedy = Text("number each caption: “Figure 1: …”, “Table 1: …”")
        return failed(check, told, remedy, view.places(c.block for c in faults))
    if bare := _bare(view, shape):
        told = plural(
            "{n} of them has no numbered caption beside it",
            "{n} of them have no numbered caption beside them",
            len(bare),
        )  # fmt: skip
        remedy = Text("write a caption with a number below or above each one")
        return failed(check, told, remedy, view.places(bare))
    if finding := _sequence(view, check, mine):
        return finding
    least = view.rules.limits.figures if kind == "figure" else view.rules.limits.tables
    if len(mine) < least:
        told = Text("no numbered caption was found")
        return view.lacking(
            check, told, Text("draw the architecture, and caption it “Figure 1: …”")
        )
    if not mine and view.document.format == "pdf":
        told = Text("no caption was found, and a PDF does not tell a table from other text")
        return unknown(check, told, Text("if there are tables, caption each: “Table 1: …”"))
    if not mine:
        return passed(check, Text("there is none, so that none lacks a number"))
    told = plural("{n} caption, numbered in order", "{n} captions, numbered in order", len(mine))
    return passed(check, told, view.places(c.block for c in mine))


def _sequence(view: View, check: str, mine: list[Caption]) -> Finding | None:
    """A number that stands twice or is left out, chapter by chapter."""
    counts = Counter(c.number for c in mine)
    if doubled := [c for c in mine if counts[c.number] > 1]:
        names = ", ".join(dict.fromkeys(c.number for c in doubled))
        told = Text("these numbers stand more than once: {numbers}", {"numbers": names})
        remedy = Text("give each its own number, or let the word processor count")
        return failed(check, told, remedy, view.places(c.block for c in doubled))
    series: dict[str, list[int]] = {}
    for caption in mine:
        if found := LAST.match(caption.number):
            series.setdefault(found[1], []).append(int(found[2]))
    gaps = [
        f"{prefix}{number}"
        for prefix, numbers in series.items()
        for number in range(1, max(numbers))
        if number not in numbers
    ]
    if gaps:
        told = Text("these numbers are left out: {numbers}", {"numbers": ", ".join(gaps[:20])})
        remedy = Text("number without a gap, or caption what lacks its number")
        return failed(check, told, remedy, view.places(c.block for c in mine))
    return None


def _bare(view: View, shape: str) -> list[int]:
    """Indexes of pictures or tables without a numbered caption nearby; a cover needs none."""
    blocks = view.blocks
    if view.document.format == "pdf":
        if shape == "table":
            return []
        held = {blocks[c.block].page for c in view.captions}
        found = [i for i, b in enumerate(blocks) if b.kind == "image" and b.page > 1]
        return [i for i in found if not held & {blocks[i].page, blocks[i].page + 1}]
    first = view.headings[0] if view.headings else 0
    held_at = {c.block for c in view.captions}
    return [
        index
        for index, block in enumerate(blocks)
        if block.kind == shape and index > first and not _near(view, index, shape, held_at)
    ]


def _near(view: View, index: int, shape: str, held: set[int]) -> bool:
    """Whether a caption stands near; several pictures in a row share one."""
    blocks = view.blocks
    low = high = index
    while low > 0 and blocks[low - 1].kind == shape == "image":
        low -= 1
    while high + 1 < len(blocks) and blocks[high + 1].kind == shape == "image":
        high += 1
    return bool(held & set(range(low - NEAR, high + NEAR + 1)))


def _referred(view: View, kind: str) -> Finding:
    check = f"{kind}s-referred"
    own = {c.block: c for c in view.captions}
    mine = {c.number: c for c in own.values() if c.kind == kind and c.number}
    said = [m for m in mentions(view.clean, own) if m.kind == kind]
    if stray := [m for m in said if m.number not in mine]:
        names = ", ".join([*dict.fromkeys(m.number for m in stray)][:20])
        told = Text("the text refers to what has no caption: {numbers}", {"numbers": names})
        if view.blind is not None:
            return view.lacking(check, told, told)
        remedy = Text("add the caption that is missing, or correct the reference")
        return failed(check, told, remedy, view.places(dict.fromkeys(m.block for m in stray)))
    named = {m.number for m in said}
    if silent := [caption for number, caption in mine.items() if number not in named]:
        told = plural(
            "the text never refers to {n} of them",
            "the text never refers to these {n}",
            len(silent),
        )  # fmt: skip
        if view.blind is not None:
            return view.lacking(check, told, told)
        remedy = Text("say in a sentence what each shows, by its number")
        return failed(check, told, remedy, view.places(c.block for c in silent))
    if not mine:
        return _nothing(view, check)
    told = plural("the text refers to it", "the text refers to all {n}", len(mine))
    first = {m.number: m.block for m in reversed(said)}
    return passed(check, told, view.places(dict.fromkeys(first[number] for number in mine)))


def _nothing(view: View, check: str) -> Finding:
    """There is no numbered caption, and no sentence that refers to one."""
    if view.blind is not None:
        return view.lacking(check, view.blind, view.blind)
    if view.document.format != "pdf" and check == "tables-referred" and not _bare(view, "table"):
        return passed(check, Text("there is none, so that none lacks a reference"))
    remedy = Text("caption what there is first; then refer to it by its number")
    return unknown(check, Text("there is no numbered caption to refer to"), remedy)
