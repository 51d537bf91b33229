"""B4Cr10: the project ahead and in retrospect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from aifactory.checks.bloc4.b4cr9 import TICKET, TICKET_LINK
from aifactory.checks.dated import held, lines
from aifactory.checks.dates import find_date
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.practice import explains, is_manual, practised, product_is, shows_use
from aifactory.checks.reading import about, is_promise, is_unfilled, mentions
from aifactory.checks.tracked import documents
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

ESTIMATE = re.compile(
    r"\b\d+(?:[.,]\d+)?\s*(?:points?|pts?|story points?|jours?(?:[- ]homme)?|days?|person[- ]days?|j/?h|heures?|hours?|h|weeks?|semaines?|sprints?|fte|etp|%|tickets?|items?|mois|months?)\b"
    r"|\bp(?:50|70|80|85|90|95)\b"
)
AHEAD = re.compile(
    r"\bplanned|\bplan\b|\bcapacit|\bestimat|\bestime|\bprevu|\bcharge\b|\bsprint|\bremaining|\breste\b|\bdeadline|\becheance|\bdue\b"
    r"|\bmilestone|\bjalon|\bwe (?:will|expect|finish|deliver)|\bnous (?:prevoyons|finirons|livrerons)"
)
EXAMPLE = re.compile(r"\be\.?g\.|\bfor (?:example|instance)\b|\bpar exemple\b|\bex\. ?:")
LONGEST_LINE = 40  # words; longer sentences tell or explain, they do not plan
OWNER = re.compile(
    r"(?<![\w.])@[A-Za-z][\w-]+|\b(?:owner|responsable|qui|who|assignee|pilote|porteur)\b\s*[:|]\s*\w+",
    re.I,
)
COMMIT = re.compile(r"(?<![\w-])(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}(?![\w-])")
DONE = re.compile(r"\b(?:done|fait|faite|closed|terminee?|fini|resolu)\b|[✅✔☑]|\bx\]")
Piece = tuple[Document, Block, tuple[Block, ...]]


def pieces(facts: Facts, family: str) -> Iterator[Piece]:
    """Documents or sections on a subject: (document, where it begins, its blocks)."""
    for document in documents(facts):
        if not document.blocks or is_unfilled(document) or is_manual(document):
            continue
        folder = document.path.rpartition("/")[0].rpartition("/")[2]
        if about(document, family) or mentions(folder, family):
            if not explains(document.blocks[0]):
                yield document, document.blocks[0], document.blocks
            continue
        for heading, below in practised(document, family):
            yield document, heading, (heading, *below.blocks)


def forecasts(facts: Facts) -> Iterator[Piece]:
    """Forecasts: pieces that plan work with dates, estimates or capacity; no bare roadmap.

    Where the product itself forecasts or plans, the word alone names a feature: the piece must
    then be dated or called a plan of a sprint, an iteration, a release.
    """
    featured = product_is(facts, "forecast-product", "planning-product")
    for document, start, blocks in pieces(facts, "forecast"):
        called = mentions(f"{document.path} {start.text}", "work-plan")
        if shows_use(blocks) or (featured and not called and not held(document, blocks)):
            continue
        text = "\n".join(b.text for b in blocks)
        if len(list(planned(blocks, bool(called)))) >= 2 and not is_promise(text):
            yield document, start, blocks


def planned(blocks: tuple[Block, ...], called: bool) -> Iterator[str]:
    """Lines that plan: a row of a table of work, or a short line with an estimate or a day.

    `called` says that the piece is called a plan of work, so that its lines need not say it again.
    """
    for block in blocks:
        head, *rows = block.text.split("\n")
        if block.kind == "table" and mentions(head, "work") and mentions(head, "planned-in"):
            yield from (row for row in rows if re.search(r"\d", row))
            continue
        for line in lines([block]):
            folded = fold(line)
            if EXAMPLE.search(folded) or count_words(line) > LONGEST_LINE:
                continue
            listed = block.kind != "prose" and (called or mentions(line, "work"))
            ahead = listed or AHEAD.search(folded)
            if ahead and (ESTIMATE.search(folded) or find_date(line)):
                yield line


def forecast(facts: Facts, params: Params) -> Finding:
    """The work ahead is projected, with dates, estimates or capacity."""
    for document, start, _ in forecasts(facts):
        return passed(Text("a forecast of the work ahead"), [at(document, start)])
    return failed(
        Text("no document with planned dates, estimates or capacity for work not done yet")
    )


def forecast_uncertain(facts: Facts, params: Params) -> Finding:
    """The forecast says how sure it is."""
    found_any = False
    for document, _, blocks in forecasts(facts):
        found_any = True
        for block in blocks:
            if block.kind != "code" and mentions(block.text, "uncertainty"):
                return passed(Text("the forecast says how sure it is"), [at(document, block)])
    return failed(
        Text("the forecast gives no range, confidence, scenario or risk")
        if found_any
        else Text("no forecast")
    )


def retrospectives(facts: Facts, least: int) -> Iterator[tuple[date, Piece]]:
    """Dated retrospectives of at least `least` words."""
    for document, start, blocks in pieces(facts, "retrospective"):
        day = held(document, blocks)
        said = sum(count_words(b.text) for b in blocks if b.kind in ("prose", "item", "table"))
        if day and said >= least:
            yield day, (document, start, blocks)


def retrospective(facts: Facts, params: Params) -> Finding:
    """The team looked back, at a date, in some depth."""
    least = int(number(params, "min-words"))
    found = [at(piece[0], piece[1]) for _, piece in retrospectives(facts, least)]
    if len(found) >= number(params, "at-least"):
        return passed(Text("a dated retrospective"), found)
    return failed(
        Text("no dated retrospective, post-mortem or lessons learned of {n} words", {"n": least})
    )


def retrospective_acted_on(facts: Facts, params: Params) -> Finding:
    """What was decided in retrospect has an owner, a ticket or an end."""
    least = int(number(params, "actions"))
    tied = [
        at(document, block, line)
        for _, (document, _, blocks) in retrospectives(facts, 1)
        for block, line in actions(blocks)
        if is_tied(block, line)
    ]
    values: dict[str, str | int | float] = {"n": len(tied), "least": least}
    if len(tied) >= least:
        return passed(
            Text("{n} actions tied to a ticket, an owner, a commit or a done mark", values), tied
        )
    return failed(
        Text(
            "{n} actions of retrospectives tied to a ticket, an owner or a done mark; {least} are needed",
            values,
        ),
        tied,
    )


def actions(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Actions: items and table rows below a heading on actions, and check boxes anywhere."""
    below = False
    for block in blocks:
        if block.kind == "heading":
            below = bool(mentions(block.text, "action"))
        elif block.kind == "item" and (below or block.info in ("todo", "done")):
            yield block, block.text
        elif block.kind == "table" and (below or mentions(block.text.split("\n")[0], "action")):
            yield from ((block, row) for row in block.text.split("\n")[1:])


def is_tied(block: Block, line: str) -> bool:
    """Whether an action leads to a ticket, an owner, a commit or a done mark."""
    if block.info == "done" or TICKET.search(line) or OWNER.search(line) or COMMIT.search(line):
        return True
    linked = any(TICKET_LINK.search(k.target) or "/commit/" in k.target for k in block.links)
    return (linked and block.kind == "item") or DONE.search(fold(line)) is not None
