"""Word families: what English and French call the same thing, matched on folded text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from aifactory.policy import data_path

JOIN = r"[\s_-]+"
APOSTROPHES = {ord(c): "'" for c in "’‘ʼ`´"}
ASCII_ONLY = re.compile(r"^[\x00-\x5f\x61-\x7f]*$")


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes; lines are kept."""
    if ASCII_ONLY.match(text):
        return text.lower()
    text = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
    return "".join(c for c in text if not unicodedata.combining(c)).casefold()


class Words:
    """Families of words and phrases; see the head of `policies/words.yml` for their notation."""

    def __init__(self, data: Mapping[str, Mapping[str, list[Any]]]) -> None:
        self._families = {
            name: _pattern(f.get("en", []) + f.get("fr", [])) for name, f in data.items()
        }
        self._except = {n: _pattern(f["except"]) for n, f in data.items() if f.get("except")}

    @property
    def families(self) -> tuple[str, ...]:
        """The names of the families."""
        return tuple(self._families)

    def find(self, family: str, text: str) -> str:
        """The first words of the family in a text, folded; "" if there are none."""
        folded = fold(text[:20_000])
        if family in self._except:
            folded = self._except[family].sub(" ", folded)
        match = self._families[family].search(folded)
        return match[0] if match else ""

    def has(self, family: str, text: str) -> bool:
        """Whether a text names the family."""
        return self.find(family, text) != ""

    def any_of(self, *families: str) -> re.Pattern[str]:
        """One pattern over folded text for several families, exceptions aside."""
        return re.compile("|".join(self._families[f].pattern for f in families))


def _pattern(phrases: list[Any]) -> re.Pattern[str]:
    ordered = sorted({fold(str(p)) for p in phrases}, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(_phrase, ordered))})(?![^\W_])")


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
