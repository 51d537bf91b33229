"""Ways to look through documents that several checks share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, normpath

from aifactory.facts import Facts
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section, words
from aifactory.facts.words import load_words

README = re.compile(r"^readme(?:\.(?:md|markdown|rst|txt|adoc))?$", re.I)
DOCS = re.compile(r"^(?:docs?|documentation|site|website|wiki|book)/", re.I)
DATA_FOLDER = re.compile(r"(?:^|/)(?:data|dataset|datasets|donnees|corpus)/[^/]+$", re.I)
GUIDE = re.compile(r"(?:^|/)(?:examples?|tutorials?|templates?|samples?|skeletons?)(?:/|$)", re.I)
PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|lorem ipsum|XXX|to be (?:completed|written|filled|defined)|coming soon"
    r"|à (?:compléter|remplir|définir|venir|rédiger))\b|<[A-Z][A-Z _-]{2,}>|\[(?:fill|your|votre)\b[^\]]*\]",
    re.I,
)


def readme(facts: Facts) -> Document | None:
    """The root README, Markdown first."""
    found = [d for d in facts.files.documents if README.match(d.path)]
    return min(
        found, key=lambda d: (d.format != "markdown", d.format != "rst", d.path), default=None
    )


def named(facts: Facts, pattern: str, *, folder: str = "") -> Iterator[Document]:
    """Documents whose file name (or, with `folder`, path) matches, case aside, nearest first."""
    wanted, where = re.compile(pattern, re.I), re.compile(folder, re.I)
    for document in sorted(facts.files.documents, key=lambda d: (d.path.count("/"), d.path)):
        if wanted.search(basename(document.path)) and where.search(dirname(document.path)):
            yield document


def presented(facts: Facts) -> Iterator[Document]:
    """The README and the documents below docs/, the README first."""
    if top := readme(facts):
        yield top
    for document in facts.files.documents:
        if DOCS.match(document.path):
            yield document


def sections(document: Document, *families: str) -> Iterator[tuple[Block, Section]]:
    """The sections whose heading names one of the word families."""
    lexicon = load_words()
    for index in headings(document):
        block = document.blocks[index]
        if any(lexicon.has(family, block.text) for family in families):
            yield block, section(document, index)


def about(document: Document, *families: str) -> bool:
    """Whether the file's own name names one of the word families."""
    lexicon = load_words()
    stem = basename(document.path).rsplit(".", 1)[0]
    return any(lexicon.has(family, stem) for family in families)


def mentions(text: str, *families: str) -> list[str]:
    """The families that a text mentions."""
    lexicon = load_words()
    return [family for family in families if lexicon.has(family, text)]


def is_unfilled(document: Document) -> bool:
    """Whether a document says of itself that nobody has filled it in yet."""
    status = {str(document.front.get(k, "")).lower() for k in ("status", "statut", "state")}
    if status & {"unfilled", "template", "draft", "à remplir", "a remplir", "modèle"}:
        return True
    return "aifactory:unfilled" in document.front.get("comment", "")


def prose_words(document: Document) -> int:
    """Visible words of the whole document, code and tables aside."""
    return sum(words(b.text) for b in document.blocks if b.kind in ("prose", "item"))


def resolve(document: Document, target: str, facts: Facts) -> Document | None:
    """The document that a relative link leads to, if it was read."""
    path = target.split("#", 1)[0].split("?", 1)[0]
    if not path or "://" in path:
        return None
    base = "" if path.startswith("/") else dirname(document.path)
    wanted = normpath(f"{base}/{path}".lstrip("/"))
    names = {wanted, f"{wanted}/README.md", f"{wanted}/index.md", f"{wanted}.md", f"{wanted}.rst"}
    return next((d for d in facts.files.documents if d.path in names), None)


def is_promise(text: str) -> bool:
    """Whether a text is a placeholder or only promises."""
    return PLACEHOLDER.search(text) is not None and words(text) < 30
