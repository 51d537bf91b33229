"""Op6: what AI costs, and what it may cost."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.operations.sited import sited
from aifactory.checks.pages import lines, pages
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.using import spread
from aifactory.facts.documents.model import Block, Document
from aifactory.model import Finding, Text

MONEY = re.compile(
    r"(?:[€$£]\s?\d|(?<![\w.,])\d[\d\s.,]*\s?(?:k?[€$£]|k?(?:eur|usd|euros?|dollars?|cents?|centimes?)\b))",
    re.I,
)
UNIT = re.compile(
    r"(?:\b(?:per|a|each|par|chaque|pour|for|/)\s?|/\s?)(?:\d[\d\s,.]*\s?|one |une |1k |a |un )?(?:million |thousand |mille |millions? de |milliers? de |100k? ?)?"
    r"(?:requests?|requ[êe]tes?|tokens?|calls?|appels?|queries|query|questions?|predictions?|pr[ée]dictions?|inferences?|gpu|hours?|heures?|h\b|users?|documents?|rows?|lignes?|images?)\b"
    r"|\b(?:cost|co[ûu]t)\s+(?:of\s+|per\s+|d['’]une\s+|par\s+|of\s+a\s+)+(?:requests?|requ[êe]te|query|question|token|call|appel|prediction)",
    re.I,
)
CEILINGS = (
    "op-bounds-on-cloud",
    "op-card-on-cluster",
    "op-bounds-on-cluster",
    "op-bounds-on-machine",
    "op-idles-for-free",
)


def cost_per_request(facts: Facts, params: Params) -> Finding:
    """What one request costs is computed."""
    if found := sited(facts, "op-cost-computed"):
        return passed(Text("what a use of the model costs is computed"), spread(found))
    for document, start, told in _priced(facts):
        if units := [pair for pair in told if UNIT.search(pair[1])]:
            text = Text("the cost of a unit stands on a page, but nothing computes it")
            return partly(text, [at(document, *pair) for pair in units] or [at(document, start)])
    return failed(Text("nothing says what a request costs, in code or with a figure"))


def consumption_bounded(facts: Facts, params: Params) -> Finding:
    """Tokens, graphics cards and replicas have a ceiling."""
    tokens, machines = sited(facts, "op-tokens-bounded"), sited(facts, *CEILINGS)
    evidence = [*spread(tokens)[:2], *spread(machines)[:2]]
    if tokens and machines:
        return passed(Text("requests and machines both have a ceiling"), evidence)
    if tokens:
        return partly(Text("requests have a ceiling, machines have none"), evidence)
    if machines:
        return partly(Text("machines have a ceiling, requests have none"), evidence)
    return failed(Text("no ceiling on tokens, requests, graphics cards or replicas"))


def cost_alert(facts: Facts, params: Params) -> Finding:
    """Somebody is told before the budget is spent."""
    if found := sited(facts, "op-cost-alerted"):
        return passed(Text("a budget or an alert on cost"), spread(found))
    if found_in_ci := doing(facts, "estimate-cost"):
        return passed(
            Text("CI estimates what a change of infrastructure costs"), chain(found_in_ci[0])
        )
    return failed(Text("no budget resource, no alert on cost"))


def cost_recorded(facts: Facts, params: Params) -> Finding:
    """What it costs, and may cost, stands somewhere in figures."""
    least = int(number(params, "figures"))
    for document, start, told in _priced(facts):
        if len(told) >= least:
            text = Text("{n} figures of cost with their currency", {"n": len(told)})
            return passed(text, [at(document, start), *(at(document, *pair) for pair in told)])
    if found := sited(facts, "op-prices-told"):
        return passed(Text("prices or budgets in a file, with figures"), spread(found))
    return failed(Text("no page or file with {n} figures of what it costs", {"n": least}))


def _priced(facts: Facts) -> list[tuple[Document, Block, list[tuple[Block, str]]]]:
    """Pages on cost with their lines that hold money, the richest first."""
    found = [
        (document, start, [pair for pair in lines(blocks) if MONEY.search(pair[1])])
        for document, start, blocks in pages(facts, "operations-cost")
    ]
    return sorted((one for one in found if one[2]), key=lambda one: -len(one[2]))
