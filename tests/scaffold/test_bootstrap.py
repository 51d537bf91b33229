"""A tracker from a project's documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aifactory.errors import BadInput
from aifactory.facts.documents.read import read_document
from aifactory.forge.errors import Denied
from aifactory.forge.records import Board, Column, Label
from aifactory.scaffold import bootstrap as b
from aifactory.scaffold.steps import carry_out
from aifactory.snapshot.folder import FolderTree, walk
from tests.scaffold.memory import WORDS, Memory, issue

ROADMAP = """# Roadmap

```mermaid
gantt
  title Plan
  dateFormat YYYY-MM-DD
  section Build
  Skeleton :e0, 2026-01-05, 2026-02-01
  First release :milestone, e2, 2026-03-01, 0d
```
"""
TABLE = """
| epic | horizon | what will be true | tickets |
|---|---|---|---|
| Skeleton | 2026-02-01 | the whole chain runs | [x](https://forge.test) |
| Later | one day | who knows | |
"""
STATES = (
    Label("state:to-do", "ededed", "Ready"),
    Label("state:done", "ededed", "Over"),
    Label("type:bug", "ededed", ""),
)


def tree(tmp_path: Path, **files: str) -> FolderTree:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return FolderTree(tmp_path, walk(tmp_path))


def test_epics_of_a_table_else_of_a_diagram() -> None:
    assert b.epics(read_document("roadmap.md", ROADMAP + TABLE)) == (
        b.Epic("Skeleton", "2026-02-01", "the whole chain runs"),
    )
    assert b.epics(read_document("roadmap.md", ROADMAP)) == (
        b.Epic("Skeleton", "2026-02-01", ""),
        b.Epic("First release", "2026-03-01", ""),
    )
    assert b.epics(None) == ()


def test_columns_of_the_board_s_page_else_of_the_labels() -> None:
    page = "# Board\n\n| state | label | limit |\n|---|---|---|\n| Ready | `state:to-do` | 3 |\n"
    kanban = read_document("kanban.md", page)
    assert b.columns(kanban, STATES, by_label=False) == (Column("Ready", "Ready"),)
    assert b.columns(kanban, STATES, by_label=True) == (Column("state:to-do", "Ready"),)
    assert b.columns(None, STATES, by_label=False) == (
        Column("To do", "Ready"),
        Column("Done", "Over"),
    )


def test_documents_are_found_by_their_name(tmp_path: Path) -> None:
    found = b.document(tree(tmp_path, docs__roadmap_md="# Roadmap\n"), "roadmap")
    assert found
    assert found.blocks[0].text == "Roadmap"
    assert b.document(tree(tmp_path), "board") is None


BACKLOG = (
    "tickets:\n- id: one\n  title: First\n  body: Do it\n  labels: [a]\n  milestone: Skeleton\n"
)


def test_the_backlog(tmp_path: Path) -> None:
    assert b.backlog(tree(tmp_path, docs__backlog_yml=BACKLOG)) == (
        b.Ticket("one", "First", "Do it", ("a",), "Skeleton"),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tickets: 3", "holds no list"),
        ("- title: a\n  body: b", "lacks its id"),
        ("- {id: 'a -->', title: a, body: b}", "an id is letters"),
        ("- {id: a, title: a, body: b}\n- {id: a, title: c, body: b}", "stands twice"),
        ("- {id: a, title: a, body: b, labels: c}", "labels are a list"),
        ("- 3", "lacks its id"),
    ],
)
def test_a_bad_backlog_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        b.backlog(tree(tmp_path, docs__backlog_yml=text))


TICKET = b.Ticket("one", "First", "Do it", ("a",), "")
BOARD = Board("app", "", (Column("To do"), Column("Done")))


def whole(tracker: Memory) -> tuple[b.Plan, ...]:
    """Everything there is to plan."""
    return (
        b.plan_milestones(tracker, [b.Epic("Skeleton", "2026-02-01", "")]),
        b.plan_protection(tracker, "main", 1),
        b.plan_board(tracker, BOARD),
        b.plan_issues(tracker, [TICKET]),
    )


@pytest.mark.parametrize("fault", ["", "refused", "denied", "interrupted", "before", "after"])
@pytest.mark.parametrize("index", range(4))
def test_a_second_run_does_what_is_left_and_nothing_twice(fault: str, index: int) -> None:
    tracker = Memory(lambda n: fault if n == index else "")
    for _ in range(2):
        plan = sum(whole(tracker), b.Plan())
        carry_out(plan.steps, tracker, tracker, lambda step: None)
    assert sorted(tracker.made) == [
        "board app",
        "issue First",
        "milestone Skeleton",
        "protect main",
    ]
    assert sum(whole(tracker), b.Plan()).steps == ()


def test_a_ticket_is_known_by_its_mark_or_its_title() -> None:
    tracker = Memory()
    tracker._issues.append(issue(1, "Renamed since", body=f"text\n{TICKET.marker}\n"))
    assert b.plan_issues(tracker, [TICKET]).steps == ()
    tracker._issues[:] = [issue(1, "First")]
    assert b.plan_issues(tracker, [TICKET]).steps == ()
    tracker._issues[:] = [issue(1, "Else", body="<!-- aifactory:one-more -->")]
    assert len(b.plan_issues(tracker, [TICKET]).steps) == 1


def test_boards_that_a_token_may_not_see_are_said() -> None:
    class Blind(Memory):
        def boards(self) -> Iterator[Board]:
            raise Denied(*WORDS)

    plan = b.plan_board(Blind(), BOARD)
    assert (plan.steps, plan.remarks) == ((), WORDS)


def test_a_board_of_other_columns_is_left_alone() -> None:
    tracker = Memory()
    tracker.create_board(Board("app", "", (Column("To do"), Column("Mine"))))
    assert b.plan_board(tracker, BOARD).steps == ()
    assert b.plan_board(tracker, BOARD).remarks[0].values["have"] == "To do, Mine"
    tracker.provider = "gitlab"  # where a list that lacks is added to the others
    assert b.plan_board(tracker, BOARD).steps == (b.AddBoard(BOARD, "~"),)


def test_a_stricter_rule_is_left_alone() -> None:
    tracker = Memory()
    tracker.protect("main", b.Protection("x", "", approvals=2, requests_only=True))
    assert b.plan_protection(tracker, "main", 1).steps == ()
    assert len(b.plan_protection(tracker, "main", 3).steps) == 1
    assert b.plan_protection(tracker, "", 1).remarks
