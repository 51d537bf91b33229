"""Sections in which a project says something of its own, with enough below the heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import basename

from msgspec import Struct

from aifactory.checks.finding import Facts, at, failed, passed
from aifactory.checks.practice import is_news, is_pattern, practised
from aifactory.checks.reading import README, about, is_promise, is_unfilled
from aifactory.checks.using import widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section
from aifactory.model import Finding, Text

ELSEWHERE = re.compile(
    r"(?:^|/)(?:api|reference|references|apidoc|autoapi|_templates|locale|i18n|blog|posts?|news|courses?|lessons?|tutorials?"
    r"|examples?|exercises?|\.github/issue_template|\.gitlab/issue_templates|\.(?!github/|gitlab/)[\w-]+)/"
    r"|licen[cs]e|code[-_]of[-_]conduct|(?:^|/)(?:project[-_ ]?guidelines?|assignment|instructions?|grading|syllabus|evaluation|peer[-_ ]?review)[^/]*\.\w+$",
    re.I,
)
HOW_TO = re.compile(
    r"\W*(?:(?:step|etape|étape)\s*\d+\W+)?(?:(?:add|configur|creat|us|deploy|build|install|start|test|load|download|serv|writ|upload|import|export|modify|select|prepar)ing"
    r"|add|configure|create|deploy|build|install|load|download|how to|prepare|ajouter|configurer|creer|utiliser|installer)\s",
    re.I,
)
PART = re.compile(r"^(?!docs?/|doc/|documentation/|\.github/|data/)(?:[^/]+/){3,}", re.I)

HANDLING = re.compile(
    r"deploy|install|getting[-_ ]started|quick[-_ ]?start|set[-_]?up|config|demarrage|runtimes?/",
    re.I,
)  # pages on how a thing is handled, which say little of what it is
LONGEST = 12  # words of a heading

Wanted = Callable[[Section], bool]


class Told(Struct, frozen=True):
    """A heading of a document and what stands below it; a document may be its own heading."""

    document: Document
    heading: Block
    below: Section


def told(facts: Facts, *families: str) -> Iterator[Told]:
    """What the project's pages tell on a subject, nearest to the root first.

    Templates, change logs, references, tutorials and pages of deep parts tell nothing of the
    project as a whole.
    """
    pages = sorted(widened(facts).files.documents, key=lambda d: (d.path.count("/"), d.path))
    for document in pages:
        if not document.blocks or ELSEWHERE.search(document.path) or PART.match(document.path):
            continue
        if is_unfilled(document) or is_news(document) or is_pattern(document):
            continue
        if about(document, *families):
            yield Told(document, document.blocks[0], Section(document.blocks))
            continue
        for heading, below in practised(document, *families):
            if not HOW_TO.match(heading.text) and len(heading.text.split()) <= LONGEST:
                yield Told(document, heading, _own(document, heading, below))


def _own(document: Document, heading: Block, below: Section) -> Section:
    """What stands below a heading; the title of a README names it all and tells its opening."""
    if heading.level > 1 or not README.match(basename(document.path)):
        return below
    ends = (i for i, block in enumerate(below.blocks) if block.kind == "heading")
    return Section(below.blocks[: next(ends, len(below.blocks))])


def rows(below: Section) -> int:
    """Filled rows of the longest table, its head aside."""
    return max((_filled(table) for table in below.tables), default=0)


def _filled(table: Block) -> int:
    """Rows of which two cells say something."""
    lines = table.text.split("\n")[1:]
    return sum(sum(any(c.isalnum() for c in cell) for cell in r.split(" | ")) > 1 for r in lines)


def says(below: Section, words: float, lines: float) -> bool:
    """Whether a section has so many words, or a table of so many rows, and is no promise."""
    enough = below.words >= words or rows(below) >= lines
    return enough and not is_promise(below.text)


def by_page(
    facts: Facts, families: tuple[str, ...], wanted: Wanted, found: Text, missing: Text
) -> Finding:
    """Passed by the first section on these subjects that is as wanted."""
    nearest = []
    for one in told(facts, *families):
        if wanted(one.below):
            return passed(found, [at(one.document, one.heading)])
        nearest.append(at(one.document, one.heading))
    return failed(missing, nearest[:2])
