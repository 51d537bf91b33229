"""B1Cr6: indicators of performance and alerts that fit what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.practice import explains, is_news, is_pattern, product_is
from aifactory.checks.reading import about, is_unfilled, mentions
from aifactory.checks.using import spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.model import Evidence, Finding, Text

NEAR = 120  # characters within which an item names its indicator and the value
QUALITY = re.compile(
    r"accuracy|performance|quality|baseline|benchmark|metric|model|train|predict|regress|classif|fit"
)
DIGIT = re.compile(r"\d")
BOUND = re.compile(r"^[^.;<>≤≥]{3,60}[<>≤≥]=?\s*\d")  # "median answer < 300 ms"


def metrics_collected(facts: Facts, params: Params) -> Finding:
    """Technical metrics of what runs are exported or collected."""
    found = uses(facts, "metrics-exported", "metrics-collected")
    if found:
        return passed(Text("metrics of what runs are collected"), spread(found))
    return failed(Text("no code or configuration exports or collects metrics of what runs"))


def alerts_defined(facts: Facts, params: Params) -> Finding:
    """Rules that alert, or at least code that sends a message."""
    if rules := uses(facts, "alerts-defined"):
        return passed(Text("rules say when to alert"), spread(rules))
    if sent := uses(facts, "alerts-sent"):
        text = Text("code sends messages, but no rule says at which value")
        return partly(text, spread(sent))
    return failed(Text("no rule or code alerts anybody"))


def kpi_defined(facts: Facts, params: Params) -> Finding:
    """Indicators are listed with the value that is aimed at."""
    least = int(number(params, "at-least"))
    near: list[Evidence] = []
    for document, start, below in _indicators(facts):
        rows = [row for table in below.tables for row in _targeted(table)]
        items = [item for item in below.items if _aims(item.text)]
        if max(len(rows), len(items)) >= least:
            place = at(document, start)
            return passed(Text("indicators are defined, each with its target"), [place])
        near.append(at(document, start))
    if declared := uses(facts, "objective-declared"):
        return passed(Text("objectives are declared as code"), spread(declared))
    return failed(Text("no table or list of {n} indicators with target values", {"n": least}), near)


def _indicators(facts: Facts) -> Iterator[tuple[Document, Block, Section]]:
    """Pages and sections on indicators; a tool that offers them tells nothing of its own."""
    if product_is(facts, "planning-product", "handbook"):
        return
    for document in widened(facts).files.documents:
        if (
            is_unfilled(document)
            or is_pattern(document)
            or is_news(document)
            or not document.blocks
        ):
            continue
        if about(document, "kpi"):
            yield document, document.blocks[0], Section(document.blocks)
            continue
        for index in headings(document):
            block = document.blocks[index]
            if mentions(block.text, "kpi") and not explains(block):
                yield document, block, section(document, index)


def _targeted(table: Block) -> list[str]:
    """Rows with a value in a column of targets; what the first column holds is its subject."""
    head, *rows = (row.split(" | ") for row in table.text.split("\n"))
    aimed = [i for i, cell in enumerate(head) if i and mentions(cell, "kpi-target")]
    return [
        " | ".join(row) for row in rows if any(DIGIT.search(row[i]) for i in aimed if i < len(row))
    ]


def _aims(text: str) -> bool:
    """Whether an item names a value to reach."""
    aimed = bool(mentions(text[:NEAR], "kpi-target")) and DIGIT.search(text[:NEAR]) is not None
    return aimed or BOUND.match(text) is not None


def model_quality_gated(facts: Facts, params: Params) -> Finding:
    """A test or a gate refuses a model below its threshold."""
    found = uses(facts, "quality-gated", roles=("test", "code"))
    asserted = uses(facts, "score-bounded", roles=("test",))
    found += tuple(use for use in asserted if QUALITY.search(use.inside))
    if found:
        return passed(Text("a test or a gate holds the model to a threshold"), spread(found))
    return failed(Text("no test or gate refuses a model below a threshold"))


def kpi_coherent(facts: Facts, params: Params) -> Finding:
    """Whether indicators fit the demand: the jury's to judge."""
    evidence = [at(document, start) for document, start, _ in _indicators(facts)][:2]
    evidence += spread(uses(facts, "alerts-defined", "quality-gated", "metrics-exported"))
    question = Text("which decision does each indicator serve, and who acts on each alert?")
    return ask(question, evidence)
