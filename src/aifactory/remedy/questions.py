"""The questions that remedies ask of people."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from aifactory.policy import data_path
from aifactory.remedy.pieces import INDEX


@cache
def _index() -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(data_path(INDEX).read_text("utf-8"))
    return found


def question(name: str, lang: str) -> tuple[str, str]:
    """A question in a language, and an example of an answer."""
    asked = _index()["questions"][name]
    return asked[lang], asked["example"]


def practice() -> dict[str, int]:
    """Checks that come by practice alone, and the days that they take at least."""
    return dict(_index()["practice"])


def together() -> dict[str, str]:
    """Checks that say something of what another one asks for."""
    return dict(_index()["with"])


def notes_for(checks: Collection[str], forge: str, lang: str) -> list[str]:
    """What remedies of these checks need on the forge, in a language."""
    found = (note for note in _index()["afterwards"] if note["check"] in checks)
    return [note[lang] for note in found if note.get("forge", forge) == forge]


def small_words(lang: str) -> list[str]:
    """Words by which a language is known."""
    return list(_index()["small-words"][lang])
