"""What is wrong with a pack, in words: where, what was expected and what was found."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from typing import Any

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text, joined
from aifactory.policy.places import data_path
from aifactory.policy.source import Path, Source

SCHEMA = "schema/policy-1.json"
SHOWN = 5
PACKS = Text("`aifactory policies --schema` prints what a pack may say; editors can use it too")
TYPES = {
    "number": Text("a number"),
    "integer": Text("a whole number"),
    "string": Text("a text"),
    "array": Text("a list"),
    "object": Text("a mapping"),
}


class Fault(Struct, frozen=True):
    """Something wrong at `path` of a pack; `message` is a sentence without its place."""

    path: Path
    message: Text


def refuse(name: str, source: Source, faults: Iterable[Fault], hint: Text | None = None) -> None:
    """Raise BadInput with the first faults, in the order of the file; nothing where none is.

    `hint` says where one reads what the file may say; it is that of packs where left out.
    """
    found = {(source.line(one.path), place(one.path), str(one.message)): one for one in faults}
    if not found:
        return
    first, *others = [
        joined("", f"{name}:{line}: {where}", found[line, where, said].message)
        for line, where, said in sorted(found)[:SHOWN]
    ]
    if len(found) > SHOWN:
        others.append(Text("and {n} more", {"n": len(found) - SHOWN}))
    raise BadInput(first, joined("\n", *others, hint or PACKS))


def place(path: Path) -> str:
    """A path as people write it, with a colon: "criteria[0].checks[1].points: "."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{repr(part)[1:-1]}" for part in path)
    words = "".join(parts).removeprefix(".")
    return f"{words}: " if words else ""


def unknown(word: str, choices: Iterable[str]) -> Text:
    """A sentence about a word that is none of `choices`, with the closest ones."""
    choices = list(choices)
    close = difflib.get_close_matches(word, choices, n=3)
    return Text(
        "expected one of {choices}, found {found}",
        {"choices": ", ".join(close or choices[:12]), "found": shown(word)},
    )


def expected(what: Text | str, value: Any) -> Text:
    """A sentence about a value that is not what was expected."""
    return Text("expected {what}, found {found}", {"what": what, "found": shown(value)})


def shown(value: Any) -> Text | str:
    """A value as an error quotes it, at most 40 characters."""
    if isinstance(value, (dict, list)):
        return Text("a mapping") if isinstance(value, dict) else Text("a list")
    text = repr(value) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def schema_faults(value: Any, schema: str = SCHEMA) -> Iterator[Fault]:
    """Where `value` breaks a schema that ships, that of packs where none is named."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(_schema(schema)).iter_errors(value):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in error.instance.keys() - set(known):
                yield Fault(
                    (*path, key), Text("unknown key; {sentence}", {"sentence": unknown(key, known)})
                )
        elif error.validator == "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield Fault(path, Text("the key {key} is missing", {"key": key}))
        else:
            yield Fault(path, expected(_wanted(error.validator, error.schema), error.instance))


@cache
def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(data_path(name).read_text(encoding="utf-8"))
    return schema


def _wanted(keyword: str, schema: Mapping[str, Any]) -> Text | str:
    """What a keyword of the schema asks for, in words."""
    value = schema[keyword]
    match keyword:
        case "type":
            kinds = [value] if isinstance(value, str) else value
            return reduce(_either, (TYPES[kind] for kind in kinds))
        case "const":
            return str(value)
        case "enum":
            return Text("one of {choices}", {"choices": ", ".join(value)})
        case "minimum":
            return Text("a number of at least {n}", {"n": value})
        case "maximum":
            return Text("a number of at most {n}", {"n": value})
        case "exclusiveMinimum":
            return Text("a number above {n}", {"n": value})
        case "minItems" | "minLength":
            return Text("something, not nothing")
        case "uniqueItems":
            return Text("entries that differ")
    return str(schema.get("description", keyword))


def _either(one: Text, other: Text) -> Text:
    return Text("{one} or {other}", {"one": one, "other": other})
