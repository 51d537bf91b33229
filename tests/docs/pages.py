"""Built pages as tests see them: links, anchors, words; and the documents that are kept."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).parents[2]
GENERATED = ("project", "reference/en", "reference/fr", "verdicts/en", "verdicts/fr")
OURS = ("search.html", "genindex.html")  # Sphinx's own pages


def kept() -> list[Path]:
    """The documents that are kept, as paths below the root; none that the site generates."""
    generated = tuple(f"docs/{name}/" for name in GENERATED)
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    names = sorted(path.relative_to(ROOT) for path in found)
    return [name for name in names if not name.as_posix().startswith(generated)]


@dataclass
class Page(HTMLParser):
    """One page: its language, anchors, links, loaded resources, images, text and terms."""

    html: str
    lang: str = ""
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)  # images without a text
    words: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._quiet = self._term = 0
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "img" and not given.get("alt"):
            self.unnamed.append(given.get("src", ""))
        elif tag == "dt":
            self._term = 1
            self.terms.append("")
        if tag in ("img", "script", "iframe", "source"):
            self.loaded.append(given.get("src", ""))
        elif tag == "link" and given.get("rel") in ("stylesheet", "preload", "icon"):
            self.loaded.append(given.get("href", ""))
        self._quiet += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("script", "style")
        self._term = 0 if tag == "dt" else self._term

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.words.append(data)
        if self._term:
            self.terms[-1] += data

    @cached_property
    def text(self) -> str:
        """What a reader sees, in single spaces."""
        return " ".join("".join(self.words).split())


@dataclass
class Site:
    """The built site: its folder, and its pages by their path in it."""

    folder: Path
    said: str

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {
            path.relative_to(self.folder).as_posix(): Page(path.read_text("utf-8"))
            for path in sorted(self.folder.rglob("*.html"))
        }

    def broken(self) -> list[str]:
        """Local links and resources that lead nowhere, anchors among them."""
        return [
            f"{name}: {link}"
            for name, page in self.pages.items()
            for link in (*page.links, *page.loaded)
            if link and not self._leads(name, link)
        ]

    def _leads(self, name: str, link: str) -> bool:
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            return parts.scheme in ("http", "https", "mailto", "data")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
        target = target if parts.path else name
        if target.endswith(".html"):
            page = self.pages.get(target)
            anchor = unquote(parts.fragment)
            return page is not None and (not anchor or anchor in page.anchors)
        return (self.folder / target).is_file()
