"""Pages of the site that are written from data and code, before Sphinx reads any page.

Each module holds `pages()`, which yields a path below `docs/` and its text. What they write is not
kept in git: `GENERATED` is emptied of what no module writes any longer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

GENERATED = (
    "project",
    "reference/en",
    "reference/fr",
    "reference/schemas",
    "verdicts/en",
    "verdicts/fr",
)


FRENCH = "reference/francais"


def setup(app: Sphinx) -> dict[str, Any]:
    """Hang the pages, and the language that each is in, into Sphinx."""
    from making import links, menu

    app.connect("builder-inited", lambda app: write(Path(app.srcdir)))
    app.connect("source-read", menu.present)
    app.connect("source-read", links.at_home)
    app.connect("html-page-context", _language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(docs: Path) -> None:
    """Write what has changed, so that only that is read again, and remove what is left over."""
    texts = everything()
    for name, text in texts.items():
        path = docs / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for folder in GENERATED:
        for path in (docs / folder).rglob("*"):
            if path.is_file() and path.relative_to(docs).as_posix() not in texts:
                path.unlink()


def everything() -> dict[str, str]:
    """Every generated page by its path below `docs/`."""
    from making import commands, data, home, packs, schemas, template, verdicts

    modules = (home, commands, packs, template, data, schemas, verdicts)
    return {name: text for module in modules for name, text in module.pages()}


def _language(
    app: Sphinx, name: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Say which language a page is in, so that it is read aloud and hyphenated as such."""
    french = "fr" in Path(name).parts or name == FRENCH
    context["language"] = "fr" if french else "en"
