"""Roadmap, backlog, board, labels and forms of this project agree with one another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from aifactory.facts.documents.read import read_document
from aifactory.scaffold import bootstrap, labels
from aifactory.scaffold.bootstrap import Ticket
from aifactory.snapshot.tree import MemoryTree

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s#]+)[^)\s]*\)")


def known(checkout: Path) -> set[str]:
    told = yaml.safe_load((checkout / ".github" / "labels.yml").read_text("utf-8"))
    return {label["name"] for label in told}


@pytest.fixture
def tickets(checkout: Path) -> tuple[Ticket, ...]:
    text = (checkout / "docs" / "backlog.yml").read_bytes()
    return bootstrap.backlog(MemoryTree({"docs/backlog.yml": text}))


def test_labels_are_those_that_projects_get(checkout: Path) -> None:
    ours = MemoryTree({".github/labels.yml": (checkout / ".github/labels.yml").read_bytes()})
    path, read = labels.of_project(ours, "en")
    shipped, wanted = labels.of_project(MemoryTree({}), "en")
    assert (path, shipped) == (".github/labels.yml", "")
    assert [(one.label, one.aliases) for one in read] == [
        (one.label, one.aliases) for one in wanted
    ]


def test_each_milestone_of_the_roadmap_has_its_tickets(
    checkout: Path, tickets: tuple[Ticket, ...]
) -> None:
    page = read_document("docs/roadmap.md", (checkout / "docs/roadmap.md").read_text("utf-8"))
    (table,) = (block for block in page.blocks if block.kind == "table")
    rows = [row.split(" | ") for row in table.text.split("\n")[1:]]
    told = {row[0]: set(re.findall(r"[a-z]+(?:-[a-z]+)+|promises", row[-1])) for row in rows}
    kept: dict[str, set[str]] = {}
    for ticket in tickets:
        kept.setdefault(ticket.milestone, set()).add(ticket.id)
    assert told == kept
    assert len(told) >= 5


def test_a_ticket_has_a_type_a_size_and_a_state_that_the_tracker_knows(
    checkout: Path, tickets: tuple[Ticket, ...]
) -> None:
    for ticket in tickets:
        groups = [label.split(":")[0] for label in ticket.labels]
        assert set(ticket.labels) <= known(checkout)
        assert [groups.count(group) for group in ("type", "size", "state")] == [1, 1, 1]
        assert "Done when\n- " in ticket.body


def test_the_board_names_states_that_are_labels(checkout: Path) -> None:
    page = read_document("docs/kanban.md", (checkout / "docs/kanban.md").read_text("utf-8"))
    states = [one for one in known(checkout) if one.startswith("state:")]
    wanted = [one.label for one in labels.of_project(MemoryTree({}), "en")[1]]
    columns = bootstrap.columns(page, wanted, by_label=True)
    assert {column.name for column in columns} == set(states)


def test_forms_give_labels_that_exist(checkout: Path) -> None:
    forms = sorted((checkout / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
    assert len(forms) >= 4
    for path in forms:
        given = yaml.safe_load(path.read_text("utf-8"))["labels"]
        assert given
        assert set(given) <= known(checkout), path.name


def test_forms_to_fill_in_are_no_records(checkout: Path) -> None:
    forms = [checkout / "docs" / kind / "form.md" for kind in ("user-tests", "retrospectives")]
    for path in forms:
        assert path.read_text("utf-8").startswith("---\nstatus: unfilled\n---\n")


PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/data.md",
    "docs/kanban.md",
    "docs/measures/README.md",
    "docs/retrospectives/README.md",
    "docs/roadmap.md",
    "docs/self-audit.md",
    "docs/user-tests/README.md",
]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(checkout: Path, page: str) -> None:
    path = checkout / page
    targets = LINK.findall(path.read_text("utf-8"))
    inside = [one for one in targets if "://" not in one and not one.startswith("mailto:")]
    assert [one for one in inside if not (path.parent / one).exists()] == []
