"""The files of a folder on the disk; links are not followed, special files are passed over."""

# A name may be no text, so paths are bytes, which pathlib has not.
# ruff: noqa: PTH115, PTH118, PTH123

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from aifactory.errors import NothingToAudit, system_reason
from aifactory.model import Text
from aifactory.snapshot.tree import Entry, Unreadable, decode, shown

MAX_FILES = 200_000
HEAVY = {b".git", b".hg", b".svn", b".venv", b"venv", b"node_modules", b"__pycache__"}
HEAVY |= {b".tox", b".nox", b".mypy_cache", b".pytest_cache", b".ruff_cache"}
NO_WAIT = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class FolderTree:
    """The named files below `root`, read from the disk when they are asked for.

    Names are bytes relative to `root` with "/"; those that are no file or link are left out.
    """

    def __init__(self, root: Path, names: Iterable[bytes]) -> None:
        self._root = os.fsencode(root)
        self._names: dict[str, bytes] = {}
        found: dict[str, Entry] = {}
        for name in names:
            path = shown(name, found)
            entry = self._entry(path, name)
            if entry:
                found[path] = entry
                self._names[path] = name
        self.entries: Mapping[str, Entry] = dict(sorted(found.items()))

    def _entry(self, path: str, name: bytes) -> Entry | None:
        try:
            state = os.lstat(os.path.join(self._root, name))
        except OSError:
            return None
        if stat.S_ISLNK(state.st_mode):
            return Entry(path, state.st_size, "link")
        if stat.S_ISDIR(state.st_mode):
            return Entry(path, 0, "submodule")
        if not stat.S_ISREG(state.st_mode):
            return None
        return Entry(path, state.st_size, "executable" if state.st_mode & 0o100 else "file")

    def read(self, path: str, limit: int = 1 << 20) -> bytes:
        entry = self.entries.get(path)
        if entry is None or entry.kind == "submodule":
            raise Unreadable(Text("no such file"))
        place = os.path.join(self._root, self._names[path])
        try:
            data = os.readlink(place) if entry.kind == "link" else contents(place, limit + 1)
        except OSError as error:
            raise Unreadable(system_reason(error)) from None
        if data is None:
            raise Unreadable(Text("no longer a file"))
        if len(data) > limit:
            raise Unreadable(Text("more than {limit} bytes", {"limit": limit}))
        return data

    def text(self, path: str, limit: int = 1 << 20) -> str:
        return decode(self.read(path, limit))


def contents(place: bytes, most: int) -> bytes | None:
    """The first bytes of a file, None where it has become something else; OSError for a link.
    Never waits for a pipe.
    """
    with open(os.open(place, os.O_RDONLY | NO_WAIT), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        return file.read(most)


def walk(root: Path) -> Iterator[bytes]:
    """The files and links below a folder, without environments, caches and other repositories."""
    folders, count = [b""], 0
    start = os.fsencode(root)
    while folders:
        folder = folders.pop()
        for entry in listing(os.path.join(start, folder)):
            name = os.path.join(folder, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in HEAVY:
                    folders.append(name)
                continue
            yield name.replace(os.sep.encode(), b"/")
            count += 1
            if count > MAX_FILES:
                hint = Text("audit a git clone of it, or a smaller folder")
                raise NothingToAudit(
                    Text("{path} holds more than {n} files", {"path": str(root), "n": MAX_FILES}),
                    hint,
                )


def listing(folder: bytes) -> list[os.DirEntry[bytes]]:
    """What a folder holds, by name; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []
