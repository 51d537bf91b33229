"""Clones of URLs: without old contents, kept, fetched anew, never half made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aifactory.errors import BadInput
from aifactory.snapshot import open_snapshot
from aifactory.snapshot.clone import is_url
from tests.repos import Repo, build_repo


@pytest.fixture(autouse=True)
def _no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def origin(tmp_path: Path) -> Repo:
    repo = build_repo(tmp_path, "tool.git", bare=True)
    repo.file("a", "old\n").commit("One").tag("v1").file("a", "new\n").file("b", "b\n")
    return repo.commit("Two")


def missing(cache: Path) -> int:
    """How many objects the only clone lacks."""
    (clone,) = (cache / "clones").glob("*.git")
    command = ["git", f"--git-dir={clone}", "rev-list", "--all", "--objects", "--missing=print"]
    out = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return sum(line.startswith("?") for line in out.splitlines())


@pytest.mark.parametrize("partial", [True, False], ids=["filter", "no filter"])
def test_clone(origin: Repo, tmp_path: Path, partial: bool) -> None:
    origin.config(f"[uploadpack]\n\tallowFilter = {partial}\n\tallowAnySHA1InWant = {partial}")
    cache = tmp_path / "cache"
    with open_snapshot(f"file://{origin.path}", cache=cache) as snapshot:
        assert snapshot.name == "tool"
        assert snapshot.url == f"file://{origin.path}"
        assert (snapshot.branch, snapshot.default_branch) == ("main", "main")
        assert snapshot.tree.text("a") == "new\n"
        assert snapshot.history is not None
        assert [c.message for c in snapshot.history.commits()] == ["Two", "One"]
        added = [c.added for c in snapshot.history.commits(added=True)]
        assert added == ([None, None] if partial else [2, 1])
        assert [t.name for t in snapshot.history.tags()] == ["v1"]
    assert missing(cache) == partial


def test_fetched_anew(origin: Repo, tmp_path: Path) -> None:
    origin.config("[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true")
    url, cache = f"file://{origin.path}", tmp_path / "cache"
    open_snapshot(url, cache=cache).close()
    origin.file("a", "newest\n").commit("Three").tag("v2")
    origin.git("tag", "-d", "v1")
    with open_snapshot(url, cache=cache) as snapshot:
        assert snapshot.commit == origin.head()
        assert snapshot.tree.text("a") == "newest\n"
        assert snapshot.history is not None
        assert [t.name for t in snapshot.history.tags()] == ["v2"]
    assert len(list((cache / "clones").glob("*.git"))) == 1


def test_default_branch_follows(origin: Repo, tmp_path: Path) -> None:
    url, cache = f"file://{origin.path}", tmp_path / "cache"
    open_snapshot(url, cache=cache).close()
    origin.branch("trunk").file("c").commit("On trunk")
    origin.git("symbolic-ref", "HEAD", "refs/heads/trunk")
    with open_snapshot(url, cache=cache) as snapshot:
        assert (snapshot.branch, snapshot.default_branch) == ("trunk", "trunk")
        assert "c" in snapshot.tree.entries


def test_broken_clone_is_made_anew(origin: Repo, tmp_path: Path) -> None:
    url, cache = f"file://{origin.path}", tmp_path / "cache"
    open_snapshot(url, cache=cache).close()
    (clone,) = (cache / "clones").glob("*.git")
    (clone / "HEAD").unlink()
    with open_snapshot(url, cache=cache) as snapshot:
        assert snapshot.tree.text("b") == "b\n"


def test_no_such_repository_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be cloned") as caught:
        open_snapshot(f"file://{tmp_path}/nowhere", cache=tmp_path / "cache")
    assert "git ls-remote" in str(caught.value.hint)
    assert "\n" not in str(caught.value)
    assert [p.suffix for p in (tmp_path / "cache" / "clones").iterdir()] == [".lock"]


def test_empty_repository(tmp_path: Path) -> None:
    empty = build_repo(tmp_path, "empty.git", bare=True)
    with pytest.raises(Exception, match="no commit"):
        open_snapshot(f"file://{empty.path}", cache=tmp_path / "cache")


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% canary",
        "ext::touch canary",
        "http://example.org/a",
        "ftp://example.org/a",
        "git://example.org/a",
        "https://",
        "https://-example.org/a",
        "ssh://-oProxyCommand=touch/a",
        "git@example.org:-a",
        "git@example.org::a",
        "file://../a",
        "https://example.org/a\nb",
        "https://example.org/a b",
        "fd::17",
    ],
)
def test_refused(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="not a git URL"):
        open_snapshot(url, cache=tmp_path / "cache")
    assert not list(tmp_path.iterdir())


def test_password_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        open_snapshot("http://ada:s3cret@example.org/a", cache=tmp_path)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("path", [".", "folder", "/a/b", "C:\\work", "a:b", "../x@y"])
def test_paths_are_no_urls(path: str) -> None:
    assert not is_url(path)


def test_hooks_of_the_clone_are_not_run(origin: Repo, tmp_path: Path) -> None:
    url, cache, canary = f"file://{origin.path}", tmp_path / "cache", tmp_path / "canary"
    for hook in ("post-checkout", "post-update", "pre-receive", "reference-transaction"):
        place = origin.gitdir / "hooks" / hook
        place.parent.mkdir(exist_ok=True)
        place.write_text(f"#!/bin/sh\ntouch {canary}\n")
        place.chmod(0o755)
    origin.config(f"[uploadpack]\n\tpackObjectsHook = touch {canary};")
    open_snapshot(url, cache=cache).close()
    open_snapshot(url, cache=cache).close()
    assert not canary.exists()


def test_two_runs_at_once(origin: Repo, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from aifactory.snapshot import open_snapshot\n"
        "with open_snapshot(sys.argv[1], cache=Path(sys.argv[2])) as s: print(s.tree.text('a'))"
    )
    command = [sys.executable, "-c", program, f"file://{origin.path}", str(tmp_path / "cache")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    assert [run.communicate()[0] for run in runs] == [b"new\n\n"] * 3


def test_held_lock(origin: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aifactory.snapshot import clone
    from aifactory.snapshot.lock import locked

    monkeypatch.setattr(clone, "PATIENCE", 0.2)
    url, cache = f"file://{origin.path}", tmp_path / "cache"
    folder = clone.place_of(url, cache)
    folder.parent.mkdir(parents=True)
    with locked(folder.with_suffix(".lock"), 1), pytest.raises(BadInput, match="another run"):
        open_snapshot(url, cache=cache)


def test_silent_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from aifactory.snapshot import transport

    monkeypatch.setattr(transport, "PATIENCE", 0.3)
    monkeypatch.setenv("GIT_SSH_COMMAND", "sleep 30 #")
    with pytest.raises(BadInput, match="no answer within"):
        open_snapshot("ssh://git@example.org/a", cache=tmp_path)
