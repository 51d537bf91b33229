"""Word families: what English and French call the same thing, matched on folded text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from aifactory.policy import data_path

SHORT = 300  # characters
JOIN = r"[\s_-]+"
LEADING = re.compile(r"^[\W\d_]+")
APOSTROPHES = {ord(c): "'" for c in "’‘ʼ`´"}


class _Bare(dict[int, int | None]):
    """A table for `str.translate` that drops combining characters; filled as they are met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


BARE = _Bare()


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes; lines are kept."""
    if text.isascii():
        return text.lower().replace("`", "'")
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    return text.translate(BARE).casefold()


@lru_cache(maxsize=1 << 15)
def _short(text: str) -> str:
    """Headings and names, folded once for all the families that are looked for in them."""
    return fold(text)


class Words:
    """Families of words and phrases; see the head of `policies/words.yml` for their notation."""

    def __init__(self, data: Mapping[str, Mapping[str, list[Any]]]) -> None:
        self._data = data
        self._texts: dict[tuple[str, str], str] = {}
        self._patterns: dict[tuple[str, str], re.Pattern[str] | None] = {}

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families."""
        return tuple(self._data)

    def find(self, family: str, text: str) -> str:
        """The first words of the family in a text, folded; "" if there are none."""
        folded = _short(text) if len(text) < SHORT else fold(text[:20_000])
        match = self._wanted(family).search(folded)
        if match and (but := self._pattern(family, "except")):
            match = self._wanted(family).search(but.sub(" ", folded))
        return match[0] if match else ""

    def has(self, family: str, text: str) -> bool:
        """Whether a text names the family."""
        return self.find(family, text) != ""

    def begins(self, family: str, text: str) -> bool:
        """Whether the first words of a text name the family, numbers and signs aside."""
        folded = LEADING.sub("", fold(text[:500]))
        return self._wanted(family).match(folded) is not None

    def any_of(self, *families: str) -> re.Pattern[str]:
        """One pattern over folded text for several families, exceptions aside."""
        return re.compile("|".join(self._text(family, "en", "fr") for family in families))

    def _wanted(self, family: str) -> re.Pattern[str]:
        found = self._pattern(family, "en", "fr")
        assert found is not None  # noqa: S101  (a family has words)
        return found

    def _pattern(self, family: str, *keys: str) -> re.Pattern[str] | None:
        """The pattern of some lists of a family, compiled when it is first wanted."""
        if (family, keys[0]) not in self._patterns:
            text = self._text(family, *keys)
            self._patterns[family, keys[0]] = re.compile(text) if text else None
        return self._patterns[family, keys[0]]

    def _text(self, family: str, *keys: str) -> str:
        """The same pattern as text; "" for no words."""
        if (family, keys[0]) not in self._texts:
            phrases = [phrase for key in keys for phrase in self._data[family].get(key, [])]
            self._texts[family, keys[0]] = _pattern(phrases) if phrases else ""
        return self._texts[family, keys[0]]


def _pattern(phrases: list[Any]) -> str:
    ordered = sorted({fold(str(p)) for p in phrases}, key=len, reverse=True)
    return rf"(?<![^\W_])(?:{'|'.join(map(_phrase, ordered))})(?![^\W_])"


def _phrase(phrase: str) -> str:
    return JOIN.join(_word(word) for word in phrase.split())


def _word(word: str) -> str:
    parts = re.split(r"(\([^)]*\)|\*)", word)
    out = ""
    for part in parts:
        if part.startswith("("):
            inner = re.escape(part[1:-1])
            out += f"(?:{inner})?"
        elif part == "*":
            out += r"\w*"
        else:
            out += re.escape(part)
    return out


@cache
def load_words() -> Words:
    """The families that ship."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Words(yaml.load(data_path("words.yml").read_text("utf-8"), Loader=loader))  # noqa: S506
