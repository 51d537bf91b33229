"""The questions that remedies ask of people."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from gettext import gettext as _
from typing import Any

from aifactory.facts.documents.sections import words
from aifactory.locale import LANGUAGES
from aifactory.policy import data_path, load
from aifactory.remedy.pieces import INDEX

FORGES = ("github", "gitlab")
OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@cache
def _index() -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(data_path(INDEX).read_text("utf-8"))
    return found


def question(name: str, lang: str) -> tuple[str, str]:
    """A question in a language, and an example of an answer."""
    asked = _index()["questions"][name]
    return asked[lang], asked["example"]


def fault(name: str, value: str) -> str:
    """Why an answer cannot be used, "" for one that can: it is ours to see that before it is
    written into files, where it would not do what the question is asked for.
    """
    among = {"language": LANGUAGES, "forge": FORGES}.get(name)
    if among and value not in among:
        return _("{value} is none of {names}").format(value=value, names=", ".join(among))
    if name == "owners":
        bad = [word for word in value.split() if not OWNER.fullmatch(word)]
        return _("no handle, such as @ada: {value}").format(value=" ".join(bad)) if bad else ""
    if name == "purpose" and (said := words(value)) < (least := purpose_words()):
        return _("too short: {n} of the {least} words that are needed").format(n=said, least=least)
    return ""


def purpose_words() -> int:
    """The words that an audit wants at the head of a README."""
    checks = (check for criterion in load("bloc4").criteria for check in criterion.checks)
    least = next(check.params["min-words"] for check in checks if check.id == "readme-purpose")
    return int(str(least))


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
