"""B1Cr6: indicators of performance and alerts that fit what was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.practice import explains, is_pattern, product_is
from aifactory.checks.reading import about, is_unfilled, mentions
from aifactory.checks.using import spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.model import Evidence, Finding, Text

DIGIT = re.compile(r"\d")
BOUND = re.compile(r"[<>≤≥]\s*\d|\d\s*%")


def metrics_collected(facts: Facts, params: Params) -> Finding:
    """Technical metrics of what runs are exported or collected."""
    found = uses(facts, "exports-metrics", "metrics-collected")
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
    if product_is(facts, "planning-product"):
        return
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or not document.blocks:
            continue
        if about(document, "kpi"):
            yield document, document.blocks[0], Section(document.blocks)
            continue
        for index in headings(document):
            block = document.blocks[index]
            if mentions(block.text, "kpi") and not explains(block):
                yield document, block, section(document, index)


def _targeted(table: Block) -> list[str]:
    """Rows with a value, in a table that has a column of targets."""
    head, *rows = table.text.split("\n")
    return [row for row in rows if DIGIT.search(row)] if mentions(head, "kpi-target") else []


def _aims(text: str) -> bool:
    """Whether an item names a value to reach."""
    aimed = bool(mentions(text, "kpi-target")) and DIGIT.search(text) is not None
    return aimed or BOUND.search(text) is not None


def model_quality_gated(facts: Facts, params: Params) -> Finding:
    """A test or a gate refuses a model below its threshold."""
    found = uses(facts, "quality-gated", roles=("test", "code"))
    if found:
        return passed(Text("a test or a gate holds the model to a threshold"), spread(found))
    return failed(Text("no test or gate refuses a model below a threshold"))


def kpi_coherent(facts: Facts, params: Params) -> Finding:
    """Whether indicators fit the demand: the jury's to judge."""
    evidence = [at(document, start) for document, start, _ in _indicators(facts)][:2]
    evidence += spread(uses(facts, "alerts-defined", "quality-gated", "exports-metrics"))
    question = Text("which decision does each indicator serve, and who acts on each alert?")
    return ask(question, evidence)
