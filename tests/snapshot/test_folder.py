"""Plain folders and work trees, as they lie on the disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aifactory.errors import NothingToAudit
from aifactory.snapshot import folder, open_snapshot
from aifactory.snapshot.tree import Unreadable
from tests.repos import Repo


def write(root: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)


def test_plain_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # a plain folder needs no git
    write(tmp_path, {"README.md": "# Hello", "src/a.py": "", "node_modules/x/index.js": "x"})
    write(tmp_path, {".venv/bin/python": "x", "src/__pycache__/a.pyc": "x", ".github/a.yml": "x"})
    (tmp_path / "run.sh").touch(0o755)
    with open_snapshot(tmp_path) as snapshot:
        assert snapshot.history is None
        assert (snapshot.name, snapshot.commit, snapshot.branch) == (tmp_path.name, "", "")
        assert list(snapshot.tree.entries) == [".github/a.yml", "README.md", "run.sh", "src/a.py"]
        assert snapshot.tree.entries["run.sh"].kind == "executable"
        assert snapshot.tree.text("README.md") == "# Hello"
        with pytest.raises(Unreadable, match="more than 3 bytes"):
            snapshot.tree.read("README.md", 3)
        with pytest.raises(Unreadable, match="no such file"):
            snapshot.tree.read("../secret")


def test_links_and_special_files(tmp_path: Path) -> None:
    root = tmp_path / "project"
    write(tmp_path, {"secret": "secret", "outside/a": "a", "project/b": "b"})
    (root / "link").symlink_to("../secret")
    (root / "folder").symlink_to("../outside")
    (root / "loop").symlink_to(".")
    os.mkfifo(root / "pipe")
    with open_snapshot(root) as snapshot:
        assert set(snapshot.tree.entries) == {"b", "folder", "link", "loop"}
        assert snapshot.tree.text("link") == "../secret"
        (root / "b").unlink()
        (root / "b").symlink_to("../secret")  # swapped after it was listed
        with pytest.raises(Unreadable):
            snapshot.tree.read("b")
        (root / "b").unlink()
        os.mkfifo(root / "b")
        with pytest.raises(Unreadable):
            snapshot.tree.read("b")


def test_odd_names_on_the_disk(tmp_path: Path) -> None:
    for name in (b"latin-\xe9", b"latin-\\xe9", b"new\nline"):
        (tmp_path / os.fsdecode(name)).write_bytes(name)
    with open_snapshot(tmp_path) as snapshot:
        contents = {snapshot.tree.read(path) for path in snapshot.tree.entries}
        assert contents == {b"latin-\xe9", b"latin-\\xe9", b"new\nline"}


def test_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(NothingToAudit, match="holds no file"):
        open_snapshot(tmp_path)


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MAX_FILES", 3)
    write(tmp_path, dict.fromkeys("abcd", ""))
    with pytest.raises(NothingToAudit, match="more than 3 files"):
        open_snapshot(tmp_path)


def test_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 900)
    deep.mkdir(parents=True)
    (deep / "a").touch()
    with open_snapshot(tmp_path) as snapshot:
        assert len(snapshot.tree.entries) == 1


def test_work_tree(repo: Repo) -> None:
    repo.file("kept", "old").file("gone", "x").file("forced.log", "tracked, though ignored")
    repo.file(".gitignore", "*.log\n/build/\n").commit()
    repo.git("reset", "-q", "--hard")
    repo.write("kept", "new").write("added/a", "a").write("debug.log").write("build/x")
    (repo.gitdir / "info").mkdir(exist_ok=True)
    (repo.gitdir / "info" / "exclude").write_text("private\n")
    (repo.write("private").path / "gone").unlink()
    with open_snapshot(repo.path, worktree=True) as snapshot:
        assert list(snapshot.tree.entries) == [".gitignore", "added/a", "forced.log", "kept"]
        assert snapshot.tree.text("kept") == "new"
        assert snapshot.commit == repo.head()
        assert snapshot.history is not None


def test_work_tree_folder_swapped_for_a_link(repo: Repo, tmp_path: Path) -> None:
    repo.file("data/secret", "tracked").file("a").commit()
    write(tmp_path, {"outside/secret": "secret"})
    (repo.path / "data").symlink_to("../outside")
    with open_snapshot(repo.path, worktree=True) as snapshot:
        assert list(snapshot.tree.entries) == ["data"]
        assert snapshot.tree.text("data") == "../outside"


def test_work_tree_of_a_subfolder_is_whole(repo: Repo) -> None:
    repo.file("a").commit().write("a").write("sub/b")
    with open_snapshot(repo.path / "sub", worktree=True) as snapshot:
        assert set(snapshot.tree.entries) == {"a", "sub/b"}
        assert snapshot.subfolder == "sub"


def test_work_tree_of_a_bare_repository_is_head(tmp_path: Path) -> None:
    from tests.repos import build_repo

    bare = build_repo(tmp_path, "bare.git", bare=True).file("a", "text").commit()
    with open_snapshot(bare.path, worktree=True) as snapshot:
        assert snapshot.tree.text("a") == "text"
