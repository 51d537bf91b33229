"""Opening folders and repositories of every shape."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aifactory.errors import BadInput, NothingToAudit
from aifactory.snapshot import open_snapshot
from tests.repos import Repo, build_repo, plain_git


def test_repository(repo: Repo) -> None:
    repo.file("README.md", "# Hello\n").commit("First").tag("v1.0.0")
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.name == "project"
        assert snapshot.commit == repo.head()
        assert (snapshot.branch, snapshot.default_branch) == ("main", "main")
        assert (snapshot.url, snapshot.subfolder, snapshot.root) == ("", "", repo.path)
        assert list(snapshot.tree.entries) == ["README.md"]
        assert snapshot.tree.text("README.md") == "# Hello\n"
        assert snapshot.history is not None
        assert [c.message for c in snapshot.history.commits()] == ["First"]
        assert [t.name for t in snapshot.history.tags()] == ["v1.0.0"]


def test_builder_is_deterministic(tmp_path: Path) -> None:
    heads = {
        build_repo(tmp_path, name).file("a", "1").commit("One").tag("v1").head("v1")
        for name in ("left", "right")
    }
    assert len(heads) == 1


def test_builder_goes_on_after_it_was_read(repo: Repo) -> None:
    first = repo.file("a", "1").commit("One").head()
    second = repo.file("b", "2").commit("Two").head()
    assert repo.git("rev-parse", f"{second}^").strip() == first
    assert repo.git("ls-tree", "--name-only", "HEAD").split() == ["a", "b"]


def test_target_is_a_string_relative_path(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.file("a").commit().path)
    with open_snapshot(".") as snapshot:
        assert snapshot.name == "project"


def test_dirty_work_tree_is_not_read(repo: Repo) -> None:
    repo.file("a", "committed").commit().write("a", "changed").write("b", "new")
    with open_snapshot(repo.path) as snapshot:
        assert list(snapshot.tree.entries) == ["a"]
        assert snapshot.tree.text("a") == "committed"


def test_subfolder_audits_the_whole_repository(repo: Repo) -> None:
    repo.file("src/app/main.py").file("README.md").commit().write("src/app/main.py")
    with open_snapshot(repo.path / "src" / "app") as snapshot:
        assert snapshot.subfolder == "src/app"
        assert snapshot.root == repo.path
        assert set(snapshot.tree.entries) == {"README.md", "src/app/main.py"}


def test_git_directory_itself(repo: Repo) -> None:
    repo.file("a").commit()
    with open_snapshot(repo.path / ".git") as snapshot:
        assert (snapshot.name, snapshot.subfolder) == ("project", "")


def test_bare(tmp_path: Path) -> None:
    repo = build_repo(tmp_path, "tool.git", bare=True).file("a").commit()
    with open_snapshot(repo.path) as snapshot:
        assert (snapshot.name, snapshot.commit) == ("tool", repo.head())


def test_bare_without_configuration(tmp_path: Path) -> None:
    repo = build_repo(tmp_path, bare=True).file("a").commit()
    (repo.path / "config").unlink()
    with open_snapshot(repo.path) as snapshot:
        assert list(snapshot.tree.entries) == ["a"]


def test_detached_head(repo: Repo) -> None:
    repo.file("a").commit()
    repo.git("checkout", "--detach", "-q")
    with open_snapshot(repo.path) as snapshot:
        assert (snapshot.branch, snapshot.default_branch) == ("", "main")


def test_linked_work_tree(repo: Repo, tmp_path: Path) -> None:
    repo.file("a").commit().branch("topic").file("b").commit("On topic")
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "topic")
    with open_snapshot(tmp_path / "linked") as snapshot:
        assert (snapshot.name, snapshot.branch) == ("linked", "topic")
        assert snapshot.default_branch == "main"
        assert list(snapshot.tree.entries) == ["a", "b"]


def test_work_tree_whose_repository_moved(repo: Repo, tmp_path: Path) -> None:
    repo.file("a").commit().branch("topic")
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "topic")
    repo.path.rename(tmp_path / "moved")
    with pytest.raises(BadInput, match="no git directory") as caught:
        open_snapshot(tmp_path / "linked")
    assert "worktree repair" in str(caught.value.hint)


def test_submodule_on_the_disk(repo: Repo, tmp_path: Path) -> None:
    inner = build_repo(tmp_path, "inner").file("x").commit()
    repo.file("a").commit()
    allow = ("-c", "protocol.file.allow=always")
    repo.git("reset", "-q", "--hard")
    repo.git(*allow, "submodule", "add", "-q", str(inner.path), "lib")
    with open_snapshot(repo.path / "lib") as snapshot:
        assert (snapshot.name, list(snapshot.tree.entries)) == ("lib", ["x"])


def test_sha256_repository(tmp_path: Path) -> None:
    plain_git("init", "-q", "--object-format=sha256", "new", cwd=tmp_path)
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    (tmp_path / "new" / "a").write_text("text")
    plain_git("add", "a", cwd=tmp_path / "new")
    plain_git(*who, "commit", "-qm", "First", cwd=tmp_path / "new")
    with open_snapshot(tmp_path / "new") as snapshot:
        assert len(snapshot.commit) == 64
        assert snapshot.tree.text("a") == "text"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:s3cret@example.org/ada/tool.git", "https://example.org/ada/tool.git"),
        ("https://token@example.org/tool", "https://example.org/tool"),
        ("https://ada:p@ss@example.org/tool", "https://example.org/tool"),
        ("git@example.org:ada/tool.git", "git@example.org:ada/tool.git"),
        ("ssh://git@example.org/ada/tool.git", "ssh://example.org/ada/tool.git"),
    ],
)
def test_url_without_credentials(repo: Repo, url: str, shown: str) -> None:
    repo.file("a").commit().config(f'[remote "origin"]\n\turl = {url}')
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.url == shown


def test_default_branch_is_that_of_origin(repo: Repo) -> None:
    repo.file("a").commit().branch("develop")
    repo.git("update-ref", "refs/remotes/origin/develop", "HEAD")
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop")
    with open_snapshot(repo.path) as snapshot:
        assert (snapshot.branch, snapshot.default_branch) == ("main", "develop")


def test_default_branch_of_another_name(repo: Repo) -> None:
    repo.file("a").commit()
    repo.git("branch", "-m", "trunk")
    with open_snapshot(repo.path) as snapshot:
        assert (snapshot.branch, snapshot.default_branch) == ("trunk", "trunk")


def test_no_commit(repo: Repo) -> None:
    with pytest.raises(NothingToAudit, match="no commit") as caught:
        open_snapshot(repo.path)
    assert "--worktree" in str(caught.value.hint)


def test_work_tree_without_commit(repo: Repo) -> None:
    repo.write("a", "text")
    with open_snapshot(repo.path, worktree=True) as snapshot:
        assert snapshot.history is None
        assert snapshot.tree.text("a") == "text"


@pytest.mark.parametrize("name", ["missing", "file", "bad\0name"])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(BadInput) as caught:
        open_snapshot(f"{tmp_path}/{name}")
    assert "git URL" in str(caught.value.hint)
    assert "\n" not in str(caught.value)


def test_repository_needs_git(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repo.file("a").commit().path
    for value in ("", ".", "no/where"):
        monkeypatch.setenv("PATH", value)
        with pytest.raises(NothingToAudit, match="git was not found") as caught:
            open_snapshot(path)
        assert "install git" in str(caught.value.hint)


def test_repository_that_may_not_be_read(repo: Repo) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may read everything")
    path = repo.file("a").commit().path
    repo.gitdir.chmod(0)
    try:
        with pytest.raises(BadInput, match="cannot be read"):
            open_snapshot(path)
    finally:
        repo.gitdir.chmod(0o755)


def test_no_room_for_temporary_files(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    path = repo.file("a").commit().path
    monkeypatch.setattr("tempfile.tempdir", str(path / "missing"))
    with pytest.raises(BadInput, match="temporary files") as caught:
        open_snapshot(path)
    assert "TMPDIR" in str(caught.value.hint)


def test_git_beside_the_audited_files_is_not_taken(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repo.file("a").commit().path
    (path / "git").write_text(f"#!/bin/sh\ntouch {path}/canary\n")
    (path / "git").chmod(0o755)
    monkeypatch.chdir(path)
    monkeypatch.setenv("PATH", f".:{os.environ['PATH']}")
    open_snapshot(".").close()
    assert not (path / "canary").exists()


def test_nothing_is_left_behind(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = repo.file("a").commit().path
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with open_snapshot(path) as snapshot:
        snapshot.tree.read("a")
        assert list(scratch.iterdir())
    assert not list(scratch.iterdir())
    assert path.exists()
