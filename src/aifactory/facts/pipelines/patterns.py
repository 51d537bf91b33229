"""Word patterns over a command line: `docker buildx build --push`, `mvn ... test|verify`.

The first word names the program, whatever its folder. Words that begin with "-" are options and
may stand anywhere; the others must follow each other, options apart, unless "..." lets any
words stand between. `a|b` is a choice and `*` a wild card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from posixpath import basename

from msgspec import Struct

Values = Mapping[str, frozenset[str]]
MAX_TEXT = 8000


class Pattern(Struct, frozen=True):
    """A parsed pattern; each word is its choices."""

    programs: tuple[str, ...]
    words: tuple[tuple[str, ...], ...] = ()
    options: tuple[tuple[str, ...], ...] = ()


def like(text: str, pattern: str) -> bool:
    """Whether a wild-card pattern fits; plain ones, the most, cost no regular expression."""
    core = pattern.strip("*")
    if "*" in core or "?" in core or "[" in core:
        return fnmatchcase(text, pattern)
    if pattern == core:
        return text == core
    if pattern[0] != "*":
        return text.startswith(core)
    return text.endswith(core) if pattern[-1] != "*" else core in text


def parse(text: str) -> Pattern:
    """`"docker build|push --all"` as a pattern."""
    first, *rest = text.split()
    return Pattern(
        tuple(first.split("|")),
        tuple(tuple(w.split("|")) for w in rest if not w.startswith("-")),
        tuple(tuple(w.split("|")) for w in rest if w.startswith("-")),
    )


def program(word: str) -> str:
    """The program's name: `./gradlew`, `C:\\x\\docker.exe` and `/usr/bin/make` lose the rest."""
    name = basename(word.replace("\\", "/"))
    return name[:-4] if name.lower().endswith((".exe", ".cmd", ".bat")) else name


def operands(argv: Sequence[str], takes: frozenset[str]) -> list[tuple[int, str]]:
    """The words after the program that are neither options nor values of options in `takes`."""
    found, skip = [], False
    for index, word in enumerate(argv[1:], 1):
        if skip:
            skip = False
        elif word.startswith("-") and word != "-":
            skip = word in takes
        else:
            found.append((index, word))
    return found


def match(pattern: Pattern, argv: Sequence[str], values: Values) -> int:
    """How many words of `argv` the pattern spans, or 0 where it does not match."""
    name = program(argv[0])
    if not any(like(name, choice) for choice in pattern.programs):
        return 0
    if not all(has_option(argv, choices) for choices in pattern.options):
        return 0
    return _words(pattern.words, operands(argv, values.get(name, frozenset())))


def _words(words: Sequence[tuple[str, ...]], given: Sequence[tuple[int, str]]) -> int:
    at, span, anywhere = 0, 1, False
    for choices in words:
        if choices == ("...",):
            anywhere = True
            continue
        while at < len(given) and not _is(given[at][1], choices):
            if not anywhere:
                return 0
            at += 1
        if at == len(given):
            return 0
        span, at, anywhere = given[at][0] + 1, at + 1, False
    return span


def _is(word: str, choices: Sequence[str]) -> bool:
    return any(like(word, choice) for choice in choices)


def has_option(argv: Sequence[str], choices: Sequence[str]) -> bool:
    """Whether an option is given and not switched off (`--push`, `--push=true`, `-Dx=y`)."""
    for word in argv[1:]:
        name, equals, value = word.partition("=")
        if equals and value.lower() in ("false", "0", "none"):
            continue
        if any(name == choice or like(word, choice) for choice in choices):
            return True
    return False


def option(argv: Sequence[str], names: Sequence[str]) -> list[str]:
    """Every value given to an option: `-t x`, `--tag x`, `--tag=x`, `-tx`."""
    found = []
    for index, word in enumerate(argv[1:], 1):
        name, equals, value = word.partition("=")
        if word in names and index + 1 < len(argv):
            found.append(argv[index + 1])
        elif equals and name in names:
            found.append(value)
        elif len(word) > 2 and word[0] == "-" != word[1] and word[:2] in names and not equals:
            found.append(word[2:])
    return found


def in_text(text: str, globs: Sequence[str]) -> bool:
    """Whether one of the wild-card patterns fits the text, in any case."""
    folded = text[:MAX_TEXT].lower()
    return any(like(folded, glob) for glob in globs)
