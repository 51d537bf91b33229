"""What candidates' repositories may have in common: names of commits, trees and files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import closing

from msgspec import Struct

from aifactory.errors import NothingToAudit
from aifactory.grading.settings import settings
from aifactory.snapshot import Snapshot
from aifactory.snapshot.history import Authored, History
from aifactory.snapshot.tree import Entry, Tree, Unreadable

MOST_COMMITS = 20_000
MOST_FILES = 50_000
LARGEST = 1 << 20  # bytes of a file outside git that is hashed
LONGEST = 200  # characters of a name that are kept


class Trace(Struct, frozen=True, array_like=True):
    """A commit: its name, that of its files as a whole, who wrote it and when (UTC seconds)."""

    oid: str
    tree: str
    name: str
    email: str
    date: int


class Traces(Struct, frozen=True):
    """A repository's commits, newest first, and the files at HEAD by their git object name.

    `files` are those that say something about who wrote them; `whole` tells whether all the
    commits are there, `held` how many files there are in all.
    """

    commits: tuple[Trace, ...] = ()
    files: dict[str, str] = {}
    held: int = 0
    whole: bool = True

    @property
    def tree(self) -> str:
        """The files at HEAD as a whole, "" outside git."""
        return self.commits[0].tree if self.commits else ""


def read_traces(snapshot: Snapshot) -> Traces:
    """The traces of an open snapshot: one more call of git for the history, none for the files."""
    commits, whole = read_commits(snapshot.history)
    entries = snapshot.tree.entries
    files: dict[str, str] = {}
    for path, entry in entries.items():
        if entry.kind in ("file", "executable") and len(files) < MOST_FILES:
            if not settings().boilerplate.holds(path, max(entry.size, 0)):
                if oid := entry.oid or hashed(snapshot.tree, entry):
                    files.setdefault(oid, path)
    return Traces(commits, files, count(entries), whole)


def count(entries: Mapping[str, Entry]) -> int:
    """How many entries are files."""
    return sum(entry.kind in ("file", "executable") for entry in entries.values())


def read_commits(history: History | None) -> tuple[tuple[Trace, ...], bool]:
    """The newest commits, and whether there are no others; none where they cannot be read."""
    if history is None:
        return (), True
    try:
        with closing(history.authored(MOST_COMMITS + 1)) as log:
            found = tuple(trace(one) for one in log)
    except NothingToAudit:  # damaged objects, which the facts tell of
        return (), False
    return found[:MOST_COMMITS], len(found) <= MOST_COMMITS and not history.shallow


def trace(commit: Authored) -> Trace:
    """What is kept of a commit."""
    return Trace(
        commit.oid, commit.tree, commit.name[:LONGEST], commit.email[:LONGEST], commit.date
    )


def hashed(tree: Tree, entry: Entry) -> str:
    """The name git would give a file that lies outside git; "" where it cannot be read."""
    if entry.size > LARGEST:
        return ""
    try:
        return object_name(tree.read(entry.path, LARGEST))
    except Unreadable:
        return ""


def object_name(data: bytes) -> str:
    """Git's name of these bytes as a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
