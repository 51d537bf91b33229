"""B2Cr6: load is balanced, and latency has a strategy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.bloc2.levels import graded, scripted
from aifactory.checks.bloc2.tables import is_figure, own_blocks, tables
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.practice import is_manual
from aifactory.checks.reading import is_promise, mentions
from aifactory.checks.using import by_use, remembered, spread, uses
from aifactory.facts.documents.sections import words
from aifactory.model import Evidence, Finding, Text

LATENCY, TARGET = "bloc2-latency", "bloc2-target"
DURATION = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)?\s*(?:ms|milliseconds?|millisecondes?|s|sec|seconds?|secondes?)(?![\w/])",
    re.I,
)
SEEN = re.compile(
    r"\b(?:showing|observed|measured|was|were|mesurée?s?|observée?s?|constatée?s?|était|étaient)\b",
    re.I,
)
BELOW = re.compile(r"[<≤]\s*\d")
LESSENS = ("queues-work", "caches-answers", "batches-requests")


def load_balanced(facts: Facts, params: Params) -> Finding:
    """Requests are spread over copies of the service."""
    return graded(
        facts,
        (("balances-load",), Text("a balancer spreads the requests")),
        (("spreads-over-processes",), Text("requests are spread over processes of one machine")),
        Text("no balancer: no ingress, upstream, target group or several workers"),
    )


def load_scaled(facts: Facts, params: Params) -> Finding:
    """There is more than one copy, or a rule that makes more."""
    return by_use(
        facts,
        ("scales-out",),
        Text("the service runs in several copies, or grows by rule"),
        Text("no second copy of a service, and no rule that would add one"),
    )


def latency_lessened(facts: Facts, params: Params) -> Finding:
    """Work is queued, answers are cached, requests are batched: two of them."""
    found = {name: uses(facts, name) for name in LESSENS}
    ways = [name for name, places in found.items() if places]
    evidence = spread(use for places in found.values() for use in places)
    if len(ways) >= number(params, "ways"):
        return passed(
            Text("{n} of queues, caches and batches are used", {"n": len(ways)}), evidence
        )
    if ways:
        return partly(Text("one of queues, caches and batches is used"), evidence)
    return failed(Text("no queue with workers, no cache of answers, no batches of requests"))


def latency_objective(facts: Facts, params: Params) -> Finding:
    """How fast an answer must be is said with a figure, where it can be checked."""
    if places := scripted(facts, "sets-latency-objective"):
        return passed(Text("an objective of latency is configured"), spread(places))
    if told := list(_objectives(facts)):
        return passed(Text("an objective of latency is written, with its figure"), told)
    return failed(Text("no objective of latency with a figure"))


@remembered
def _objectives(facts: Facts) -> Iterator[Evidence]:
    """Lines and rows that say within which time an answer must come."""
    longest = 60  # words; a longer paragraph tells a story
    for document, heading, block in own_blocks(facts):
        if block.kind not in ("prose", "item") or is_manual(document) or is_promise(block.text):
            continue
        if (
            words(block.text) > longest
            or SEEN.search(block.text)
            or not DURATION.search(block.text)
        ):
            continue
        aimed = mentions(f"{heading} {block.text}", TARGET) or BELOW.search(block.text)
        if aimed and mentions(block.text, LATENCY):
            yield at(document, block)
    for table in tables(facts):
        if is_manual(table.document) or not (
            mentions(f"{table.heading} {' '.join(table.head)}", TARGET)
        ):
            continue
        for row in table.rows:
            said = " ".join((*table.head, *row))
            if mentions(said, LATENCY) and any(
                DURATION.search(cell) for cell in row if is_figure(cell)
            ):
                yield at(table.document, table.block, " | ".join(row))


def latency_measured(facts: Facts, params: Params) -> Finding:
    """The service measures how long its answers take."""
    return by_use(
        facts,
        ("measures-latency",),
        Text("the service measures how long its answers take"),
        Text("the service does not measure how long its answers take"),
    )


def latency_strategy(facts: Facts, params: Params) -> Finding:
    """What a jury can look at to judge the strategy as a whole."""
    found = uses(facts, "balances-load", "scales-out", *LESSENS, "measures-latency")
    evidence = [*list(_objectives(facts))[:2], *spread(found)]
    return ask(
        Text("do these pieces make a strategy: where is time lost, and what is done about it?")
        if evidence
        else Text("nothing was found that could be part of a strategy against latency"),
        evidence,
    )
