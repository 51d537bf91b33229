"""The landing page lists pages by name and by pattern; what is not there is left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LANDING = "index"
TREE = re.compile(r"^```\{toctree\}$.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\((tutorials/[^)]+)\.md\)")


def present(app: Sphinx, name: str, source: list[str]) -> None:
    """Leave out entries without a page; a page without an entry is still an error."""
    if name == LANDING:
        source[0] = kept(source[0], app.env.found_docs)


def kept(text: str, known: Iterable[str]) -> str:
    """The landing page with the entries and tutorials that are there."""
    pages = set(known)
    text = TREE.sub(lambda found: _entries(found[0], pages), text)
    return LINK.sub(lambda found: found[0] if found[2] in pages else found[1], text)


def _entries(tree: str, pages: Iterable[str]) -> str:
    head, *lines = tree.splitlines()
    shown = [line for line in lines if not _is_entry(line) or _matches(line, pages)]
    return "\n".join([head, *shown]) if any(map(_is_entry, shown)) else ""


def _is_entry(line: str) -> bool:
    return line[:1] not in ("", ":", "`")


def _matches(pattern: str, pages: Iterable[str]) -> bool:
    level = (page for page in pages if page.count("/") == pattern.count("/"))
    return any(fnmatchcase(page, pattern) for page in level)
