"""What `policies/memoire.yml` says: limits, words, parts, questions."""

from __future__ import annotations

from functools import cache

import msgspec
from msgspec import Struct

from aifactory.facts.words import Words, fold
from aifactory.policy import Localized, data_path

Phrases = dict[str, list[str]]  # "en", "fr", "except"


class Limits(Struct, frozen=True, rename="kebab"):
    """The numbers; shares are of 1."""

    pages: dict[str, int]
    words_per_page: dict[str, int]
    pages_per_image: dict[str, float]
    contents: int
    references: int
    figures: int
    tables: int
    blank_share: float
    image_pixels: int


class Part(Struct, frozen=True):
    """A part of the outline: how it is called, what it must show, what it leans on."""

    id: str
    words: int
    title: Localized
    shows: Localized
    fill: Phrases
    headings: Phrases
    criteria: tuple[str, ...]


class Question(Struct, frozen=True):
    """What the jury is asked, and the parts where it looks first."""

    id: str
    parts: tuple[str, ...]
    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The question in this language."""
        return self.fr if lang == "fr" else self.en


class Rules(Struct, frozen=True):
    """The whole file."""

    limits: Limits
    captions: dict[str, list[str]]
    marks: dict[str, Phrases]
    placeholders: dict[str, Phrases]
    headings: dict[str, Phrases]
    role: dict[str, Phrases]
    parts: tuple[Part, ...]
    criteria: dict[str, Localized]
    checks: dict[str, Localized]
    jury: tuple[Question, ...]

    def part(self, name: str) -> Part:
        """The part of this name; KeyError for none."""
        return {part.id: part for part in self.parts}[name]


@cache
def load_rules() -> Rules:
    """The rules that ship."""
    import yaml

    raw = yaml.safe_load(data_path("memoire.yml").read_text("utf-8"))
    return msgspec.convert(raw, Rules)


@cache
def headings() -> Words:
    """What headings are called: the families of `headings`, and one for each part."""
    rules = load_rules()
    return Words(rules.headings | {part.id: part.headings for part in rules.parts})


@cache
def role() -> Words:
    """How a role is stated."""
    return Words(load_rules().role)


def folded(phrases: Phrases) -> list[str]:
    """The phrases of both languages, folded, the longest first."""
    both = phrases.get("en", []) + phrases.get("fr", [])
    return sorted({fold(phrase) for phrase in both}, key=len, reverse=True)
