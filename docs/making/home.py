"""The pages that stand at the repository's root, as pages of the site."""

from __future__ import annotations

from collections.abc import Iterator

from making.links import HOME, moved
from making.writing import ROOT


def pages() -> Iterator[tuple[str, str]]:
    """README, CONTRIBUTING and the others, their links led to the site's pages."""
    for name, target in HOME.items():
        yield target, moved((ROOT / name).read_text("utf-8"), "", "project")
