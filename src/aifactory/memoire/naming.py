"""What a heading is called, its number aside."""

from __future__ import annotations

import re

from aifactory.facts.words import fold
from aifactory.memoire.rules import headings

NUMBER = re.compile(
    r"^(?:(?:chapitre|chapter|partie|part|section)\s+)?"
    r"(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}(?=[.) :\-–—])|[a-h](?=[.)]\s))?[.) :\-–—]*\s*"
)
PAGE = re.compile(r"[\s.…_·]*\s\d{1,3}$")


def bare(text: str) -> str:
    """A heading folded, without its number and without the page that a list of parts adds."""
    folded = PAGE.sub("", fold(text.strip()))
    return NUMBER.sub("", folded, count=1).strip(" .:") or folded


def named(family: str, text: str) -> bool:
    """Whether a heading is called by a name of this family."""
    return headings().has(family, bare(text))
