"""B4Cr8: agile management and its indicators."""

from __future__ import annotations

import re

from aifactory.checks.boards import BOARD_LINK, columns_in, label_states, speaks, states_of
from aifactory.checks.dates import find_date
from aifactory.checks.figures import INDICATORS, figured, is_record, on_work, tells
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.practice import is_news, own, practised, product_is
from aifactory.checks.reading import is_promise, is_unfilled, mentions
from aifactory.checks.tracked import closed_since, documents, either, newest, told_by_forge
from aifactory.facts import Unread
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.records import Record
from aifactory.forge.records import Issue
from aifactory.model import Evidence, Finding, Text

BOARD_FILE = re.compile(
    r"(?:^|/)(?:kanban|scrum[-_]?board|project[-_]?board|board)\.(?:ya?ml|json|md)$", re.I
)
SIZE = re.compile(
    r"^(?:(?:size|taille|effort|estimate|estimation|points?|sp|t-?shirt)\s*[:/=\- ]+\s*(?:xxs|xs|s|m|l|xl|xxl|small|medium|large|\d+)"
    r"|(?:xxs|xs|xl|xxl)|\d+\s*(?:points?|pts?|sp))$",
    re.I,
)
ITERATION = re.compile(r"(?:sprint|iteration|week|semaine)[-_ ]?\d+", re.I)
SCORE = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:%|/\s*(?:5|10|20|100)|sur (?:5|10|20|100)|out of \d+|points?)|\b(?:nps|enps|csat)\b[^\n]{0,40}?[:=|]?\s*[+-]?\d+|[+-]?\d+\s*\|",
    re.I,
)


def board_designed(facts: Facts, params: Params) -> Finding:
    """A board with its columns is defined or linked."""
    return either(facts, lambda: _board(facts), _tracked_board)


def _tracked_board(forge: ForgeFacts) -> Finding:
    if forge.boards:
        evidence = [
            Evidence(url=b.url, text=" · ".join((b.title, *(c.name for c in b.columns))))
            for b in forge.boards
        ]
        return passed(Text("a board of the forge"), evidence)
    states = states_of(label.name for label in forge.labels)
    evidence = [Evidence(url=f"{forge.repository.url}/labels", text=n) for n in states.values()]
    if len(states) >= 2:
        return passed(Text("the labels hold workflow states"), evidence)
    return failed(Text("neither a board of the forge nor labels with workflow states"), evidence)


def _board(facts: Facts) -> Finding:
    for labels in facts.files.tracker.labels:
        found = label_states(labels)
        if len(found) >= 2:
            evidence = [Evidence(path=labels.path, line=line, text=name) for _, name, line in found]
            return passed(Text("labels as code hold workflow states"), evidence)
    for record in facts.files.records:
        if BOARD_FILE.search(record.path):
            return passed(Text("a board configuration"), [Evidence(path=record.path, line=1)])
    for document in facts.files.documents:
        if is_news(document):
            continue
        for block in document.blocks:
            for link in block.links:
                if BOARD_LINK.search(link.target):
                    line = link.line or block.line
                    place = Evidence(path=document.path, line=line, text=link.target)
                    return passed(Text("a link to a board"), [place])
        if is_unfilled(document) or not speaks(facts, document):
            continue
        for heading, below in practised(document, "board"):
            if len(columns_in(below.blocks)) >= 2:
                return passed(
                    Text("a document names the columns of the board"), [at(document, heading)]
                )
    return failed(Text("no board: neither labels with workflow states, nor columns, nor a link"))


def indicators_extracted(facts: Facts, params: Params) -> Finding:
    """At least two agile indicators were extracted, with figures and a date."""
    least = int(number(params, "at-least"))
    if made := doing(facts, "report-indicators"):
        return passed(Text("a CI job produces the indicators"), chain(made[0]))
    found: dict[str, Evidence] = {}
    for document in facts.files.documents:
        if is_record(document) and on_work(document):
            for family, block in figured(document):
                found.setdefault(family, at(document, block))
    featured = product_is(facts, "planning-product")
    for record in facts.files.records:
        if _is_of_a_day(record, featured):
            named = record.path.replace("/", " ") + " " + _header(record)
            for family in mentions(named, *INDICATORS):
                found.setdefault(family, Evidence(path=record.path, line=1))
    text = Text(
        "{n} indicators with figures: {names}", {"n": len(found), "names": ", ".join(found)}
    )
    if len(found) >= least:
        return passed(text, found.values())
    if found:
        return failed(text, found.values())
    return failed(
        Text("no dated record of velocity, burnup, burndown, throughput, lead time or WIP")
    )


def _is_of_a_day(record: Record, featured: bool) -> bool:
    """Whether a picture or data file is a day's or an iteration's, by its name or its rows.

    Where the product itself draws such figures, its pictures and data are samples: the name decides.
    """
    if ITERATION.search(record.path) or find_date(record.path):
        return True
    return not featured and find_date(record.text) is not None


def _header(record: Record) -> str:
    return record.text.split("\n", 1)[0][:500].replace(",", " ").replace("_", " ")


def satisfaction_recorded(facts: Facts, params: Params) -> Finding:
    """The satisfaction of customers or of the team was measured, and the figure kept."""
    found = [at(d, b) for d in documents(facts) if (b := satisfaction(d))]
    found += [
        Evidence(path=record.path, line=1)
        for record in facts.files.records
        if mentions(record.path.replace("/", " "), "satisfaction") and re.search(r"\d", record.text)
    ]
    if len(found) >= number(params, "at-least"):
        return passed(Text("satisfaction with a figure"), found)
    return failed(Text("no survey, score or mood with a figure"))


def satisfaction(document: Document) -> Block | None:
    """The heading or line of a dated record that tells a figure of satisfaction."""
    if not is_record(document):
        return None
    for heading, below in practised(document, "satisfaction"):
        if SCORE.search(below.text) and not is_promise(below.text):
            return heading
    told = (b for b in own(document) if b.kind in ("table", "item"))
    return next((b for b in told if tells(b, "satisfaction", SCORE)), None)


def board_practised(facts: Facts, params: Params) -> Finding:
    """Issues move over the board: those closed lately carry a state, a size or an iteration."""
    forge, git = facts.tracker, facts.history
    last = newest(issue.closed[:10] for issue in forge.issues)
    last = newest((last, "" if isinstance(git, Unread) else git.last_commit))
    days, least = int(number(params, "window-days")), int(number(params, "issues"))
    recent = closed_since(forge, last, days) if last else []
    marked = [issue for issue in recent if mark(issue)]
    values: dict[str, str | int | float] = {
        "n": len(marked),
        "all": len(recent),
        "days": days,
        "least": least,
    }
    evidence = [Evidence(url=i.url, text=f"#{i.number} {mark(i)}") for i in marked]
    if len(marked) >= least:
        text = Text("{n} of {all} issues closed in the last {days} days of activity are marked")
        finding = passed(Text(text.msgid, values), evidence)
    else:
        text = Text(
            "{n} of {all} issues closed in the last {days} days of activity carry a state, a size "
            "or a milestone; {least} are needed",
            values,
        )
        finding = failed(text, evidence)
    return told_by_forge(finding)


def mark(issue: Issue) -> str:
    """What says where an issue stood, how big it was or in which iteration; "" for nothing."""
    states = states_of(issue.labels)
    sizes = (name for name in issue.labels if SIZE.match(name.strip()))
    moved = (e.name for e in issue.events or () if e.kind == "moved" or states_of([e.name]))
    return next(iter((*states.values(), *sizes, *filter(None, (issue.milestone,)), *moved)), "")
