"""YAML as plain values that know their line, safe on hostile input.

Scalars stay the text that was written (`on` and `false` are strings: CI definitions mean them
so). Built from the parser's events, not its constructor: no tag is acted on, depth and size are
bounded, and an alias that would expand without end is refused.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from aifactory.model import Text
from aifactory.snapshot.tree import Unreadable

Node: TypeAlias = "Str | Seq | Map | Tagged"

MAX_DEPTH = 100
MAX_NODES = 200_000


class Str(str):
    """A scalar as written; `plain` is False when it was quoted or a block."""

    __slots__ = ("line", "plain", "text_line")

    line: int
    plain: bool
    text_line: int  # first line of the text itself: the line after a block's "|"

    def __new__(cls, text: str, line: int = 0, plain: bool = True, text_line: int = 0) -> Str:
        self = super().__new__(cls, text)
        self.line, self.plain, self.text_line = line, plain, text_line or line
        return self


class Seq(list[Any]):
    """A sequence of nodes."""

    __slots__ = ("line",)
    line: int


class Map(dict[str, Any]):
    """A mapping; keys are scalars, `line` is the first key's line; merge keys (`<<`) are applied.

    Of a key written twice the last value counts; `repeated` holds those before it.
    """

    __slots__ = ("line", "repeated")
    line: int
    repeated: list[tuple[Str, Any]]


class Tagged:
    """A node under a tag of its own, such as GitLab's `!reference [job, script]`."""

    __slots__ = ("line", "tag", "value")

    def __init__(self, tag: str, value: Any, line: int) -> None:
        self.tag, self.value, self.line = tag, value, line


def load_all(text: str) -> list[Any]:
    """Every document of a YAML stream, in order; Unreadable with the reason and the line."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(_Builder(yaml.parse(text, Loader=loader)).documents())
    except UnicodeEncodeError:
        raise Unreadable(Text("not YAML: it holds half a character")) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error)
        if mark is None:
            raise Unreadable(Text("not YAML: {reason}", {"reason": reason})) from None
        values = {"line": mark.line + 1, "reason": reason}
        raise Unreadable(Text("not YAML at line {line}: {reason}", values)) from None


def load(text: str) -> Any:
    """The first document of a YAML stream, or None where it is empty."""
    documents = load_all(text)
    return documents[0] if documents else None


class _Builder:
    def __init__(self, events: Any) -> None:
        self.events = events
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0

    def documents(self) -> Any:
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                self.anchors.clear()
                yield self.node(next(self.events), 0)[0]

    def node(self, event: Any, depth: int) -> tuple[Any, int]:
        """The node that `event` begins, and how many nodes it holds once aliases are expanded."""
        kind, line = type(event).__name__, event.start_mark.line + 1
        if depth > MAX_DEPTH:
            raise Unreadable(
                Text("YAML nested deeper than {n} at line {line}", {"n": MAX_DEPTH, "line": line})
            )
        if kind == "AliasEvent":
            if event.anchor not in self.anchors:
                raise Unreadable(Text("unknown YAML alias at line {line}", {"line": line}))
            value, size = self.anchors[event.anchor]
            self.count(size, line)
            return value, size
        self.count(1, line)
        value, size = self.collection(kind, event, depth, line)
        tag = event.tag
        if tag and not tag.startswith("tag:yaml.org,") and tag != "!":
            value = Tagged(tag, value, line)
        if event.anchor:
            self.anchors[event.anchor] = (value, size)
        return value, size

    def collection(self, kind: str, event: Any, depth: int, line: int) -> tuple[Any, int]:
        size = 1
        if kind == "ScalarEvent":
            block = event.style in ("|", ">")
            return Str(event.value, line, not event.style, line + block), size
        if kind == "SequenceStartEvent":
            sequence = Seq()
            sequence.line = line
            for item in iter(lambda: next(self.events), None):
                if type(item).__name__ == "SequenceEndEvent":
                    break
                value, n = self.node(item, depth + 1)
                sequence.append(value)
                size += n
            return sequence, size
        mapping, merged = Map(), []
        mapping.line, mapping.repeated = line, []
        for item in iter(lambda: next(self.events), None):
            if type(item).__name__ == "MappingEndEvent":
                break
            key, n = self.node(item, depth + 1)
            value, m = self.node(next(self.events), depth + 1)
            size += n + m
            if key == "<<" and getattr(key, "plain", False):
                merged += value if isinstance(value, Seq) else [value]
            elif isinstance(key, Str):
                if key in mapping:
                    mapping.repeated.append((key, mapping.pop(key)))
                mapping[key] = value
        for source in merged:
            if isinstance(source, Map):
                for key, value in source.items():
                    mapping.setdefault(key, value)
        return mapping, size

    def count(self, more: int, line: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            raise Unreadable(
                Text("YAML larger than {n} nodes at line {line}", {"n": MAX_NODES, "line": line})
            )
