"""The files below a project's folder, read as what they are."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from aifactory.snapshot.tree import Tree, Unreadable


class Files:
    """The files below a project's folder."""

    def __init__(self, tree: Tree, folder: str) -> None:
        self.tree, self.prefix = tree, f"{folder}/" if folder else ""

    def has(self, *names: str) -> str:
        """The first of these that is there."""
        return next((name for name in names if self.prefix + name in self.tree.entries), "")

    def text(self, name: str) -> str:
        """A file's text, "" where it cannot be read."""
        try:
            return self.tree.text(self.prefix + name)
        except Unreadable:
            return ""

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file, empty where it is none."""
        try:
            return tomllib.loads(self.text(name))
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}

    def json(self, name: str) -> dict[str, Any]:
        """A JSON object, empty where it is none."""
        try:
            found = json.loads(self.text(name))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def table(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A table in tables, empty where something else stands there."""
    found: Any = data
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}
