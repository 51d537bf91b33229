"""What is wrong with a pack, in words: where, what was expected and what was found."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from gettext import gettext as _
from typing import Any

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.policy.places import data_path
from aifactory.policy.source import Path, Source

SCHEMA = "schema/policy-1.json"
SHOWN = 5


class Fault(Struct, frozen=True):
    """Something wrong at `path` of a pack; `message` is a sentence without its place."""

    path: Path
    message: str


def refuse(name: str, source: Source, faults: Iterable[Fault]) -> None:
    """Raise BadInput with the first faults, in the order of the file; nothing where none is."""
    found = sorted({(source.line(one.path), place(one.path), one.message) for one in faults})
    if not found:
        return
    first, *others = [f"{name}:{line}: {where}{message}" for line, where, message in found[:SHOWN]]
    if len(found) > SHOWN:
        others.append(_("and {n} more").format(n=len(found) - SHOWN))
    hint = _("`aifactory policies --schema` prints what a pack may say; editors can use it too")
    raise BadInput(first, "\n".join([*others, hint]))


def place(path: Path) -> str:
    """A path as people write it, with a colon: "criteria[0].checks[1].points: "."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{repr(part)[1:-1]}" for part in path)
    words = "".join(parts).removeprefix(".")
    return f"{words}: " if words else ""


def unknown(word: str, choices: Iterable[str]) -> str:
    """A sentence about a word that is none of `choices`, with the closest ones."""
    choices = list(choices)
    close = difflib.get_close_matches(word, choices, n=3)
    expected = _("expected one of {choices}").format(choices=", ".join(close or choices[:12]))
    return _("{expected}, found {found}").format(expected=expected, found=shown(word))


def expected(what: str, value: Any) -> str:
    """A sentence about a value that is not what was expected."""
    expectation = _("expected {what}").format(what=what)
    return _("{expected}, found {found}").format(expected=expectation, found=shown(value))


def shown(value: Any) -> str:
    """A value as an error quotes it, at most 40 characters."""
    if isinstance(value, (dict, list)):
        return _("a mapping") if isinstance(value, dict) else _("a list")
    text = repr(value) if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def schema_faults(value: Any) -> Iterator[Fault]:
    """Where `value` breaks the schema of packs."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(_schema()).iter_errors(value):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in error.instance.keys() - set(known):
                yield Fault(
                    (*path, key), _("unknown key; {sentence}").format(sentence=unknown(key, known))
                )
        elif error.validator == "required":
            for key in error.validator_value:
                if key not in error.instance:
                    yield Fault(path, _("the key {key} is missing").format(key=key))
        else:
            yield Fault(path, expected(_wanted(error.validator, error.schema), error.instance))


@cache
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(data_path(SCHEMA).read_text(encoding="utf-8"))
    return schema


def _wanted(keyword: str, schema: Mapping[str, Any]) -> str:
    """What a keyword of the schema asks for, in words."""
    value = schema[keyword]
    match keyword:
        case "type":
            names = _type_names()
            kinds = [value] if isinstance(value, str) else value
            return _(" or ").join(names[kind] for kind in kinds)
        case "const":
            return str(value)
        case "enum":
            return _("one of {choices}").format(choices=", ".join(value))
        case "minimum":
            return _("a number of at least {n}").format(n=value)
        case "maximum":
            return _("a number of at most {n}").format(n=value)
        case "exclusiveMinimum":
            return _("a number above {n}").format(n=value)
        case "minItems" | "minLength":
            return _("something, not nothing")
        case "uniqueItems":
            return _("entries that differ")
    return str(schema.get("description", keyword))


def _type_names() -> dict[str, str]:
    return {
        "number": _("a number"),
        "integer": _("a whole number"),
        "string": _("a text"),
        "array": _("a list"),
        "object": _("a mapping"),
    }
