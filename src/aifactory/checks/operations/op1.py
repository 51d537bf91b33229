"""Op1: a deployment target, and the people for it."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.operations.kits import TITLES, chosen, delivers, recognised
from aifactory.checks.pages import lines, naming, pages, said
from aifactory.checks.reading import mentions
from aifactory.checks.using import spread
from aifactory.facts.documents.model import Block
from aifactory.model import Finding, Text

SHARE = re.compile(
    r"(?<![\w.,])\d+(?:[.,]\d+)?\s*(?:fte|etp|people\b|persons?\b|personnes?\b|full[- ]time|temps plein"
    r"|engineers?\b|admin\w*|jours?\s*(?:par|/)\s*(?:semaine|mois)|days?\s*(?:a|per|/)\s*(?:week|month)"
    r"|h(?:ours?|eures?)?\s*(?:a|par|per|/)\s*(?:week|month|semaine|mois|sem\b)|%)",
    re.I,
)
UNIT = re.compile(r"\bfte\b|\betp\b|full[- ]time|temps plein", re.I)
FIGURE = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?(?![\w%])")
NAMED = re.compile(r"@[\w-]+|\|\s*(?-i:[A-ZÉÈÀ])[\w'’-]+(?: (?-i:[A-ZÉÈÀ])[\w'’-]+)*", re.I)


def target_recognised(facts: Facts, params: Params) -> Finding:
    """Files say where the service runs, and something puts it there."""
    target = chosen(facts)
    if not target:
        return failed(Text("no file that puts a service on machines, on a cluster or in a cloud"))
    places = spread(recognised(facts)[target])
    values = {"target": TITLES[target]}
    if taken := list(delivers(facts, target)):
        text = Text("the target is {target}, and a version is put there by script or by CI", values)
        return passed(text, [*places[:2], *taken[:2]])
    text = Text("the target is {target}, but nothing puts a version there", values)
    return partly(text, places)


def target_people(facts: Facts, params: Params) -> Finding:
    """The people who are really there for it are counted."""
    named: list[tuple[int, Finding]] = []
    for document, start, blocks in pages(facts, "operations-capabilities"):
        counted = [pair for pair in lines(blocks) if _counts(blocks, *pair)]
        roles = [pair for pair in counted if mentions(pair[1], "operations-support")]
        if len(counted) >= number(params, "figures") and roles:
            text = Text("the people of the target are counted, in {n} lines", {"n": len(counted)})
            return passed(text, [at(document, *pair) for pair in counted])
        who = [
            (block, line)
            for block, line in naming(blocks, "operations-support")
            if block.kind == "table" and NAMED.search(line)
        ]
        if len(who) >= number(params, "named"):
            named.append(
                (
                    len(who),
                    partly(
                        Text(
                            "people are named for {n} capabilities, but not how much of their time",
                            {"n": len(who)},
                        ),
                        [at(document, start), *(at(document, *pair) for pair in who)],
                    ),
                )
            )
    if named:
        return max(named, key=lambda pair: pair[0])[1]
    return failed(
        Text("no page says how many people (FTE) infrastructure, MLOps and support can count on")
    )


def _counts(blocks: tuple[Block, ...], block: Block, line: str) -> bool:
    """Whether a line gives a share of people's time; a table's head may give the unit."""
    if SHARE.search(line):
        return UNIT.search(line) is not None or block.kind != "prose"
    head = block.text.split("\n")[0] if block.kind == "table" else ""
    return UNIT.search(head) is not None and FIGURE.search(line) is not None


def target_defended(facts: Facts, params: Params) -> Finding:
    """What the repository offers to a jury that asks why this target."""
    target = chosen(facts)
    evidence = [
        at(document, start)
        for document, start, blocks in pages(facts, "operations-target", "operations-deployment")
        if said(blocks) >= number(params, "min-words") and naming(blocks, "operations-weighed")
    ]
    values = {"target": TITLES[target] if target else Text("none that files show")}
    if evidence:
        return ask(Text("target: {target}; these pages weigh it", values), evidence)
    return ask(Text("target: {target}; no page weighs it", values))
