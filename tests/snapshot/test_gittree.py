"""Files of a commit: kinds, odd names, sizes, damage."""

from __future__ import annotations

import subprocess
import time
import zlib
from hashlib import sha1
from pathlib import Path

import pytest

from aifactory.errors import NothingToAudit
from aifactory.snapshot import gittree, objects, open_snapshot
from aifactory.snapshot.tree import Unreadable
from tests.repos import CLEAN, Repo, build_repo

MIB = 1 << 20


def loose(repo: Repo, kind: str, data: bytes) -> str:
    """Write an object as it is, however malformed; its name."""
    whole = b"%s %d\0" % (kind.encode(), len(data)) + data
    oid = sha1(whole).hexdigest()  # noqa: S324 - git's own digest
    place = repo.gitdir / "objects" / oid[:2] / oid[2:]
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(zlib.compress(whole, 1))
    return oid


def commit_tree(repo: Repo, tree: str) -> None:
    """Put a commit with that tree at main."""
    author = "A <a@b> 1700000000 +0000"
    commit = f"tree {tree}\nauthor {author}\ncommitter {author}\n\nBad\n"
    branch = repo.path / ".git/refs/heads/main"
    branch.write_text(loose(repo, "commit", commit.encode()) + "\n")


def unpacked(repo: Repo) -> Repo:
    """The repository with every object in a file of its own."""
    for pack in list((repo.path / ".git" / "objects" / "pack").glob("*.pack")):
        moved = pack.rename(repo.gitdir / "moved.pack")
        with moved.open("rb") as file:
            command = ["git", "unpack-objects", "-q"]
            subprocess.run(command, cwd=repo.path, stdin=file, env=CLEAN, check=True)
        pack.with_suffix(".idx").unlink()
    return repo


def object_file(repo: Repo, name: str) -> Path:
    oid = repo.head(name)
    return repo.gitdir / "objects" / oid[:2] / oid[2:]


def test_kinds_and_sizes(repo: Repo) -> None:
    repo.file("run.sh", "#!/bin/sh\n", executable=True).file("empty").link("link", "../out")
    repo.submodule("lib").commit()
    with open_snapshot(repo.path) as snapshot:
        kinds = {path: (e.kind, e.size) for path, e in snapshot.tree.entries.items()}
        assert kinds == {
            "empty": ("file", 0),
            "lib": ("submodule", 0),
            "link": ("link", 6),
            "run.sh": ("executable", 10),
        }
        assert snapshot.tree.text("link") == "../out"
        with pytest.raises(Unreadable, match="submodule"):
            snapshot.tree.read("lib")
        with pytest.raises(Unreadable, match="no such file"):
            snapshot.tree.read("missing")


def test_links_are_not_followed(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    repo.link("out", "../secret").link("folder", "/etc").commit()
    repo.git("reset", "-q", "--hard")
    for worktree in (False, True):
        with open_snapshot(repo.path, worktree=worktree) as snapshot:
            assert snapshot.tree.text("out") == "../secret"
            assert snapshot.tree.text("folder") == "/etc"
            assert set(snapshot.tree.entries) == {"folder", "out"}


NAMES = [
    b"new\nline",
    b'quote"s',
    b"back\\slash",
    b"tab\there",
    b"\x1b[31mred",
    b"-rf",
    b" space ",
    "é/ü".encode(),
    b"latin-\xe9",
    b"latin-\\xe9",
    b"$(touch canary)",
    b"HEAD",
    b"%x00",
]


def test_odd_names(repo: Repo) -> None:
    for number, name in enumerate(NAMES):
        repo.file(name, f"text {number}")
    repo.commit()
    with open_snapshot(repo.path) as snapshot:
        paths = list(snapshot.tree.entries)
        assert len(paths) == len(NAMES)
        assert paths == sorted(paths)
        texts = {snapshot.tree.text(path) for path in paths}
        assert texts == {f"text {number}" for number in range(len(NAMES))}
        assert all(path.encode() for path in paths)
        assert {"new\nline", "\x1b[31mred", "latin-\\xe9"} <= set(paths)


def test_names_that_read_alike_are_told_apart(repo: Repo) -> None:
    repo.file(b"\xe9", "byte").file(b"\\xe9", "text").commit()
    with open_snapshot(repo.path) as snapshot:
        assert {snapshot.tree.text(path) for path in snapshot.tree.entries} == {"byte", "text"}


def test_names_no_checkout_would_accept(repo: Repo) -> None:
    repo.file("a").commit()
    blob = bytes.fromhex(loose(repo, "blob", b"text"))
    inner = bytes.fromhex(loose(repo, "tree", b"100644 x\0" + blob))
    bad = b"".join(b"40000 %s\0" % name + inner for name in (b"..", b".git"))
    tree = loose(repo, "tree", bad)
    commit_tree(repo, tree)
    with open_snapshot(repo.path) as snapshot:
        assert set(snapshot.tree.entries) == {"../x", ".git/x"}
        assert snapshot.tree.text("../x") == "text"


def test_limit_is_kept_before_reading(repo: Repo) -> None:
    repo.file("line.csv", b"x" * (20 * MIB)).file("small", "text").commit()
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.tree.entries["line.csv"].size == 20 * MIB
        with pytest.raises(Unreadable, match="20971520 bytes, more than 1048576"):
            snapshot.tree.read("line.csv")
        assert len(snapshot.tree.read("line.csv", 20 * MIB)) == 20 * MIB
        assert snapshot.tree.text("small", 4) == "text"
        with pytest.raises(Unreadable):
            snapshot.tree.text("small", 3)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("é\r\nb\rc".encode(), "é\nb\nc"),
        ("é".encode("latin-1"), "é"),
        ("é".encode("utf-16"), "é"),
        (b"\xef\xbb\xbfa", "a"),
    ],
)
def test_encodings(repo: Repo, content: bytes, text: str) -> None:
    repo.file("a", content).commit()
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.tree.text("a") == text


@pytest.mark.parametrize("damage", ["missing", "truncated", "other bytes", "empty"])
def test_damaged_file(repo: Repo, damage: str) -> None:
    repo.file("a", "text " * 100).file("b", "fine").file("c", "fine too").commit().tag("v1")
    file = object_file(unpacked(repo), "HEAD:a")
    data = file.read_bytes()
    file.unlink()
    if damage != "missing":
        file.write_bytes({"truncated": data[: len(data) // 2], "empty": b""}.get(damage, b"x" * 99))
    with open_snapshot(repo.path) as snapshot:
        for _ in range(2):
            with pytest.raises(Unreadable, match=r"^its object ") as caught:
                snapshot.tree.read("a")
            assert "\n" not in str(caught.value)
            assert snapshot.tree.text("b") == "fine"
        assert snapshot.tree.text("c") == "fine too"
        history = snapshot.history
        assert history is not None
        assert [c.added for c in history.commits(added=True)] == [None]
        assert len(history.tags()) == 1


def test_much_damage_ends_in_time(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MAX_DEATHS", 3)
    for number in range(10):
        repo.file(f"f{number}", f"text {number}" * 9)
    unpacked(repo.commit())
    for number in range(10):
        file = object_file(repo, f"HEAD:f{number}")
        file.chmod(0o644)
        file.write_bytes(file.read_bytes()[:15])
    with open_snapshot(repo.path) as snapshot:
        for path in snapshot.tree.entries:
            with pytest.raises(Unreadable):
                snapshot.tree.read(path)
        with pytest.raises(Unreadable, match="damaged"):
            snapshot.tree.read("f9")


@pytest.mark.parametrize("name", ["HEAD^{tree}", "HEAD:folder", "HEAD"])
def test_damaged_tree_or_commit(repo: Repo, name: str) -> None:
    repo.file("folder/a", "text").commit()
    file = object_file(unpacked(repo), name)
    file.chmod(0o644)
    file.write_bytes(b"no object")
    with pytest.raises(NothingToAudit) as caught:
        open_snapshot(repo.path)
    assert caught.value.hint
    assert "\n" not in str(caught.value)


def test_tree_that_unfolds_without_end(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gittree, "MAX_ENTRIES", 20_000)
    repo.file("a").commit()
    oid, mode = loose(repo, "blob", b""), b"100644"
    for _ in range(12):
        rows = (b"%s %02d\0" % (mode, i) + bytes.fromhex(oid) for i in range(10))
        oid, mode = loose(repo, "tree", b"".join(rows)), b"40000"
    commit_tree(repo, oid)
    begun = time.monotonic()
    with pytest.raises(NothingToAudit, match="more than 20,000 files"):
        open_snapshot(repo.path)
    assert time.monotonic() - begun < 10


def test_tree_that_goes_down_without_end(repo: Repo) -> None:
    repo.file("a").commit()
    oid, mode = loose(repo, "blob", b""), b"100644"
    for _ in range(5000):
        oid = loose(repo, "tree", b"%s d\0" % mode + bytes.fromhex(oid))
        mode = b"40000"
    commit_tree(repo, oid)
    try:
        snapshot = open_snapshot(repo.path)
    except NothingToAudit:
        return  # newer git refuses such a depth
    with snapshot:
        assert len(snapshot.tree.entries) == 1


def test_hundred_thousand_files(tmp_path: Path) -> None:
    repo = build_repo(tmp_path)
    for number in range(100_000):
        repo.file(f"d{number % 300}/f{number}.txt", "same\n")
    path = repo.commit().path
    begun = time.monotonic()
    with open_snapshot(path) as snapshot:
        assert len(snapshot.tree.entries) == 100_000
        assert snapshot.tree.text("d1/f1.txt") == "same\n"
    assert time.monotonic() - begun < 10
