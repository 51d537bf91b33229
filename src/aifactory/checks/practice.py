"""Whether a page tells what its team does, or explains what a tool can do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from aifactory.checks.dates import find_date
from aifactory.checks.reading import mentions, readme, sections
from aifactory.facts import Facts
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import COMMAND, Section
from aifactory.facts.words import fold, load_words

PURPOSE = 40  # words at the start of a README that say what the product is
SUBJECTS = 3  # a heading that lists so many is a table of contents, and none of them
PATTERN = re.compile(
    r"(?:^|/)(?:templates?|modeles?|examples?|exemples?|samples?)/|template|modele", re.I
)
INSTRUCTIONS = re.compile(
    r"(?:^|/)(?:agents|claude|gemini|copilot-instructions|skill|\.?cursorrules)\.mdc?$|^\.(?:claude|cursor|agents)/",
    re.I,
)
NEWS = re.compile(
    r"(?:^|/)(?:change[-_ ]?logs?|changes|history|news|release[-_ ]?notes|what.?s[-_ ]?new)(?:[-_. ][^/]*)?(?:/[^/]+)?$",
    re.I,
)
TALK = re.compile(
    r"(?:^|[/_-])(?:meetings?|minutes|stand-?ups?|agendas?|reunions?|comptes?-rendus?)(?:[/_.-]|$)"
)
ASIDE = re.compile(r"\([^()]*\)")
LISTED = re.compile(r",|;|&|/| and | et ", re.I)
DIAGRAM = re.compile(r"^(?:mermaid|plantuml|gantt|text|txt|markdown|md|)$", re.I)


def is_manual(document: Document) -> bool:
    """Whether a document's place says that it explains: a guide, a reference, an assistant's orders.

    A text of the forge has an address for a path, which says nothing of the kind.
    """
    if "://" in document.path:
        return False
    if is_pattern(document):
        return True
    if find_date(basename(document.path)):
        return False
    return bool(mentions(document.path.rsplit(".", 1)[0].replace("/", " / "), "manual"))


def is_pattern(document: Document) -> bool:
    """Whether a document is there to be copied or obeyed: a template, an example, an assistant's orders."""
    path = fold(document.path)
    return "://" not in path and bool(PATTERN.search(path) or INSTRUCTIONS.search(path))


def is_news(document: Document) -> bool:
    """Whether a document tells what versions brought, which is no record of how they came."""
    return NEWS.search(document.path) is not None


def is_talk(document: Document) -> bool:
    """Whether a document holds minutes, or what was said on a day: it speaks of plans, and is none."""
    return find_date(document.path) is not None or TALK.search(fold(document.path)) is not None


def explains(heading: Block) -> bool:
    """Whether a heading announces an explanation or an example."""
    return load_words().begins("explains", heading.text)


def practised(document: Document, *families: str) -> Iterator[tuple[Block, Section]]:
    """The sections on a subject, without those that explain it and those that list many subjects."""
    for heading, below in sections(document, *families):
        if not explains(heading) and is_subject(heading.text):
            yield heading, below


def is_subject(heading: str) -> bool:
    """Whether a heading has one subject or two; "Support, contribution and roadmap" has none."""
    named = ASIDE.sub("", heading).split(":", 1)[0]
    return sum(bool(part.strip()) for part in LISTED.split(named)) < SUBJECTS


def own(document: Document) -> tuple[Block, ...]:
    """The blocks of a document but for what stands below a heading that explains."""
    kept: list[Block] = []
    below = 0
    for block in document.blocks:
        if block.kind == "heading":
            if not below or block.level <= below:
                below = block.level if explains(block) else 0
        if not below:
            kept.append(block)
    return tuple(kept)


def shows_use(blocks: tuple[Block, ...]) -> bool:
    """Whether blocks show how a tool is used: commands or code, a diagram aside."""
    for block in blocks:
        if block.kind == "code":
            if not DIAGRAM.match(block.info):
                return True
            if block.info == "" and any(COMMAND.match(line) for line in block.text.split("\n")):
                return True
    return False


def product_is(facts: Facts, *families: str) -> bool:
    """Whether the README presents the product itself as being about one of these families."""
    top = readme(facts)
    if top is None:
        return False
    said: list[str] = []
    for block in top.blocks:
        if block.kind == "prose" or (block.kind == "heading" and not said):
            said += block.text.split()[: PURPOSE - len(said)]
        if len(said) >= PURPOSE:
            break
    return bool(mentions(" ".join(said), *families))


def is_handbook(facts: Facts) -> bool:
    """Whether the product is a book of practices: its pages tell others what to do."""
    return product_is(facts, "handbook")
