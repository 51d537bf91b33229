"""Names of files for names of candidates: plain, safe on every system, each its own."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from aifactory.facts.words import fold

LONGEST = 60
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def slugs(names: Iterable[str]) -> dict[str, str]:
    """A file's name for each candidate's, without an ending.

    Where two would be alike each gets a digest of its own name, so that no order decides.
    """
    plain = {name: slug(name) for name in names}
    held = Counter(plain.values())
    return {
        name: short if held[short] == 1 else f"{short}-{digest(name)}"
        for name, short in plain.items()
    }


def slug(name: str) -> str:
    """Lower-case letters, digits and dashes of a name; one in no Latin letters is its digest."""
    words = re.findall(r"[a-z0-9]+", fold(name))
    short = "-".join(words)[:LONGEST].strip("-")
    if not short or RESERVED.fullmatch(short):
        return "-".join(filter(None, ("candidate", short or digest(name))))
    return short


def digest(name: str) -> str:
    """A few characters that tell a name from others."""
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:8]
