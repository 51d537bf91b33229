"""Links of the kept pages lead to the same thing on a forge and in the site.

A forge opens any file of the repository; the site has pages for those that people read first, and
hands other files out as they are.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]
# Documents at the root are pages of the site.
HOME = {path.name: f"project/{path.name.lower()}" for path in sorted(ROOT.glob("*.md"))}
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?(?=\))")


def at_home(app: Sphinx, name: str, source: list[str]) -> None:
    """Lead a page's links to the root's pages to those of the site."""
    folder = posixpath.dirname(name)
    source[0] = moved(source[0], posixpath.join("docs", folder), folder)


def moved(text: str, written: str, shown: str) -> str:
    """`text`, written for a folder of the repository, with links for a folder of the site."""

    def lead(found: re.Match[str]) -> str:
        target, anchor = found[1], found[2] or ""
        place = posixpath.normpath(posixpath.join(written, target))
        if place in HOME:
            return posixpath.relpath(HOME[place], shown or ".") + anchor
        target = posixpath.relpath(place, posixpath.join("docs", shown))
        file = place.endswith(".md") and not place.startswith("docs/")
        return f"path:{target}" if file else target + anchor

    return LINK.sub(lead, text)
