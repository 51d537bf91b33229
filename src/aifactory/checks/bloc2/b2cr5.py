"""B2Cr5: computing on several kinds of chips, what it gains and loses, and the hardware watched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.bloc2.levels import graded, scripted
from aifactory.checks.bloc2.tables import Table, has_figures, is_figure, names, own_blocks, tables
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.reading import mentions
from aifactory.checks.using import by_use, spread
from aifactory.facts.documents.sections import words
from aifactory.model import Evidence, Finding, Text

CHIP, SPEED = "bloc2-chip", "bloc2-speed"
COMPARED = re.compile(
    r"\bfrom\b|\bvs\b|\bversus\b|\binstead of\b|\bcompared\b|→|->|\bbefore\b|\bavant\b|\bau lieu de\b|\bcontre\b|\bpass(?:e|ant|ée?) de\b",
    re.I,
)
CHIPS = re.compile(
    r"\b(?:[cgnt]pus?|cuda|mps|fp32|fp16|bf16|int8|int4|quanti[sz]\w*|quantifi\w*|onnx\w*|tensorrt|openvino|torch\.compile\S*|compil\w+|mixed precision|numba|workers?)\b",
    re.I,
)  # what a sentence must name, where a cell of a table may say less
LONGEST = 100  # words of a paragraph that still tells one thing
TIMES = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:x|×|times|fois)\s*(?:faster|slower|speed-?up|plus rapide|plus vite|moins)",
    re.I,
)
DURATION = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:ms|µs|s|sec|secondes?|seconds?|min|minutes?|h|fps)\b", re.I
)


def chip_used(facts: Facts, params: Params) -> Finding:
    """Code or a manifest puts computing on a chip other than the processor."""
    return by_use(
        facts,
        ("computes-on-chip",),
        Text("computing is put on a GPU, an NPU or another accelerator"),
        Text("nothing puts computing on a GPU, an NPU or another accelerator"),
    )


def chip_optimised(facts: Facts, params: Params) -> Finding:
    """Precision, compilation or memory transfers are tuned."""
    return by_use(
        facts,
        ("speeds-up-computing",),
        Text("precision, compilation or transfers of memory are tuned"),
        Text("no quantisation, mixed precision, compilation or tuned transfer of memory"),
    )


def chip_gain(facts: Facts, params: Params) -> Finding:
    """What an optimisation gains or loses is measured and written down."""
    least = int(number(params, "min-settings"))
    if studied := [at(t.document, t.block) for t in _studies(facts, least)]:
        return passed(Text("a table compares ways of computing, with their figures"), studied)
    told = list(_told(facts))
    timed = spread(scripted(facts, "times-computing"))
    if told or timed:
        return partly(
            Text("speed is measured or told, but no table compares ways of computing"),
            [*told, *timed],
        )
    return failed(Text("no study of what ways of computing gain or lose, with figures"))


def _studies(facts: Facts, least: int) -> Iterator[Table]:
    """Tables whose rows or columns are ways of computing, with figures of speed."""
    for table in tables(facts):
        rows = [row for row in table.rows if has_figures(row)]
        first = [row[0] for row in rows]
        head = table.head[1:]
        if not any(names(cell, SPEED) for cell in (*table.head, *first)):
            continue
        ways = {cell for cell in first if names(cell, CHIP) and not is_figure(cell)}
        compared = {cell for cell in head if names(cell, CHIP) and not is_figure(cell)}
        if (len(ways) and len(set(first)) >= least and len(ways) * 2 >= len(first)) or (
            len(compared) >= least and rows
        ):
            yield table


def _told(facts: Facts) -> Iterator[Evidence]:
    """Lines that tell how much faster a way of computing is."""
    for document, _, block in own_blocks(facts):
        if block.kind not in ("prose", "item") or words(block.text) > LONGEST:
            continue
        compared = len(DURATION.findall(block.text)) >= 2 and COMPARED.search(block.text)
        if TIMES.search(block.text) or compared:
            if CHIPS.search(block.text) and mentions(block.text, SPEED):
                yield at(document, block)


def hardware_watched(facts: Facts, params: Params) -> Finding:
    """The hardware is watched while it computes."""
    return graded(
        facts,
        (("watches-hardware",), Text("the hardware is watched")),
        (("glances-at-hardware",), Text("the hardware is looked at once in a while, not watched")),
        Text("nothing watches load, memory or heat of the hardware"),
    )
