"""YAML as plain values with the line of each, for files that people write by hand.

Built from the parser's events: no tag is acted on, aliases are refused, depth is bounded.
Plain scalars are read as YAML 1.2 means them: numbers, true, false and null; a date is a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from aifactory.errors import Spoken
from aifactory.model import Text

Path: TypeAlias = tuple[str | int, ...]

MAX_DEPTH = 20
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}")
_WORDS = {"": None, "null": None, "~": None, "true": True, "false": False}


class Malformed(Spoken):
    """A text that is not the YAML we accept; `line` is 1-based."""

    def __init__(self, line: int, said: Text | str) -> None:
        super().__init__(said)
        self.line = line


class Source(Struct, frozen=True):
    """What a file says: `value`, and the 1-based line of each part by its path."""

    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of the part at `path`, or of the nearest part around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(text: str) -> Source:
    """The first document of `text`; Malformed with its line where that is not plain YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        reader = _Reader(yaml.parse(text, Loader=loader))
        return Source(reader.document(), reader.lines)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None)
        raise Malformed(
            mark.line + 1 if mark else 1,
            Text("not YAML: {reason}", {"reason": reason or str(error)}),
        ) from None
    except UnicodeEncodeError:
        raise Malformed(1, Text("not YAML: a lone surrogate is no character")) from None


class _Reader:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.lines: dict[Path, int] = {}

    def document(self) -> Any:
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                return self.node(next(self.events), ())
        return None

    def node(self, event: Any, path: Path) -> Any:
        kind, line = type(event).__name__, event.start_mark.line + 1
        self.lines.setdefault(path, line)
        if kind == "AliasEvent":
            raise Malformed(
                line,
                Text(
                    "expected the text itself, found the alias *{anchor}", {"anchor": event.anchor}
                ),
            )
        if event.tag and event.tag != "!":
            raise Malformed(
                line, Text("expected a plain value, found the tag {tag}", {"tag": event.tag})
            )
        if len(path) > MAX_DEPTH:
            raise Malformed(line, Text("nested deeper than {n} levels", {"n": MAX_DEPTH}))
        if kind == "ScalarEvent":
            return event.value if event.style else _scalar(event.value)
        return self.sequence(path) if kind == "SequenceStartEvent" else self.mapping(path)

    def sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            items.append(self.node(event, (*path, len(items))))
        return items

    def mapping(self, path: Path) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            line = event.start_mark.line + 1
            if type(event).__name__ != "ScalarEvent":
                raise Malformed(
                    line, Text("expected a name as key, found a collection or an alias")
                )
            if event.value in pairs:
                raise Malformed(
                    line, Text("the key {value} stands twice", {"value": repr(event.value)})
                )
            self.lines[(*path, event.value)] = line
            pairs[event.value] = self.node(next(self.events), (*path, event.value))
        return pairs


def _scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
