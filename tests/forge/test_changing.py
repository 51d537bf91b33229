"""`aifactory labels` and `bootstrap` on a forge: the plan, the word, faults, a second run."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from aifactory.cli import main
from tests.forge.github.server import LOST, GitHubServer
from tests.forge.github.world import World
from tests.repos import Repo, plain_git

Run = Callable[..., tuple[int, str]]
pytestmark = pytest.mark.usefixtures("alone")

LABELS = (
    "- {name: 'type:bug', color: d73a4a, description: It does not work, aliases: [bug]}\n"
    "- {name: 'state:to-do', color: ededed, description: Ready to be taken}\n"
    "- {name: 'state:done', color: 0e8a16, description: Merged and checked}\n"
)
ROADMAP = (
    "# Roadmap\n\n| epic | horizon | what will be true |\n|---|---|---|\n"
    "| Skeleton | 2026-02-01 | the whole chain runs |\n| Release | 2026-03-01 | it is used |\n"
)
KANBAN = (
    "# Board\n\n| state | label | meaning |\n|---|---|---|\n| To do | `state:to-do` | ready |\n"
    "| Done | `state:done` | over |\n"
)
BACKLOG = (
    "- {id: one, title: First, body: Do it, labels: ['type:bug'], milestone: Skeleton}\n"
    "- {id: two, title: Second, body: Do that, milestone: Release}\n"
)
MADE = [
    "board app", "columns app", "issue First", "issue Second", "label state:done",
    "label state:to-do", "milestone Release", "milestone Skeleton",
    "rename bug type:bug", "ruleset aifactory",
]  # fmt: skip


@pytest.fixture
def run(repo: Repo, server: GitHubServer, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a project that plans; its exit code and what it printed."""
    repo.file(".github/labels.yml", LABELS).file("docs/roadmap.md", ROADMAP)
    repo.file("docs/kanban.md", KANBAN).file("docs/backlog.yml", BACKLOG).commit("plan")
    plain_git("reset", "-q", "--hard", cwd=repo.path)
    server.world.label("bug", "ffffff")
    server.world.issue("Old", labels=("bug",))

    def command(*words: str) -> tuple[int, str]:
        code = main([*words, str(repo.path), "--repository", server.url])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


def test_diff_shows_and_writes_nothing(world: World, run: Run) -> None:
    code, said = run("labels", "diff")
    assert code == 1
    assert said.splitlines() == [
        "~ label bug becomes type:bug",
        "+ label state:to-do",
        "+ label state:done",
        "Labels: .github/labels.yml",
    ]
    assert world.writes == []


def test_the_labels_of_an_address_are_those_of_its_own_files(
    world: World, run: Run, repo: Repo, server: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    address = f"file://{repo.path}"
    for url in (address, str(repo.path)):
        assert main(["labels", "diff", url, "--repository", server.url]) == 1
        assert len(capsys.readouterr().out.splitlines()) == 3
    other = repo.path / "other.yml"
    other.write_text("- name: only", "utf-8")
    words = ["labels", "diff", address, "--repository", server.url, "--file", str(other)]
    assert main(words) == 1
    printed = capsys.readouterr()
    assert printed.out == "+ label only\n  left alone: bug\n"
    assert printed.err.endswith(f"Labels: {other}\n")


def test_labels_that_cannot_be_read_are_not_replaced_by_others(
    world: World, run: Run, repo: Repo
) -> None:
    path = repo.path / ".github/labels.yml"
    for text in ("#" * 2**21, "- {name: a}\n- {name: A}"):
        path.write_text(text, "utf-8")
        code, said = run("labels", "diff")
        assert (code, "error: .github/labels.yml" in said) == (2, True)
    path.rename(repo.path / "labels.yml")
    assert "error: labels.yml, line 2: the label A stands twice" in run("labels", "diff")[1]
    (repo.path / "labels.yml").unlink()
    assert "Labels: those that come with aifactory" in run("labels", "diff")[1]


def test_sync_keeps_the_issues(world: World, run: Run) -> None:
    world.label("custom")
    code, said = run("labels", "sync", "--yes")
    assert (code, "3 changes made." in said, "left alone: custom" in said) == (0, True, True)
    assert world.issues[0]["labels"] == ["type:bug"]
    assert run("labels", "diff")[0] == 0
    assert run("labels", "sync", "--yes") == (
        0,
        "  left alone: custom\nNothing to change.\nLabels: .github/labels.yml\n",
    )
    assert run("labels", "sync", "--yes", "--prune")[0] == 0
    assert world.writes[-1] == "delete custom"


def test_nothing_is_written_without_a_word(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run("labels", "sync")
    assert (code, "--yes" in said) == (2, True)
    assert run("labels", "sync", "--dry-run")[0] == 0
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda prompt: "n")
    assert run("labels", "sync")[0] == 1
    assert world.writes == []
    monkeypatch.setattr("builtins.input", lambda prompt: "oui")
    assert run("labels", "sync")[0] == 0
    assert len(world.writes) == 3


def test_writing_needs_a_token(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GH_ENTERPRISE_TOKEN")
    code, said = run("labels", "sync", "--yes")
    assert (code, "no token for 127.0.0.1" in said, "GH_ENTERPRISE_TOKEN" in said) == (
        2,
        True,
        True,
    )
    assert run("labels", "diff")[0] == 1  # reading a public one does not


def test_a_token_that_may_only_read(world: World, run: Run, server: GitHubServer) -> None:
    world.permissions["push"] = False
    server.trouble = lambda index, method, path: "403" if method == "POST" else ""
    code, said = run("labels", "sync", "--yes")
    assert code == 1
    assert "give a token with the permission everything=read" in said
    assert "Not made, 2:" in said


def test_errors_speak_the_language_asked_for(world: World, run: Run) -> None:
    world.denied = {"/labels": "issues=read"}
    code, said = run("labels", "diff", "--lang", "fr")
    assert (
        code,
        "il manque une permission au jeton : issues=read" in said.replace("\xa0", " "),
    ) == (3, True)


def test_json_is_one_document(
    world: World, run: Run, repo: Repo, server: GitHubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*words: str) -> tuple[int, dict[str, Any]]:
        where = [str(repo.path), "--repository", server.url, "--format", "json"]
        code = main(["labels", *words, *where])
        return code, json.loads(capsys.readouterr().out or "{}")

    code, planned = command("diff")
    rename = {"sign": "~", "text": "label bug becomes type:bug"}
    assert (code, planned["steps"][0], planned["remarks"]) == (1, rename, [])
    assert command("sync", "--dry-run") == (0, planned)
    assert command("sync") == (2, {})
    server.trouble = lambda index, method, path: "403" if method == "PATCH" else ""
    code, found = command("sync", "--yes")
    assert (code, found["made"], found["refused"], len(found["left"])) == (1, [], [], 3)
    assert "permission" in found["stopped"]["supply"]

    def taken(index: int, method: str, path: str) -> str:
        if method == "POST" and world.writes[-1:] == ["label state:to-do"]:
            world.label("State:Done")
        return ""

    server.trouble = taken
    code, found = command("sync", "--yes")
    assert (code, len(found["made"]), found["left"], found["stopped"]) == (1, 2, [], None)
    assert [one["text"] for one in found["refused"]] == ["label state:done"]
    server.trouble = lambda *_: ""
    code, found = command("sync", "--yes")
    assert (code, len(found["made"]), found["stopped"]) == (0, 1, None)
    assert command("sync", "--yes") == (0, {"steps": [], "remarks": []})


def test_bootstrap_sets_the_tracker_up_once(world: World, run: Run) -> None:
    code, said = run("bootstrap", "--dry-run")
    assert (code, world.writes) == (0, [])
    assert "+ milestone Skeleton, due 2026-02-01" in said
    assert "+ branch main: changes come by requests, approvals needed: 1" in said
    assert "+ board app: To do, Done" in said
    code, said = run("bootstrap", "--yes")
    assert (code, sorted(world.writes)) == (0, MADE)
    assert world.boards[0]["columns"] == [
        ("To do", "Ready to be taken"),
        ("Done", "Merged and checked"),
    ]
    assert world.issues[-1]["milestone"] == "Release"
    assert world.milestones[0]["due"] == "2026-02-01"
    world.issues[-1]["title"] = "Renamed since"
    assert run("bootstrap", "--yes") == (0, "Nothing to change.\nLabels: .github/labels.yml\n")
    assert sorted(world.writes) == MADE


def test_a_board_that_people_changed_is_left_to_them(world: World, run: Run) -> None:
    assert run("bootstrap", "--yes", "--only", "board")[0] == 0
    world.boards[0]["columns"] = mine = [("To do", "x"), ("Finished", "y")]
    world.boards[0]["cards"] = 3
    code, said = run("bootstrap", "--yes", "--only", "board")
    assert (code, world.boards[0]["columns"]) == (0, mine)
    assert "board app is left alone: it has the columns To do, Finished, not To do, Done" in said


def test_cards_never_lose_their_column(world: World, run: Run) -> None:
    fresh = [("Todo", ""), ("In Progress", ""), ("Done", "")]
    world.boards.append({"title": "app", "columns": fresh, "cards": 1})
    code, said = run("bootstrap", "--yes", "--only", "board")
    assert (code, world.boards[0]["columns"], world.writes) == (1, fresh, [])
    assert "~ board app: To do, Done" in said
    assert "the board holds cards" in said
    world.boards[0]["cards"] = 0  # what a run that was cut short leaves
    assert run("bootstrap", "--yes", "--only", "board")[0] == 0
    assert world.writes == ["columns app"]


def test_only_what_was_asked_for(world: World, run: Run) -> None:
    assert run("bootstrap", "--yes", "--only", "milestones")[0] == 0
    assert world.writes == ["milestone Skeleton", "milestone Release"]
    code, said = run("bootstrap", "--only", "walls")
    assert (code, "not a kind: walls" in said) == (2, True)


@pytest.mark.parametrize("fault", ["refused", "cut", "500", "malformed", "limit", "403", LOST])
def test_a_fault_at_any_request_is_resumed(
    world: World, run: Run, server: GitHubServer, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aifactory.forge import transport

    monkeypatch.setattr(transport, "TIMEOUT", (2.0, 0.6))  # a busy machine answers late
    server.patience = 1.2
    state = (
        world.labels,
        world.milestones,
        world.boards,
        world.issues,
        world.rules,
        world.rulesets,
        world.writes,
    )
    before = [[*one] for one in state]
    index = 0
    while True:
        for one, old in zip(state, before, strict=True):
            one[:] = [{**row} if isinstance(row, dict) else row for row in old]
        server.asked, server.trouble = 0, lambda at, *_, hit=index: fault if at == hit else ""
        code, said = run("bootstrap", "--yes")
        if server.asked <= index:
            break
        assert code == 0 or "Stopped" in said or "error:" in said, (index, said)
        server.trouble = lambda *_: ""
        assert run("bootstrap", "--yes")[0] == 0
        assert sorted(world.writes) == MADE, (index, said)
        index += 3 if index > 3 else 1
    assert index > 15


def test_rename_of_a_label_that_went_away(world: World, run: Run, server: GitHubServer) -> None:
    def gone(index: int, method: str, path: str) -> str:
        if method == "PATCH":
            world.labels.clear()
        return ""

    server.trouble = gone
    code, said = run("labels", "sync", "--yes")
    assert (code, "is not there any more" in said) == (1, True)
    server.trouble = lambda *_: ""
    assert run("labels", "sync", "--yes")[0] == 0
