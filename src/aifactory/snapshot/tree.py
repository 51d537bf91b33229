"""The tree of one commit: what facts may ask of it, and a tree in memory for tests."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from hashlib import sha256
from typing import Protocol

from msgspec import Struct

from aifactory.errors import Spoken
from aifactory.model import Text


class Entry(Struct, frozen=True, omit_defaults=True):
    """A tracked path. `size` is in bytes, -1 where it cannot be known; a link holds its target."""

    path: str
    size: int
    kind: str = "file"  # file | executable | link | submodule
    oid: str = ""


class Problem(Struct, frozen=True, omit_defaults=True):
    """A file that was passed over, and why; it is said beside the score, never hidden."""

    path: str
    reason: Text | str  # quoted, or read from facts of an earlier version


class Unreadable(Spoken):
    """A file that cannot be read as what it claims to be: missing object, too large, binary."""


class Tree(Protocol):
    """The files of one commit, known by path. Paths use "/", whatever the platform."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every tracked entry by path, sorted by path."""

    def read(self, path: str, limit: int = 1 << 20) -> bytes:
        """The bytes at `path`; Unreadable when absent, larger than `limit` or missing."""

    def text(self, path: str, limit: int = 1 << 20) -> str:
        """The decoded text at `path`: UTF-8, UTF-16 by its mark, else Latin-1; "\\n" line ends."""


def decode(data: bytes) -> str:
    """Text of unknown encoding: byte-order marks first, then UTF-8, else Latin-1; never fails."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(name: bytes, taken: Container[str]) -> str:
    """A file's name as text: odd bytes as `\\xNN`, and a digest after it where that is taken."""
    path = name.decode("utf-8", "backslashreplace")
    return f"{path}~{sha256(name).hexdigest()[:8]}" if path in taken else path


class MemoryTree:
    """A tree from a mapping of paths to contents."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {p: c.encode() if isinstance(c, str) else c for p, c in sorted(files.items())}
        self.entries: Mapping[str, Entry] = {p: Entry(p, len(c)) for p, c in self._files.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def read(self, path: str, limit: int = 1 << 20) -> bytes:
        data = self._files.get(path)
        if data is None:
            raise Unreadable(Text("no such file"))
        if len(data) > limit:
            raise Unreadable(
                Text("{size} bytes, more than {limit}", {"size": len(data), "limit": limit})
            )
        return data

    def text(self, path: str, limit: int = 1 << 20) -> str:
        return decode(self.read(path, limit))
