"""The rules that say what a use is: `policies/uses/*.yml`, of which `code.yml` tells the notation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar

from msgspec import Struct

from aifactory.facts.code.needles import needles
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
    "bounds",
    "except",
)
FIRST = "uses/code.yml"
ENDING = re.compile(r"\*\.(\w+)")
PLAIN = re.compile(r"[^*?\[\]/]+")
PATHS = 2048  # whose answers are kept
T = TypeVar("T")


class TextRule(Struct, frozen=True):
    """A regular expression over text, compiled when it is first needed."""

    name: str
    wanted: str
    flags: int = 0

    def may_fit(self, folded: str) -> bool:
        """Whether a folded text is worth a search: most lack what must stand there."""
        told = needles(self.wanted, self.flags)
        return not told or any(needle in folded for needle in told)

    @property
    def regex(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return _regex(self.wanted, self.flags)

    @property
    def across(self) -> re.Pattern[str]:
        """The expression over the lines of a whole text."""
        return _regex(self.wanted, self.flags | re.M)


@cache
def _regex(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


class Placed(Generic[T]):
    """What is looked for in files by their paths: most by the ending or the name alone."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self.by_ending: dict[str, list[T]] = {}
        self.by_name: dict[str, list[T]] = {}
        self.by_glob: dict[str, list[T]] = {}
        for globs, wanted in pairs:
            for glob in globs.split("|"):
                if ending := ENDING.fullmatch(glob):
                    self.by_ending.setdefault(ending[1].lower(), []).append(wanted)
                elif PLAIN.fullmatch(glob):
                    self.by_name.setdefault(glob.lower(), []).append(wanted)
                else:
                    self.by_glob.setdefault(glob, []).append(wanted)
        self.globs = [(literal(glob).lower().strip("/"), glob) for glob in self.by_glob]
        self.of = lru_cache(maxsize=PATHS)(self._of)  # many repositories have the same names

    def _of(self, path: str) -> tuple[T, ...]:
        """What is looked for in this file, each once."""
        folded = path.lower()
        found = [
            *self.by_ending.get(folded.rpartition(".")[2], ()),
            *self.by_name.get(folded.rpartition("/")[2], ()),
        ]
        for needle, glob in self.globs:
            if needle in folded and fits_path(glob, path):
                found += self.by_glob[glob]
        return tuple(dict.fromkeys(found))


def fits_path(globs: str, path: str) -> bool:
    """Whether a path fits one of the wild cards that "|" joins."""
    return _path(globs).match(f"/{path}") is not None


class Rules(Struct, frozen=True):
    """Every rule, by the reader that applies it; values are names of uses."""

    names: tuple[str, ...]
    python: Patterns
    needles: Mapping[str, tuple[tuple[str, str], ...]]
    spoken: tuple[tuple[str, str], ...]
    defines: tuple[tuple[str, Glob], ...]
    defined: re.Pattern[str] | None
    sql: tuple[TextRule, ...]
    bounds: tuple[tuple[str, Glob], ...]
    compared: re.Pattern[str] | None
    tests: tuple[tuple[str, Glob], ...]
    files: Placed[str]
    lines: Placed[TextRule]
    unless: Mapping[str, str]


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
        defines=tuple(_each(data, "defines", Glob)),
        defined=_definition([text for rule in data.values() for text in rule.get("defines", ())]),
        bounds=tuple(_each(data, "bounds", Glob)),
        compared=_comparison([text for rule in data.values() for text in rule.get("bounds", ())]),
        spoken=tuple(_each(data, "tests", lambda text: literal(text).lower())),
        sql=tuple(TextRule(name, text, re.I | re.S) for name, text in _each(data, "sql", str)),
        tests=tuple(_each(data, "tests", Glob)),
        files=Placed((glob, name) for name, glob in _each(data, "files", str)),
        lines=Placed(_lines(data)),
        unless={name: _joined(rule["except"]) for name, rule in data.items() if "except" in rule},
    )


def _each(data: Mapping[str, Mapping[str, Any]], key: str, compiled: Any) -> Any:
    return ((name, compiled(text)) for name, rule in data.items() for text in rule.get(key, ()))


def _lines(data: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, TextRule]]:
    """Where lines are looked at, and for what: by rules that say it, and by those on a kind of file."""
    for name, rule in data.items():
        for place, wanted in rule.get("lines", {}).items():
            for text in wanted:
                yield place, TextRule(name, text)
        for key, (place, form) in STANDING.items():
            for text in rule.get(key, ()):
                body = translate(text).removeprefix("(?s:").removesuffix(r")\Z")
                yield place, TextRule(name, form % body)


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


def _comparison(globs: list[str]) -> re.Pattern[str] | None:
    """A line that asks or asserts and speaks of one of these, for the same reason."""
    words = "|".join(sorted({re.escape(literal(one)) for one in globs}))
    if not words:
        return None
    asks = r"(?:assert|if|elif|return|\w+ =)(?=[^\n]*[<>])|self\.assert(?:Less|Greater)"
    return re.compile(rf"^[ \t]*(?:{asks})[^\n]*(?<![a-z])(?:{words})", re.I | re.M)


class Glob:
    """A wild card over names, whatever their case; compiled when it is first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def match(self, name: str) -> re.Match[str] | None:
        """How a name fits it."""
        return _glob(self.text).match(name)


@cache
def _glob(text: str) -> re.Pattern[str]:
    return re.compile(translate(text), re.I)


def _joined(globs: str | list[str]) -> str:
    return globs if isinstance(globs, str) else "|".join(globs)


@cache
def _path(globs: str) -> re.Pattern[str]:
    """Globs joined by "|", over the path from the root or, where they hold no "/", the name."""
    return re.compile("|".join(map(_rooted, globs.split("|"))), re.I)


def _rooted(glob: str) -> str:
    if "/" not in glob:
        return r"(?:.*/)" + translate(glob).replace(".*", "[^/]*")
    return translate(glob if glob.startswith("*") else f"/{glob}")


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
