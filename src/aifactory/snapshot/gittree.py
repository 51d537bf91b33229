"""The files of one commit, from git's objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aifactory.errors import NothingToAudit
from aifactory.model import Text
from aifactory.snapshot.git import Git, GitFailed
from aifactory.snapshot.objects import Objects
from aifactory.snapshot.smalltree import Row, few
from aifactory.snapshot.tree import Entry, Unreadable, decode, shown

KINDS = {b"100755": "executable", b"120000": "link", b"160000": "submodule"}
MAX_ENTRIES = 1_000_000
MAX_HELD = 1 << 17  # bytes of contents that are read at once
MAX_LISTING = 1 << 29  # bytes; one small tree object can stand for any number of files


class GitTree:
    """The tree of a commit; contents are read when they are asked for.

    A path that is not UTF-8 shows its odd bytes as `\\xNN`; a size of -1 says that the object
    is missing. Reading a link gives where it points.
    """

    def __init__(self, git: Git, objects: Objects, commit: str) -> None:
        self._objects = objects
        rows = few(objects, commit)
        self.entries: Mapping[str, Entry] = list_entries(rows or listing(git, commit))
        self._held = small(objects, self.entries.values()) if rows else {}

    def read(self, path: str, limit: int = 1 << 20) -> bytes:
        entry = self.entries.get(path)
        if entry is None:
            raise Unreadable(Text("no such file"))
        if entry.kind == "submodule":
            raise Unreadable(Text("a submodule"))
        if entry.size > limit:
            raise Unreadable(
                Text("{size} bytes, more than {limit}", {"size": entry.size, "limit": limit})
            )
        held = self._held.get(entry.oid)
        return self._objects.read(entry.oid, limit)[2] if held is None else held

    def text(self, path: str, limit: int = 1 << 20) -> str:
        return decode(self.read(path, limit))


def small(objects: Objects, entries: Iterable[Entry]) -> dict[str, bytes]:
    """The contents of a tree that takes little room, by object name."""
    sizes = {one.oid: one.size for one in entries if one.kind != "submodule" and one.size >= 0}
    if sum(sizes.values()) > MAX_HELD:
        return {}
    return {kind[0]: data for kind, data in objects.contents([*sizes], MAX_HELD) if kind}


def list_entries(rows: Iterable[Row]) -> dict[str, Entry]:
    """Every entry by path, sorted by path."""
    entries: dict[str, Entry] = {}
    for mode, oid, size, name in rows:
        path = shown(name, entries)
        kind = KINDS.get(mode, "file")
        length = int(size) if size.isdigit() else (0 if kind == "submodule" else -1)
        entries[path] = Entry(path, length, kind, oid.decode())
    return dict(sorted(entries.items()))


def listing(git: Git, commit: str) -> Iterator[Row]:
    """Mode, object name, size and name of every entry, as git prints them."""
    rest, size, count = b"", 0, 0
    try:
        for chunk in git.stream("ls-tree", "-r", "-z", "-l", "--full-tree", commit):
            *records, rest = (rest + chunk).split(b"\0")
            for record in records:
                head, name = record.split(b"\t", 1)
                mode, _, oid, length = head.split()
                yield mode, oid, length, name
            size, count = size + len(chunk), count + len(records)
            if size > MAX_LISTING or count > MAX_ENTRIES:
                hint = Text("audit a part of it that is a repository of its own")
                raise NothingToAudit(
                    Text("more than {n} files are tracked", {"n": MAX_ENTRIES}), hint
                )
    except GitFailed as error:
        hint = Text("check it with `git fsck`, or audit a fresh clone")
        raise NothingToAudit(
            Text(
                "the files of {commit} cannot be read: {reason}",
                {"commit": commit[:10], "reason": error.said},
            ),
            hint,
        ) from None
