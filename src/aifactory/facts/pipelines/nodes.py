"""YAML nodes as CI definitions use them: typed access, and the place each one stands at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from aifactory.facts.pipelines.model import Location
from aifactory.model import Text
from aifactory.snapshot.tree import Unreadable
from aifactory.snapshot.yamltree import Seq, Str

Table: TypeAlias = dict[str, Any]

MAX_QUOTE = 200  # characters of a quoted line
MAX_PAIRS = 200  # entries of one mapping of inputs or variables
MAX_WORK = 500_000  # entries that a definition may expand to


class Budget:
    """What may still be read: aliases, `extends`, references and copies multiply a definition."""

    def __init__(self, left: int = MAX_WORK) -> None:
        self.left = left

    def spend(self, amount: int = 1) -> None:
        """Take `amount` off; Unreadable once there is nothing left."""
        self.left -= amount
        if self.left < 0:
            raise Unreadable(Text("it holds or expands to more than is read"))


class Source:
    """A file whose lines can be quoted."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")

    def at(self, line: int) -> Location:
        """The place of a 1-based line, with the text that stands there."""
        text = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        return Location(self.path, line, text[:MAX_QUOTE])


def mapping(node: Any) -> Table:
    """The node if it is a mapping, else an empty one."""
    return node if isinstance(node, dict) else {}


def string(node: Any) -> str:
    """The node if it is a scalar, else ""."""
    return node if isinstance(node, Str) else ""


def strings(node: Any) -> tuple[str, ...]:
    """The scalars of a node that is one scalar or a list of them."""
    if isinstance(node, Str):
        return (node,)
    return tuple(item for item in node if isinstance(item, Str)) if isinstance(node, Seq) else ()


def named(node: Any, key: str) -> str:
    """The scalar that is the node, or that the node holds under `key` (`image: {name: x}`)."""
    return string(node) or string(mapping(node).get(key))


def keys(node: Any) -> Iterator[tuple[Str, Any]]:
    """The entries of a mapping whose keys know their line."""
    for key, value in mapping(node).items():
        if isinstance(key, Str):
            yield key, value


def pairs(node: Any) -> dict[str, str]:
    """The scalars of a mapping (its first `MAX_PAIRS`), as plain strings."""
    scalars = (
        (str(key), str(value)) for key, value in mapping(node).items() if isinstance(value, Str)
    )
    return {key: value for (key, value), _ in zip(scalars, range(MAX_PAIRS), strict=False)}


def is_false(node: Any) -> bool:
    """Whether the node is a literal false, as written or as an expression."""
    text = string(node).strip()
    if text.startswith("${{") and text.endswith("}}"):
        text = text[3:-2].strip()
    return text.lower() == "false"
