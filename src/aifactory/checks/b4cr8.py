"""B4Cr8: agile management and its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.boards import BOARD_LINK, columns_in, label_states, speaks, states_of
from aifactory.checks.dated import held
from aifactory.checks.dates import find_date
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.practice import explains, is_manual, is_news, own, practised
from aifactory.checks.reading import is_promise, is_unfilled, mentions
from aifactory.checks.tracked import closed_since, documents, either, newest, told_by_forge
from aifactory.facts import Unread
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.records import Record
from aifactory.facts.words import fold, load_words
from aifactory.forge.records import Issue
from aifactory.model import Evidence, Finding, Text

INDICATORS = ("velocity", "burnup", "burndown", "throughput", "lead-time", "cycle-time", "wip")
BOARD_FILE = re.compile(
    r"(?:^|/)(?:kanban|scrum[-_]?board|project[-_]?board|board)\.(?:ya?ml|json|md)$", re.I
)
SIZE = re.compile(
    r"^(?:(?:size|taille|effort|estimate|estimation|points?|sp|t-?shirt)\s*[:/=\- ]+\s*(?:xxs|xs|s|m|l|xl|xxl|small|medium|large|\d+)"
    r"|(?:xxs|xs|xl|xxl)|\d+\s*(?:points?|pts?|sp))$",
    re.I,
)
NUMBER = re.compile(
    r"(?<![\w.#/-])\d+(?:[.,]\d+)?\s*(?:%|/\s?\d+|points?|pts?|jours?|days?|d|h|tickets?|issues?|items?|weeks?|semaines?)?(?![\w-])"
)
WORK_UNIT = r"(?:points?|pts?|sp|jours?|days?|d|h|hours?|heures?|tickets?|issues?|items?|stories|story|recits?|cards?|cartes?|tasks?|taches?|changes?|changements?|prs?|weeks?|semaines?|%)"
FIGURE = re.compile(
    rf"(?<![\w.#/-])\d+(?:[.,]\d+)?\s*{WORK_UNIT}(?![\w-])|[:=≈→]\s*\d+(?:[.,]\d+)?(?![\w-])", re.I
)
MACHINE = re.compile(
    r"\b(?:req(?:uest)?s?|rps|qps|tps|rows?|records?|samples?|tokens?|images?|frames?|[kmgt]i?b|bytes?|m|km|rad)\s?/\s?(?:s|sec|second|min|minute|h)\b|\bper second\b|\b[mgk]bps\b|\bm/s\b",
    re.I,
)
ITERATION = re.compile(r"(?:sprint|iteration|week|semaine)[-_ ]?\d+", re.I)
NAME, NEAR = 8, 40  # words of a cell that names; characters within which an item names
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
        if _is_record(document) and _on_work(document):
            for family, block in _figured(document):
                found.setdefault(family, at(document, block))
    for record in facts.files.records:
        for family in mentions(record.path.replace("/", " ") + " " + _header(record), *INDICATORS):
            if ITERATION.search(record.path) or find_date(record.path) or find_date(record.text):
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


def _header(record: Record) -> str:
    return record.text.split("\n", 1)[0][:500].replace(",", " ").replace("_", " ")


def _is_record(document: Document) -> bool:
    """Whether a document holds figures of a day: no form, no manual, no list of changes."""
    if is_unfilled(document) or is_manual(document) or is_news(document):
        return False
    return held(document) is not None or any(map(_is_log, own(document)))


def _is_log(block: Block) -> bool:
    """Whether a table has a day in two rows or more."""
    rows = block.text.split("\n")[1:] if block.kind == "table" else []
    return sum(find_date(row[:60]) is not None for row in rows) >= 2


def _on_work(document: Document) -> bool:
    """Whether a document speaks of work, not of robots, machines or the weather."""
    said = " ".join(b.text for b in document.blocks if b.kind != "code")
    return len({*mentions(said, "work"), *mentions(document.path, "work")}) > 0


def _figured(document: Document) -> Iterator[tuple[str, Block]]:
    """Indicators that stand with a figure: in a table, an item, a sentence, a picture."""
    for index in headings(document):
        heading = document.blocks[index]
        if explains(heading):
            continue
        for family in mentions(heading.text, *INDICATORS):
            if any(map(_shows, section(document, index).blocks)):
                yield family, heading
    for block in own(document):
        for family in INDICATORS:
            if block.kind == "image" and mentions(block.text, family):
                yield family, block
            elif block.kind in ("table", "item") and tells(block, family, NUMBER):
                yield family, block


def _shows(block: Block) -> bool:
    """Whether a block below an indicator's name gives its figure."""
    if block.kind == "image":
        return True
    if block.kind == "table":
        return any(
            NUMBER.search(row) and not MACHINE.search(row) for row in block.text.split("\n")[1:]
        )
    return block.kind in ("prose", "item") and FIGURE.search(block.text) is not None


def tells(block: Block, family: str, figure: re.Pattern[str]) -> bool:
    """Whether a table's column or row, or an item, is the family's and gives its figure."""
    if block.kind == "item":
        return _leads_to(block.text, family, figure)
    head, *rows = (row.split(" | ") for row in block.text.split("\n"))
    named = [i for i, cell in enumerate(head) if i and _is_name(cell, family)]
    if any(i < len(row) and re.search(r"\d", row[i]) for i in named for row in rows):
        return True
    return any(
        _is_name(row[0], family) and _figures(row[1:], figure) for row in (head, *rows) if row
    )


def _is_name(cell: str, family: str) -> bool:
    """Whether a cell is short enough to name, and names the family."""
    return len(cell.split()) <= NAME and bool(mentions(cell, family))


def _figures(cells: list[str], figure: re.Pattern[str]) -> bool:
    text = " | ".join(cells)
    return figure.search(f"{text} |") is not None and MACHINE.search(text) is None


def _leads_to(line: str, family: str, figure: re.Pattern[str]) -> bool:
    """Whether a line begins with the family's name and its figure follows at once."""
    folded = fold(line)
    word = load_words().find(family, folded[:NEAR])
    if not word:
        return False
    after = folded[folded.index(word) + len(word) :][: 2 * NEAR]
    return figure.search(after) is not None and MACHINE.search(after) is None


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
    if not _is_record(document):
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
