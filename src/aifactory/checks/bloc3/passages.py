"""What documents say on a subject, and whether they say it of this project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from posixpath import basename

from msgspec import Struct

from aifactory.checks.bloc3.systems import in_use, systems_in
from aifactory.checks.finding import Facts
from aifactory.checks.practice import is_news, is_pattern
from aifactory.checks.reading import README, about, is_promise, is_unfilled, mentions, sections
from aifactory.checks.using import MADE, remembered, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import words
from aifactory.facts.words import fold

SAID = ("prose", "item", "table")
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")
WORD = re.compile(r"[a-z][a-z0-9_]{3,}")
INLINE = re.compile(r"[\w.-]{3,}")
TAUGHT = re.compile(
    r"(?:^|/)(?:examples?|tutorials?|samples?|skeletons?|user[-_]?guides?|how-?to|contribute)(?:/|$)",
    re.I,
)
# Names of libraries, files and folders that any text may hold.
COMMON = frozenset(
    [
        "base",
        "cloud",
        "code",
        "collections",
        "data",
        "delta",
        "file",
        "google",
        "graph",
        "hive",
        "json",
        "limiter",
        "main",
        "model",
        "models",
        "operator",
        "path",
        "python",
        "random",
        "request",
        "requests",
        "responses",
        "retry",
        "schedule",
        "string",
        "test",
        "tests",
        "readme",
        "docs",
    ]
)


class Passage(Struct, frozen=True):
    """A document, or what stands below one of its headings."""

    document: Document
    start: Block
    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """What it says: headings, sentences, items and tables; a diagram's words aside."""
        return "\n".join(b.text for b in self.blocks if b.kind in (*SAID, "heading"))

    @property
    def words(self) -> int:
        """Visible words of sentences, items and tables."""
        return sum(words(b.text) for b in self.blocks if b.kind in SAID)

    def lines(self) -> Iterator[str]:
        """Sentences, items and rows of tables; a heading says what one should expect, not how it is."""
        for block in self.blocks:
            if block.kind in SAID:
                yield from (line for line in SENTENCE.split(block.text) if line.strip())


class Own(Struct, frozen=True):
    """What a project is made of, as its documents would call it."""

    systems: frozenset[str]
    libraries: frozenset[str]
    places: frozenset[str]


@remembered
def passages(facts: Facts, *families: str) -> Iterator[Passage]:
    """What documents say on these families: whole documents named for one, then sections.

    The title of a README is the name of a project, and the section below it the whole of it.
    """
    kept = [d for d in widened(facts).files.documents if _speaks(d)]
    for document in kept:
        if about(document, *families):
            yield Passage(document, document.blocks[0], document.blocks)
    for document in kept:
        for heading, below in sections(document, *families):
            if not (heading.level == 1 and README.match(basename(document.path))):
                yield Passage(document, heading, (heading, *below.blocks))


def _speaks(document: Document) -> bool:
    if not document.blocks or "://" in document.path or is_news(document):
        return False
    return not (is_unfilled(document) or is_pattern(document) or TAUGHT.search(document.path))


def told(
    facts: Facts, families: Sequence[str], least: int, *asked: str | tuple[str, ...]
) -> Passage | None:
    """The first passage on one of `families` that tells all that is `asked` of this project.

    It has `least` words, a line of its own for each of `asked`, which names the family or all of a
    tuple of them, and it names something that the project uses.
    """
    wanted = [(one,) if isinstance(one, str) else one for one in asked]
    every = {family for one in wanted for family in one}
    own = own_names(facts)
    for passage in passages(facts, *families):
        text = passage.text
        if passage.words < least or is_promise(text) or len(mentions(text, *every)) < len(every):
            continue
        lines = list(passage.lines())
        telling = [_fitting(lines, one) for one in wanted]
        if _each_its_own(telling) and names_own(passage, own):
            return passage
    return None


def _fitting(lines: Sequence[str], families: tuple[str, ...]) -> frozenset[int]:
    """The lines that mention all of these families."""
    fitting = (n for n, line in enumerate(lines) if len(mentions(line, *families)) == len(families))
    return frozenset(fitting)


def _each_its_own(choices: Sequence[frozenset[int]], taken: frozenset[int] = frozenset()) -> bool:
    """Whether each can have a line that no other has."""
    if not choices:
        return True
    return any(_each_its_own(choices[1:], taken | {one}) for one in choices[0] - taken)


def side_by_side(facts: Facts, families: Sequence[str], least: int, *asked: str) -> Passage | None:
    """The first passage of `least` words on this project of which one block mentions all of `asked`."""
    own = own_names(facts)
    for passage in passages(facts, *families):
        if passage.words < least or len(mentions(passage.text, *asked)) < len(asked):
            continue
        said = (b for b in passage.blocks if b.kind in SAID and not is_promise(b.text))
        if any(len(mentions(b.text, *asked)) == len(asked) for b in said):
            if names_own(passage, own):
                return passage
    return None


def own_names(facts: Facts) -> Own:
    """The systems, libraries, files and folders of a project, by what it uses."""
    libraries: set[str] = set()
    places: set[str] = set()
    for use in facts.code.uses:
        if use.role not in MADE:
            continue
        places.update(use.path.lower().split("/"))
        places.update(part.partition(".")[0] for part in use.path.lower().split("/"))
        if "." in use.call:
            root = use.call.partition(".")[0].lower()
            libraries |= {root, root.removeprefix("py")}
    return Own(frozenset(in_use(facts)), frozenset(libraries - COMMON), frozenset(places - COMMON))


def names_own(passage: Passage, own: Own) -> bool:
    """Whether a passage names what the project uses; a file's or a folder's name is written as code."""
    if own.systems.intersection(systems_in(passage.text)):
        return True
    if own.libraries.intersection(WORD.findall(fold(passage.text))):
        return True
    for block in passage.blocks:
        spans = [*block.inline, *(link.target for link in block.links)]
        for span in [*spans, block.text] if block.kind == "code" else spans:
            parts = {basename(one) for one in INLINE.findall(span.lower())}
            if own.places.intersection(parts | {part.partition(".")[0] for part in parts}):
                return True
    return False
