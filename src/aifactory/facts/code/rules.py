"""The rules that say what a use is: `policies/uses/*.yml`, of which `code.yml` tells the notation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import translate
from functools import cache
from typing import Any

from msgspec import Struct

from aifactory.facts.code.patterns import Patterns, literal
from aifactory.policy import data_path

KEYS = (
    "python",
    "sql",
    "images",
    "kinds",
    "resources",
    "lines",
    "files",
    "tests",
    "defines",
    "except",
)
FIRST = "uses/code.yml"


class LineRule(Struct, frozen=True):
    """Lines that fit `wanted`, comments aside, in files whose path fits `files`."""

    name: str
    files: re.Pattern[str]
    wanted: re.Pattern[str]


class Rules(Struct, frozen=True):
    """Every rule, by the reader that applies it; values are names of uses."""

    names: tuple[str, ...]
    python: Patterns
    needles: Mapping[str, tuple[tuple[str, str], ...]]
    spoken: tuple[tuple[str, str], ...]
    defines: tuple[tuple[str, re.Pattern[str]], ...]
    defined: re.Pattern[str] | None
    sql: tuple[tuple[str, re.Pattern[str]], ...]
    tests: tuple[tuple[str, re.Pattern[str]], ...]
    files: tuple[tuple[str, re.Pattern[str]], ...]
    lines: tuple[LineRule, ...]
    unless: Mapping[str, re.Pattern[str]]


def build(data: Mapping[str, Mapping[str, Any]]) -> Rules:
    """Rules from their values; ValueError or KeyError where they are not in the notation."""
    for name, rule in data.items():
        if unknown := [key for key in rule if key not in KEYS]:
            raise ValueError(f"{name}: unknown keys: {', '.join(unknown)}")
    python = Patterns((name, rule.get("python", ())) for name, rule in data.items())
    return Rules(
        names=tuple(data),
        python=python,
        needles=python.needles(),
        defines=tuple(_each(data, "defines", _glob)),
        defined=_definition([text for rule in data.values() for text in rule.get("defines", ())]),
        spoken=tuple(_each(data, "tests", lambda text: literal(text).lower())),
        sql=tuple(_each(data, "sql", lambda text: re.compile(text, re.I | re.S))),
        tests=tuple(_each(data, "tests", _glob)),
        files=tuple(_each(data, "files", _path)),
        lines=tuple(_lines(data)),
        unless={name: _path(rule["except"]) for name, rule in data.items() if rule.get("except")},
    )


def _each(data: Mapping[str, Mapping[str, Any]], key: str, compiled: Any) -> Any:
    return ((name, compiled(text)) for name, rule in data.items() for text in rule.get(key, ()))


def _lines(data: Mapping[str, Mapping[str, Any]]) -> Any:
    """Line rules: those that say their files, and those that stand for a kind of file."""
    for name, rule in data.items():
        for place, wanted in rule.get("lines", {}).items():
            for text in wanted:
                yield LineRule(name, _path(place), re.compile(text))
        for key, (place, form) in STANDING.items():
            for text in rule.get(key, ()):
                body = translate(text).removeprefix("(?s:").removesuffix(r")\Z")
                yield LineRule(name, _path(place), re.compile(form % body))


STANDING = {  # what a rule on a kind of file looks like there
    "kinds": ("*.yml|*.yaml", r"^kind:\s*[\"']?%s[\"']?\s*$"),
    "images": (
        "*.yml|*.yaml",
        r"^\s*(?:-\s+)?image:\s*[\"']?(?:[\w.-]+(?::\d+)?/)*%s(?:[:@][^\s\"']*)?[\"']?\s*$",
    ),
    "resources": ("*.tf|*.tofu", r"^\s*resource\s+\"%s\"\s+\"[^\"]+\"\s*\{"),
}


def _definition(globs: list[str]) -> re.Pattern[str] | None:
    """A definition whose name one of these may fit; a scan that spares parsing the other files."""
    words = "|".join(sorted({re.escape(literal(one)) for one in globs}))
    return re.compile(rf"\b(?:def|class)[ ]\w*(?:{words})", re.I) if words else None


def _glob(text: str) -> re.Pattern[str]:
    return re.compile(translate(text), re.I)


def _path(globs: str | list[str]) -> re.Pattern[str]:
    """Globs joined by "|", over the path from the root or, where they hold no "/", the name."""
    wanted = (globs if isinstance(globs, str) else "|".join(globs)).split("|")
    return re.compile("|".join(translate(_rooted(one)) for one in wanted), re.I)


def _rooted(glob: str) -> str:
    if "/" not in glob:
        return f"*/{glob}"
    return glob if glob.startswith("*") else f"/{glob}"


@cache
def load_rules() -> Rules:
    """The rules that ship."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = {}
    for path in sorted(data_path(FIRST).parent.glob("*.yml")):
        part = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  (our own file)
        if twice := data.keys() & part.keys():
            raise ValueError(f"{path.name}: named twice: {', '.join(sorted(twice))}")
        data |= part
    return build(data)
