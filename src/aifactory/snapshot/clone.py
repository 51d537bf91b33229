"""Clones of git URLs, kept in a cache and fetched anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from aifactory.errors import BadInput
from aifactory.snapshot.places import Place

URL = re.compile(r"(?:https|ssh|file)://|[\w.-]+@[\w.-]+:(?!:)|[a-z][a-z0-9+.-]*:{1,2}//|[a-z]+::")


def is_url(target: str) -> bool:
    """Whether a target is meant as a git URL rather than a path."""
    return URL.match(target) is not None


def clone(url: str, cache: Path | None, progress: Callable[[str], None] | None) -> Place:
    """The cached clone of a URL, fetched anew."""
    raise BadInput(f"{url}: not yet", "clone it first")
