"""Boards: workflow states in labels and in documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aifactory.checks.practice import is_manual, product_is
from aifactory.checks.reading import mentions
from aifactory.facts import Facts
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.tracker import LabelSet
from aifactory.facts.words import fold, load_words

STATES = ("todo", "doing", "review", "done")
BOARD_LINK = re.compile(
    r"^https?://(?:github\.com/(?:orgs|users)/[\w.-]+/projects?/\d+|github\.com/[\w.-]+/[\w.-]+/projects(?:/\d+)?/?$"
    r"|trello\.com/b/|[^/\s]+/[^\s]+/-/boards|(?:[\w-]+\.)*taiga\.io/project/[\w-]+(?:/(?:kanban|backlog|taskboard|epics|timeline)\S*)?/?$|[\w-]+\.atlassian\.net/\S*(?:board|RapidBoard)"
    r"|app\.zenhub\.com/|linear\.app/[\w-]+/(?:team|project|view)|[\w-]+\.monday\.com/boards|app\.asana\.com/0/"
    r"|waffle\.io/|huboard\.com/|[^/\s]+/secure/RapidBoard)",
    re.I,
)
WORKING = re.compile(
    r"(?:^|/)(?:contribut|govern|work(?:ing|flow)|process|development|team)[^/]*$", re.I
)
STATE_PREFIX = re.compile(
    r"^(?:status|state|kanban|workflow|stage|statut|[ée]tat|s)\s*[:/\-]+\s*", re.I
)
STATE_NAME = {
    "todo": r"^(?:to[- ]?do|backlog|ready|new|open|triage|[àa] faire|pr[êe]t)$",
    "doing": r"^(?:doing|in[- ]progress|wip|work in progress|started|active|en cours|blocked|bloqu[ée])$",
    "review": r"^(?:in[- ]review|review|needs[- ]review|reviewing|testing|en revue|[àa] relire|to verify)$",
    "done": r"^(?:done|completed?|closed|shipped|released|termin[ée]|fait|fini)$",
}


def label_states(labels: LabelSet) -> list[tuple[str, str, int]]:
    """(state, label, line) of the labels that are workflow states, one a state."""
    found: dict[str, tuple[str, str, int]] = {}
    for name, line in labels.labels:
        bare = STATE_PREFIX.sub("", name.strip())
        for state, pattern in STATE_NAME.items():
            if re.match(pattern, bare.strip(), re.I):
                found.setdefault(state, (state, name, line))
    return list(found.values())


def states_of(names: Iterable[str]) -> dict[str, str]:
    """The workflow states that names of labels or columns stand for, each with its first name."""
    labels = LabelSet("", tuple((name, 0) for name in names))
    return {state: name for state, name, _ in label_states(labels)}


def speaks(facts: Facts, document: Document) -> bool:
    """Whether a document may say how the team's own board works.

    Where the product is itself a board, only the pages on contributing and working do.
    """
    if is_manual(document):
        return False
    return WORKING.search(document.path) is not None or not product_is(facts, "planning-product")


def leading(line: str) -> list[str]:
    """The states that an item, a row or a heading begins with, but for two words before."""
    folded = fold(line[:60])
    return [s for s in STATES if (word := load_words().find(s, folded)) and _leads(folded, word)]


def _leads(folded: str, word: str) -> bool:
    before = folded[: folded.index(word)]
    return "(" not in before and len(re.findall(r"\w+", before)) <= 2


def columns_in(blocks: Iterable[Block]) -> dict[str, Block]:
    """The workflow states that stand as columns, each with the block that names it first.

    A column leads an item, a row, a heading or a cell, or stands in a sentence on columns.
    """
    found: dict[str, Block] = {}
    for block in blocks:
        if block.kind == "table":
            named = [
                s for row in block.text.split("\n") for c in row.split(" | ") for s in leading(c)
            ]
        elif block.kind in ("item", "heading"):
            named = leading(block.text)
        else:
            named = []
        if block.kind in ("item", "prose") and mentions(block.text, "columns"):
            named += mentions(block.text, *STATES)
        for state in named:
            found.setdefault(state, block)
    return found
