"""An audit with the forge: every check that may ask it, permissions, the replay, costs, secrets."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aifactory.checks.bloc4 import READS
from aifactory.cli import main
from aifactory.facts.forge import PARTS
from aifactory.policy import load
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.repos import Repo

AS_OF = "2026-06-30"
pytestmark = pytest.mark.usefixtures("alone")
Run = Callable[..., str]


@pytest.fixture
def run(repo: Repo, server: GitHubServer, capsys: pytest.CaptureFixture[str]) -> Run:
    """Audit the bare project with its forge; what was printed."""
    bare_project(repo)

    def audit(*words: str, command: str = "audit") -> str:
        asked = [command, str(repo.path), "--as-of", AS_OF, "--forge", "--repository", server.url]
        assert main([*asked, *words]) == 0
        return capsys.readouterr().out

    return audit


def checks(report: str) -> dict[str, dict]:
    """The checks of a JSON report by id."""
    return {c["id"]: c for one in json.loads(report)["criteria"] for c in one["checks"]}


def test_the_table_names_the_checks_whose_source_is_the_forge() -> None:
    asked = {check.id for check in load("bloc4").checks() if "forge" in check.sources}
    assert asked == set(READS)
    assert {part for parts in READS.values() for part in parts} <= set(PARTS)


def test_the_forge_proves_what_the_files_do_not_say(world: World, run: Run) -> None:
    living(world)
    found = checks(run("--format", "json"))
    told = {name for name, check in found.items() if check["source"] == "forge"}
    proven = {name for name in READS if found[name]["verdict"] == "pass"}
    assert proven == set(READS) - {"review-practised"}  # its commits came without requests
    assert told >= proven - {"user-test-records", "user-test-cadence", "satisfaction-recorded"} - {
        "retrospective",
        "retrospective-acted-on",
    }
    for name in proven:
        assert any(
            e.get("url", "").startswith("https://forge.test/") or e.get("url")
            for e in found[name]["evidence"]
        ), name


def test_the_page_shows_indicators_up_to_the_last_thing_that_happened(
    world: World, run: Run
) -> None:
    living(world)
    page = run("--format", "html")
    assert "Indicators of project, 2025-10-29 to 2026-04-28" in page
    assert page.count('<figure class="chart"') == 7


def test_without_permission_only_what_it_hides_is_unknown(world: World, run: Run) -> None:
    living(world)
    world.denied = {"/milestones": "issues=read", "projectsV2": "read:project"}
    world.labels.clear()
    found = checks(run("--format", "json"))
    unknown = {name for name, check in found.items() if check["verdict"] == "unknown"}
    assert unknown == {
        "roadmap",
        "roadmap-dated",
        "macro-micro-linked",
        "board-designed",
        "kanban-states",
    }
    assert "issues=read" in found["roadmap"]["message"]
    assert "read:project" in found["kanban-states"]["message"]


def test_an_empty_forge_answers_no(run: Run) -> None:
    found = checks(run("--format", "json"))
    assert not [name for name, check in found.items() if check["verdict"] == "unknown"]
    assert {name for name in READS if found[name]["verdict"] == "fail"} == set(READS)


def test_without_a_token_a_public_repository_can_be_read(
    world: World, run: Run, monkeypatch
) -> None:
    living(world)
    monkeypatch.delenv("GH_ENTERPRISE_TOKEN")
    found = checks(run("--format", "json"))
    assert found["roadmap"]["verdict"] == "pass", found["roadmap"]["message"]
    assert found["pairing-practised"]["verdict"] == "pass"


def test_a_repository_that_is_not_there_leaves_the_files(world: World, run: Run) -> None:
    world.name = "other"
    report = json.loads(
        run("--format", "json", "--repository", f"{world.base.removesuffix('/api/v3')}/octo/none")
    )
    assert report["sources"]["forge"]["status"] == "missing"
    assert report["sources"]["files"]["status"] == "read"


@pytest.mark.parametrize("form", ["json", "markdown", "terminal"])
def test_saved_facts_give_the_same_bytes(
    world: World, run: Run, tmp_path: Path, capsys, form: str
) -> None:
    living(world)
    world.denied = {"/actions/runs": "actions=read"}  # of no use to this policy
    saved = tmp_path / "facts.json"
    run("-o", str(saved), command="collect")
    direct = run("--format", form)
    assert main(["audit", "--facts", str(saved), "--format", form]) == 0
    assert capsys.readouterr().out == direct
    assert len(json.loads(saved.read_text())["forge"]["issues"]) == 18


def test_pseudonyms_are_stable_and_hide_every_login(world: World, run: Run, tmp_path: Path) -> None:
    living(world)
    world.issue("Ask @ben about it", by="robot[bot]")
    plain, first, second = (tmp_path / name for name in ("plain", "first", "second"))
    run("-o", str(plain), command="collect")
    run("-o", str(first), "--anonymise", command="collect")
    run("-o", str(second), "--anonymise", command="collect")
    assert first.read_bytes() == second.read_bytes()
    assert '"ana"' in plain.read_text()
    text = first.read_text()
    assert '"ana"' not in text
    assert '"ben"' not in text
    assert "@ben" not in text
    assert "robot[bot]" in text
    assert text.count("Ask @person-") == 1
    key = tmp_path / "data" / "aifactory" / "pseudonyms.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_pseudonyms_change_no_verdict(world: World, run: Run, tmp_path: Path, capsys) -> None:
    living(world)
    saved = tmp_path / "facts.json"
    run("-o", str(saved), "--anonymise", command="collect")
    assert main(["audit", "--facts", str(saved), "--format", "json"]) == 0
    hidden = {n: c["verdict"] for n, c in checks(capsys.readouterr().out).items()}
    assert hidden == {n: c["verdict"] for n, c in checks(run("--format", "json")).items()}


def test_a_second_look_is_conditional(world: World, run: Run, server: GitHubServer) -> None:
    living(world)
    first = run("--format", "json")
    server.log.clear()
    assert run("--format", "json") == first
    assert server.log
    assert [
        (one.method, one.path, one.status)
        for one in server.log
        if not (one.conditional and one.status == 304)
    ] == []


def test_what_changed_is_seen_at_once(world: World, run: Run) -> None:
    living(world)
    run("--format", "json")
    world.issue("A new one", opened=100, closed=101, labels=("type:bug",))
    world.boards.append({"title": "Second", "columns": []})
    found = checks(run("--format", "json"))
    assert "13 closed issues" in found["bugs-fixed-by-commit"]["message"]
    assert any("Second" in e["text"] for e in found["board-designed"]["evidence"])


def test_a_token_is_nowhere(
    world: World, run: Run, server: GitHubServer, tmp_path: Path, capsys, caplog
) -> None:
    caplog.set_level("DEBUG")
    living(world)
    world.issue(f"The server repeats {world.owner}")
    saved = tmp_path / "facts.json"
    printed = run("-o", str(saved), command="collect") + run() + run("--format", "json")
    server.trouble = lambda index, method, path: (
        "403" if "labels" in path else "cut" if index % 3 else ""
    )
    printed += run("--format", "markdown") + capsys.readouterr().err + caplog.text
    server.world.token = "another"
    main(["--debug", "audit", str(tmp_path), "--forge", "--repository", server.url])
    printed += "".join(capsys.readouterr())
    assert "t0ken-of-the-tests" in server.log[0].headers["Authorization"]  # it was sent
    assert "t0ken" not in printed
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite" for path in kept)
    assert [path for path in kept if b"t0ken" in path.read_bytes() or "t0ken" in path.name] == []
