"""Commits and tags, and what hostile ones may claim."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.errors import NothingToAudit
from aifactory.snapshot import Snapshot, git, logs, open_snapshot
from aifactory.snapshot.history import Commit, History
from aifactory.snapshot.logs import parse
from tests.repos import Repo, build_repo
from tests.snapshot.test_gittree import loose, object_file, unpacked

GRACE = ("Grace Hopper", "grace@example.org")


@pytest.fixture
def opened() -> Iterator[list[Snapshot]]:
    """Snapshots to close after the test."""
    snapshots: list[Snapshot] = []
    yield snapshots
    for snapshot in snapshots:
        snapshot.close()


def history_of(repo: Repo, opened: list[Snapshot]) -> History:
    opened.append(open_snapshot(repo.path))
    history = opened[-1].history
    assert history is not None
    return history


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def test_commits(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a", "1\n2\n").commit("One", date="2026-01-05T10:00:00Z")
    trailers = ["Co-authored-by: Grace <grace@example.org>"]
    repo.file("a", "1\n3\n4\n").commit(
        "Two\n\nBody.", author=GRACE, date="2026-01-06T10:00:00+02:00", trailers=trailers
    )
    two, one = history_of(repo, opened).commits()
    assert one == Commit(
        oid=repo.head("HEAD~1"),
        parents=(),
        author_name="Ada Lovelace",
        author_email="ada@example.org",
        date=seconds("2026-01-05T10:00:00Z"),
        message="One",
    )
    assert two.parents == (one.oid,)
    assert two.date == seconds("2026-01-06T08:00:00Z")
    assert two.message == f"Two\n\nBody.\n\n{trailers[0]}\n"
    assert (two.author_name, two.author_email) == GRACE
    assert [c.added for c in history_of(repo, opened).commits(added=True)] == [2, 2]


def test_merges_and_first_parents(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a", "1\n").commit("Base").branch("topic").file("b", "1\n2\n").commit("Topic")
    repo.switch("main").file("c", "1\n").commit("Main").merge("topic", "Join")
    history = history_of(repo, opened)
    assert {c.message: c.added for c in history.commits(added=True)} == {
        "Join": 0,
        "Main": 1,
        "Topic": 2,
        "Base": 1,
    }
    assert [c.message for c in history.first_parents()] == ["Join", "Main", "Base"]
    assert len(next(iter(history.first_parents())).parents) == 2
    assert not history.shorter_than(3)  # without merges: Base, Topic, Main
    assert history.shorter_than(4)


def test_renames_and_binary_files_add_their_lines(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a", "1\n2\n3\n").commit().remove("a").file("b", "1\n2\n3\n").commit()
    repo.file("c", b"\0\n\n").commit()
    assert [c.added for c in history_of(repo, opened).commits(added=True)] == [0, 3, 3]


def test_mailmap(repo: Repo, opened: list[Snapshot], monkeypatch: pytest.MonkeyPatch) -> None:
    repo.file("a").commit(author=("ada", "old@example.org"))
    repo.file(".mailmap", "Ada Lovelace <ada@example.org> <old@example.org>\n").commit()
    repo.write(".mailmap", "Eve <eve@example.org> <old@example.org>\n")
    monkeypatch.chdir(repo.path)
    people = {(c.author_name, c.author_email) for c in history_of(repo, opened).commits()}
    assert people == {("Ada Lovelace", "ada@example.org")}


def test_encodings(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a").commit("é".encode("latin-1"), encoding="ISO-8859-1")
    repo.file("b").commit(b"broken \xff\xfe", author=("\x1b[31mRed", "red@example.org"))
    broken, latin = history_of(repo, opened).commits()
    assert latin.message == "é"
    assert broken.message == "broken \ufffd\ufffd"
    assert broken.author_name == "\x1b[31mRed"


def test_tags(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a").commit(date="2026-01-05T10:00:00Z").tag("light", annotated=False)
    repo.tag("v1.0.0", date="2026-02-01T00:00:00Z").tag("v0.9", date="2025-12-01T00:00:00Z")
    first = repo.head()
    repo.git("tag", "tree", "HEAD^{tree}")
    repo.git("tag", "blob", "HEAD:a")
    who = {
        "GIT_COMMITTER_DATE": "2026-03-01T00:00:00Z",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
    repo.git("tag", "-m", "nested", "nested", "v1.0.0", env=who)
    repo.git("tag", "-m", "of a tree", "dated-tree", "HEAD^{tree}", env=who)
    tags = history_of(repo, opened).tags()
    assert [(tag.name, tag.commit) for tag in tags] == [
        ("v0.9", first),
        ("light", first),
        ("v1.0.0", first),
        ("nested", first),
    ]
    assert tags[1].date == seconds("2026-01-05T10:00:00Z")
    assert tags[2].date == seconds("2026-02-01T00:00:00Z")


def test_tags_that_lead_nowhere(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a").commit().tag("good")
    gone = f"object {'1' * 40}\ntype commit\ntag gone\ntagger A <a@b> 1 +0000\n\nText\n"
    tags = repo.path / ".git/refs/tags"
    (tags / "gone").write_text(loose(repo, "tag", gone.encode()) + "\n")
    (tags / "missing").write_text("2" * 40 + "\n")
    (tags / "noise").write_text("no object name\n")
    undated = f"object {repo.head()}\ntype commit\ntag undated\n\ntagger A <a@b> 9 +0000\n"
    (tags / "undated").write_text(loose(repo, "tag", undated.encode()) + "\n")
    found = {tag.name: tag.date for tag in history_of(repo, opened).tags()}
    assert found == {"good": seconds("2026-01-05T10:00Z"), "undated": seconds("2026-01-05T10:00Z")}


def test_files_are_read_beside_the_history(repo: Repo) -> None:
    for number in range(50):
        repo.file(f"f{number}", f"text {number}").commit(f"Commit {number}").tag(f"v{number}")
    with open_snapshot(repo.path) as snapshot, ThreadPoolExecutor(1) as beside:
        history = snapshot.history
        assert history is not None
        tags = beside.submit(lambda: [history.tags() for _ in range(5)])
        for _ in range(5):
            assert all(snapshot.tree.text(f"f{n}") == f"text {n}" for n in range(50))
        assert {len(found) for found in tags.result()} == {50}


@pytest.mark.parametrize("claim", ["99999999999999999999", "-5", "1e9", "", "0x10"])
def test_impossible_dates(repo: Repo, opened: list[Snapshot], claim: str) -> None:
    repo.file("a").commit()
    tree = repo.head("HEAD^{tree}")
    people = f"author A <a@b> {claim} +0000\ncommitter A <a@b> {claim} +0000"
    oid = loose(repo, "commit", f"tree {tree}\n{people}\n\nText\n".encode())
    (repo.gitdir / "refs/heads/main").write_text(oid + "\n")
    (repo.gitdir / "refs/tags/v1").write_text(oid + "\n")
    history = history_of(repo, opened)
    (commit,) = history.commits()
    assert 0 <= commit.date <= logs.LATEST
    for tag in history.tags():
        assert datetime.fromtimestamp(tag.date, UTC)


def test_malformed_commit(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a").commit()
    oid = loose(repo, "commit", f"tree {repo.head('HEAD^{tree}')}\n\nNobody\n".encode())
    (repo.gitdir / "refs/heads/main").write_text(oid + "\n")
    assert [(c.message, c.date) for c in history_of(repo, opened).commits()] == [("Nobody\n", 0)]


def test_endless_message_is_cut(repo: Repo, opened: list[Snapshot]) -> None:
    repo.file("a").commit("First").file("a", "1").commit(b"x" * (3 * logs.LONGEST))
    repo.file("a", "2").commit("Last")
    last, long, first = history_of(repo, opened).commits()
    assert (last.message, first.message) == ("Last", "First")
    assert logs.LONGEST <= len(long.message) < 2 * logs.LONGEST


def test_shallow(repo: Repo, tmp_path: Path) -> None:
    repo.file("a").commit().file("b").commit()
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(tmp_path / "shallow"))
    with open_snapshot(tmp_path / "shallow") as snapshot:
        assert snapshot.history is not None
        assert snapshot.history.shallow
        assert len(list(snapshot.history.commits())) == 1
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.history is not None
        assert not snapshot.history.shallow


def test_partial_clone(repo: Repo, tmp_path: Path) -> None:
    repo.config("[uploadpack]\n\tallowFilter = true")
    repo.file("a", "old\n").commit().file("a", "new\n").commit()
    target = tmp_path / "partial"
    options = ("--bare", "--filter=blob:none")
    repo.git("clone", "-q", *options, f"file://{repo.path}", str(target))
    with open_snapshot(target) as snapshot:
        assert snapshot.tree.entries["a"].size == -1
        with pytest.raises(Exception, match="missing"):
            snapshot.tree.read("a")
        assert snapshot.history is not None
        assert [c.added for c in snapshot.history.commits(added=True)] == [None, None]


def test_damaged_history(repo: Repo, opened: list[Snapshot]) -> None:
    for number in range(3):
        repo.file("a", str(number)).commit(f"Commit {number}")
    object_file(unpacked(repo), "HEAD~1").unlink()
    history = history_of(repo, opened)
    for use in (history.commits, history.first_parents, lambda: [history.shorter_than(10)]):
        with pytest.raises(NothingToAudit, match="the history cannot be read") as caught:
            list(use())
        assert "git fsck" in str(caught.value.hint)


def test_closing_stops_git(
    repo: Repo, opened: list[Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "FEW", 0)  # as if the repository were large
    for number in range(400):
        repo.file("a", str(number)).commit("x" * 5000)
    history = history_of(repo, opened)
    before = set(git.WATCH.running)
    commits = history.commits()
    with closing(commits):
        assert next(commits).message
        (log,) = git.WATCH.running - before
    assert git.WATCH.running == before
    assert log.finished


def test_nothing_watches_when_nothing_runs(repo: Repo) -> None:
    repo.file("a").commit()
    others = set(threading.enumerate())  # of other tests
    with open_snapshot(repo.path):
        assert git.WATCH.thread
    deadline = time.monotonic() + 20
    while git.WATCH.thread and time.monotonic() < deadline:
        time.sleep(0.01)
    assert git.WATCH.thread is None
    assert set(threading.enumerate()) <= others


def test_stuck_git_is_killed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """An alternate that is a pipe makes git wait for a writer that never comes."""
    import os

    monkeypatch.setattr(git, "PATIENCE", 0.4)
    repo.file("a").commit()
    (repo.path / ".git/objects/info").mkdir(exist_ok=True)
    os.mkfifo(repo.gitdir / "objects/info/alternates")
    begun = time.monotonic()
    with pytest.raises(NothingToAudit, match="no answer within") as caught:
        open_snapshot(repo.path)
    assert time.monotonic() - begun < 5
    assert "\n" not in str(caught.value)


FIELD = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(
    st.lists(st.tuples(FIELD, FIELD, FIELD), max_size=8),
    st.lists(st.integers(1, 40), min_size=1, max_size=8),
)
def test_parse_is_the_same_however_output_is_cut(
    rows: list[tuple[str, str, str]], sizes: list[int]
) -> None:
    records = [("f" * 40, "e" * 40, name, mail, "7", text) for name, mail, text in rows]
    data = b"".join(field.encode() + b"\0" for record in records for field in record)

    def chunks() -> Iterator[bytes]:
        at = turn = 0
        while at < len(data):
            size = sizes[turn % len(sizes)]
            yield data[at : at + size]
            at, turn = at + size, turn + 1

    found = [(c.author_name, c.author_email, c.message) for c in parse(chunks())]
    assert found == rows


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_parse_never_fails(chunks: list[bytes]) -> None:
    for commit in parse(iter(chunks)):
        assert 0 <= commit.date <= logs.LATEST


def test_other_names_of_head(tmp_path: Path) -> None:
    repo = build_repo(tmp_path).file("a").commit()
    (repo.path / ".git/HEAD").unlink()
    (repo.gitdir / "HEAD").symlink_to("refs/heads/main")
    with open_snapshot(repo.path) as snapshot:
        assert snapshot.branch == "main"
