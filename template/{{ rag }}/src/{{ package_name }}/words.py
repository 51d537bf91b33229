"""Words and sentences of a text, without accents or capitals."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

WORD = re.compile(r"[a-z0-9]+")
END = re.compile(r"(?<=[.!?:;])\s+|\n+")
STOP = frozenset(files(__package__).joinpath("stop.txt").read_text("utf-8").split())


def fold(text: str) -> list[str]:
    """The words of a text in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))


def sentences(text: str) -> list[str]:
    """The sentences and list items of a text, without their marks."""
    parts = (part.strip(" \t-*>#|") for part in END.split(text))
    return [part for part in parts if part]
