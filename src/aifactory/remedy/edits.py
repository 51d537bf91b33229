"""Edits: the smallest changes of files, in the style in which each of them is written."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from aifactory.model import Text
from aifactory.snapshot.tree import Entry, Tree, Unreadable

BOM = b"\xef\xbb\xbf"


class Edit(Struct, frozen=True):
    """What a file becomes; `before` is None where it is new."""

    path: str
    after: bytes
    before: bytes | None = None


class Style(Struct, frozen=True):
    """How a file is written: its line ends, whether it begins with a mark of UTF-8."""

    newline: str = "\n"
    mark: bool = False


def style_of(data: bytes) -> Style:
    """The style of a file; the line ends that most of its lines have."""
    windows = data.count(b"\r\n")
    newline = "\r\n" if windows * 2 > data.count(b"\n") else "\n"
    return Style(newline, data.startswith(BOM))


def opened(data: bytes) -> str | None:
    """A file as text with its line ends as they are; None where it is not UTF-8."""
    try:
        return data.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        return None


def closed(text: str, style: Style) -> bytes:
    """Text as a file of that style; line ends that are there already stay as they are."""
    return (BOM if style.mark else b"") + text.encode("utf-8")


def insert(data: bytes, at: int, lines: str) -> bytes | None:
    """A file with whole lines put in before its line number `at` (from 0), nothing else changed.

    A last line without an end gets one where lines come after it. None where it is not UTF-8.
    """
    text = opened(data)
    if text is None:
        return None
    style = style_of(data)
    there = re.findall(r"[^\n]*\n|[^\n]+", text)
    new = re.sub(r"\r?\n", style.newline, lines if lines.endswith("\n") else lines + "\n")
    at = min(at, len(there))
    if at and not there[at - 1].endswith("\n"):
        there[at - 1] += style.newline
    return closed("".join([*there[:at], new, *there[at:]]), style)


def append(data: bytes, lines: str) -> bytes | None:
    """A file with whole lines at its end."""
    text = opened(data)
    return None if text is None else insert(data, text.count("\n") + 1, lines)


class Overlay:
    """A tree with edits over it, as if they were committed."""

    def __init__(self, tree: Tree, edits: Mapping[str, bytes]) -> None:
        self._tree, self._edits = tree, dict(edits)
        new = {path: Entry(path, len(data)) for path, data in self._edits.items()}
        self.entries: Mapping[str, Entry] = dict(sorted({**tree.entries, **new}.items()))

    def read(self, path: str, limit: int = 1 << 20) -> bytes:
        """The bytes at `path`, edited or not."""
        data = self._edits.get(path)
        if data is None:
            return self._tree.read(path, limit)
        if len(data) > limit:
            raise Unreadable(
                Text("{size} bytes, more than {limit}", {"size": len(data), "limit": limit})
            )
        return data

    def text(self, path: str, limit: int = 1 << 20) -> str:
        """The decoded text at `path`, edited or not."""
        from aifactory.snapshot.tree import decode

        return decode(self.read(path, limit))
