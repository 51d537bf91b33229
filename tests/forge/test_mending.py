"""`aifactory fix` on a forge: its branch as a request, what is left as issues."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.mending import checked_out, fixing, project
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.repos import Repo, build_repo

pytestmark = pytest.mark.usefixtures("alone")
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def repo(tmp_path: Path, server: GitHubServer) -> Repo:
    """A project whose origin is read from the forge's address and pushed to a folder."""
    made = project(tmp_path, url=server.url)
    bare = build_repo(tmp_path, "remote.git", bare=True).path
    made.config(f'[remote "origin"]\n\tpushurl = {bare}\n')
    return checked_out(made)


@pytest.fixture
def run(repo: Repo, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command on that project."""
    fix = fixing(capsys)
    return lambda *words: fix(repo, *words)


def pushed(repo: Repo) -> str:
    return repo.git("ls-remote", repo.git("remote", "get-url", "--push", "origin").strip())


def test_a_request_with_the_scores(world: World, run: Run, repo: Repo) -> None:
    world.branches.add("aifactory/fix")
    code, said = run("--pull-request")
    assert code == 0, said
    assert "+ push aifactory/fix, and ask for it to be merged" in said
    assert world.writes == ["request aifactory/fix to main"]
    assert pushed(repo) == f"{repo.head()}\trefs/heads/aifactory/fix\n"
    (made,) = world.requests
    assert "| before | after | ± |" in made["body"]
    assert "### Gained" in made["body"]
    assert "- [ ] " in made["body"]


def test_a_dry_run_asks_nothing_of_the_forge(world: World, run: Run, repo: Repo) -> None:
    code, said = run("--pull-request", "--create-issues", "--dry-run")
    assert (code, "+ push aifactory/fix" in said, "+ issue " in said) == (0, True, True)
    assert (world.writes, pushed(repo)) == ([], "")


def test_a_request_that_is_there_already_is_not_doubled(
    world: World, run: Run, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-03-01T10:00:00+00:00")
    world.branches.add("aifactory/fix")
    assert run("--pull-request")[0] == 0
    repo.git("switch", "-q", "main")
    repo.git("branch", "-qD", "aifactory/fix")
    code, said = run("--pull-request")
    assert (code, len(world.requests)) == (0, 1), said


def test_a_branch_that_moved_on_is_not_overwritten(world: World, run: Run, repo: Repo) -> None:
    repo.git("switch", "-qc", "theirs")
    (repo.path / "work.txt").write_text("theirs")
    repo.git("add", "work.txt")
    repo.git("commit", "-qm", "theirs")
    repo.git("push", "-q", "origin", "theirs:aifactory/fix")
    before = pushed(repo)
    repo.git("switch", "-q", "main")
    code, said = run("--pull-request")
    assert (code, "git push" in said) == (2, True)
    assert (pushed(repo), world.requests) == (before, [])
    assert "aifactory/fix" in repo.git("branch", "--list")


def test_what_the_forge_refuses_is_said(world: World, run: Run, repo: Repo) -> None:
    code, said = run("--pull-request")  # the world does not know the branch
    assert (code, "Refused: + request to merge aifactory/fix into main" in said) == (1, True)
    assert world.requests == []


def test_a_token_that_may_not_ask(world: World, run: Run) -> None:
    world.permissions = {"admin": False, "push": False, "pull": True}
    world.branches.add("aifactory/fix")
    world.denied["pulls"] = "pull_requests=write"
    code, said = run("--pull-request")
    assert (code, "pull_requests=write" in said) == (1, True), said


def test_what_only_people_can_do_becomes_issues_once(world: World, run: Run) -> None:
    code, said = run("--create-issues")
    assert code == 0, said
    titles = [one["title"] for one in world.issues]
    assert len(titles) == len(set(titles)) > 5
    assert all("<!-- aifactory:fix-" in one["body"] for one in world.issues)
    code, said = run("--create-issues")
    assert (code, len(world.issues)) == (0, len(titles))
