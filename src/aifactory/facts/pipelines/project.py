"""The files a command may lead to: read once, as text, YAML, TOML or JSON; None where absent."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from aifactory.facts.pipelines.model import Location
from aifactory.facts.pipelines.shell import inside
from aifactory.snapshot import yamltree
from aifactory.snapshot.tree import Tree, Unreadable

MAX_FILE = 512 * 1024
MAX_SHOWN = 200
MAX_WORK = 4_000_000  # characters of scripts, and COST for each command and step, in all
COST = 100
T = TypeVar("T")


class Project:
    """A tree with a memory of what was read from it."""

    def __init__(self, tree: Tree, budget: int = MAX_WORK) -> None:
        self.tree = tree
        self.left = budget
        self._kept: dict[tuple[str, str], Any] = {}

    def spend(self, text: str = "") -> bool:
        """Takes a piece of work off the budget; False once there is nothing left."""
        self.left -= COST + len(text)
        return self.left >= 0

    def has(self, path: str) -> bool:
        entry = self.tree.entries.get(path)
        return entry is not None and entry.kind in ("file", "executable")

    def first(self, folder: str, *names: str) -> str:
        """The first of the names that stands in `folder`, as a path; "" where none does."""
        return next((p for p in (inside(folder, n) for n in names) if self.has(p)), "")

    def upwards(self, folder: str, *names: str) -> str:
        """As `first`, but looks in the folders above too: where tools find their root."""
        while True:
            if found := self.first(folder, *names):
                return found
            if not folder or folder.startswith(".."):
                return ""
            folder = folder.rpartition("/")[0]

    def kept(self, kind: str, path: str, make: Callable[[], T]) -> T:
        """What `make` gives for this path, made once."""
        if (kind, path) not in self._kept:
            self._kept[kind, path] = make()
        found: T = self._kept[kind, path]
        return found

    def text(self, path: str) -> str | None:
        def read() -> str | None:
            try:
                return self.tree.text(path, MAX_FILE) if self.has(path) else None
            except Unreadable:
                return None

        return self.kept("text", path, read)

    def yaml(self, path: str) -> Any:
        return self.kept("yaml", path, lambda: _parse(self.text(path), yamltree.load))

    def toml(self, path: str) -> Mapping[str, Any]:
        return self.kept("toml", path, lambda: _table(_parse(self.text(path), tomllib.loads)))

    def json(self, path: str) -> Mapping[str, Any]:
        return self.kept("json", path, lambda: _table(_parse(self.text(path), json.loads)))

    def line_of(self, path: str, *needles: str) -> int:
        """The 1-based line where the needles (regular expressions) follow each other; 1 if none."""
        lines = (self.text(path) or "").split("\n")
        at = 0
        for needle in needles:
            hit = next((i for i in range(at, len(lines)) if re.search(needle, lines[i])), None)
            at = at if hit is None else hit
        return at + 1

    def at(self, path: str, line: int, text: str = "") -> Location:
        """A location that quotes its line."""
        lines = self.kept("lines", path, lambda: (self.text(path) or "").split("\n"))
        shown = lines[line - 1] if 0 < line <= len(lines) else text
        return Location(path, line, (shown.strip() or text)[:MAX_SHOWN])


def _parse(text: str | None, parser: Callable[[str], Any]) -> Any:
    if text is None:
        return None
    try:
        return parser(text)
    except (Unreadable, ValueError, RecursionError):
        return None


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def table(value: Any, *keys: str) -> Mapping[str, Any]:
    """The table below `keys`, empty where something else stands there."""
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as none, anything else as its only member."""
    return value if isinstance(value, list) else [] if value is None else [value]
