"""The first tickets of a project: labels and milestones that exist, as bootstrap reads them."""

from __future__ import annotations

from pathlib import Path

from aifactory.scaffold import bootstrap, labels
from aifactory.snapshot.folder import FolderTree, walk


def test_the_backlog_fits_the_project(project: Path) -> None:
    tree = FolderTree(project, walk(project))
    tickets = bootstrap.backlog(tree)
    epics = bootstrap.epics(bootstrap.document(tree, "roadmap"))
    path = next(path for path in labels.FILES if path in tree.entries)
    wanted = labels.read(tree.text(path), path)
    labels.checked(wanted, "github")
    assert len(tickets) >= 8
    assert len(epics) == 6
    assert all(epic.due for epic in epics)
    assert {name for one in tickets for name in one.labels} <= {one.label.name for one in wanted}
    assert {one.milestone for one in tickets} <= {epic.title for epic in epics}
    assert all("- " in one.body for one in tickets)
    aliases = {one.label.name: one.aliases for one in wanted}
    assert "bug" in aliases["type:bug"]


def test_the_columns_are_those_of_the_board_s_page(english: Path, scores: Path) -> None:
    for project, by_label, first in ((english, False, "To do"), (scores, True, "state:to-do")):
        tree = FolderTree(project, walk(project))
        path = next(path for path in labels.FILES if path in tree.entries)
        wanted = [one.label for one in labels.read(tree.text(path), path)]
        page = bootstrap.document(tree, "board")
        columns = bootstrap.columns(page, wanted, by_label=by_label)
        assert (len(columns), columns[0].name) == (5, first)
        assert all(column.meaning for column in columns)
