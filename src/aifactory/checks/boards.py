"""Boards: workflow states in labels and in documents."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aifactory.checks.reading import mentions
from aifactory.facts.documents.model import Block
from aifactory.facts.tracker import LabelSet

STATES = ("todo", "doing", "review", "done")
BOARD_LINK = re.compile(
    r"^https?://(?:github\.com/(?:orgs|users)/[\w.-]+/projects?/\d+|github\.com/[\w.-]+/[\w.-]+/projects(?:/\d+)?/?$"
    r"|trello\.com/b/|[^/\s]+/[^\s]+/-/boards|(?:[\w-]+\.)*taiga\.io/project|[\w-]+\.atlassian\.net/\S*(?:board|RapidBoard)"
    r"|app\.zenhub\.com/|linear\.app/[\w-]+/(?:team|project|view)|[\w-]+\.monday\.com/boards|app\.asana\.com/0/"
    r"|waffle\.io/|huboard\.com/|[^/\s]+/secure/RapidBoard)",
    re.I,
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


def states_in(blocks: Iterable[Block]) -> dict[str, Block]:
    """The workflow states that blocks name, each with the first block that names it."""
    found: dict[str, Block] = {}
    for block in blocks:
        if block.kind in ("item", "table", "heading", "prose"):
            for state in mentions(block.text, *STATES):
                found.setdefault(state, block)
    return found
