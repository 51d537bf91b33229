"""B2Cr8: load tests are carried out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from aifactory.checks.bloc2.levels import scripted
from aifactory.checks.dated import held
from aifactory.checks.dates import find_date
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pipelines import AUTOMATIC, chain, doing, on
from aifactory.checks.practice import is_news, is_pattern
from aifactory.checks.reading import is_promise, is_unfilled, mentions
from aifactory.checks.using import spread, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.words import fold
from aifactory.model import Evidence, Finding, Text

SUBJECT, FIGURE = "bloc2-load-test", "bloc2-load-figure"
MEASURED = re.compile(
    r"(?<![\w.])\d+(?:[.,\u00a0\u202f ]?\d+)*\s*(?:req(?:uests?|u[eê]tes)?\s*(?:/|per|par)\s*s\w*|rps|qps|users?|utilisateurs|vus?|ms|s|%)(?!\w)",
    re.I,
)
AHEAD = re.compile(
    r"\bto be (?:done|run|measured)\b|\bwill\b|\bplanned\b|\bexpect|\btargets?\b|\bobjectives?\b|\bgoals?\b|\ba faire\b|\bprevue?s?\b"
    r"|\bobjectifs?\b|\bcibles?\b|\bsera\b|\bdoit\b|\bmust\b"
)  # what a line says that speaks of a run to come, or of what is wanted of one
Told = tuple[Document, Block, date | None]


def load_scripted(facts: Facts, params: Params) -> Finding:
    """A script loads the service."""
    if places := scripted(facts, "scripts-load"):
        return passed(Text("a script puts the service under load"), spread(places))
    return failed(Text("no script of a load test: no k6, Locust, JMeter, Gatling or alike"))


def load_bounded(facts: Facts, params: Params) -> Finding:
    """The load test says how many users come and what it may not exceed."""
    if not scripted(facts, "scripts-load"):
        return failed(Text("no script of a load test"))
    bounds, profiles = scripted(facts, "bounds-load-result"), scripted(facts, "profiles-load")
    if bounds:
        return passed(Text("the load test fails beyond a bound"), spread((*bounds, *profiles)))
    if profiles:
        return partly(
            Text("the load is defined, but no bound makes the test fail"), spread(profiles)
        )
    return failed(Text("the load test defines neither its load nor a bound"))


def load_realised(facts: Facts, params: Params) -> Finding:
    """Load tests took place: a dated record with figures, or a run in CI."""
    least = int(number(params, "min-figures"))
    told = list(_results(facts, least))
    files = scripted(facts, "records-load")
    dated = [at(document, block) for document, block, day in told if day]
    dated += spread(use for use in files if find_date(use.path))
    if dated:
        return passed(Text("a dated record of a load test, with figures"), dated)
    if ran := [c for c in doing(facts, "load-test") if on(c, AUTOMATIC | {"pull_request"})]:
        return passed(Text("CI runs the load test"), chain(ran[0]))
    undated = [*[at(document, block) for document, block, _ in told], *spread(files)]
    if undated:
        return partly(Text("figures of a load test, but nothing says of which day"), undated)
    by_hand: list[Evidence] = [e for c in doing(facts, "load-test")[:1] for e in chain(c)]
    return failed(
        Text("no record of a load test with figures, and CI runs none by itself"), by_hand
    )


def _results(facts: Facts, least: int) -> Iterator[Told]:
    """Documents and sections on load tests that give figures: where, and of which day."""
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or is_news(document):
            continue
        whole = mentions(document.path.rsplit(".", 1)[0].replace("/", " / "), SUBJECT)
        for start, blocks in _pieces(document, bool(whole)):
            shown = [b for b in blocks if _shows(b)]
            if sum(_count(b) for b in shown) >= least:
                yield document, start, held(document, blocks)
                break


def _pieces(document: Document, whole: bool) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    if whole and document.blocks:
        yield document.blocks[0], document.blocks
    for index in headings(document):
        if mentions(document.blocks[index].text, SUBJECT):
            heading = document.blocks[index]
            yield heading, (heading, *section(document, index).blocks)


def _shows(block: Block) -> bool:
    """Whether a block gives what a load test measures, with figures, and no intention."""
    if block.kind not in ("prose", "item", "table") or is_promise(block.text):
        return False
    if block.kind != "table" and AHEAD.search(fold(block.text)):
        return False
    return bool(mentions(block.text, FIGURE) and _count(block))


def _count(block: Block) -> int:
    """Figures of a block: cells with a number in a table of them, else numbers with a unit."""
    if block.kind == "table":
        cells = [cell for row in block.text.split("\n")[1:] for cell in row.split(" | ")[1:]]
        return sum(bool(re.search(r"\d", cell)) for cell in cells)
    return len(MEASURED.findall(block.text))
