"""The documents of a tree that some check may need."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from aifactory.facts.documents.markdown import read_markdown
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.rst import read_rst
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.documents.select import (
    always,
    is_document,
    path_topics,
    topics,
    topics_beyond,
)
from aifactory.facts.documents.text import read_text
from aifactory.facts.words import load_words
from aifactory.model import Text, plural
from aifactory.snapshot.tree import Problem, Tree, Unreadable

LONGEST = 512 * 1024
PER_TOPIC = 20  # how much of a topic is enough; a document that answers it well weighs WELL
WELL = 10
FURTHER = 8  # documents on a subject that only packs beyond bloc 4 ask for
READERS = {"md": read_markdown, "markdown": read_markdown, "mdx": read_markdown, "rst": read_rst}
MOST_LINE = 20_000
NESTED = re.compile(r"(?:>|[-*+][ \t]+|[ \t]){0,400}")


def read_documents(
    tree: Tree, paths: Iterable[str], further: list[Document] | None = None
) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Documents of interest, nearest to the root first, and those that were passed over.

    Where the list `further` is given, those that only packs beyond bloc 4 ask for are added to it.
    """
    documents: list[Document] = []
    beyond: Counter[str] = Counter()
    problems: list[Problem] = []
    taken: Counter[str] = Counter()
    left: Counter[str] = Counter()
    answered: set[str] = set()
    for path in _candidates(tree, paths):
        try:
            text, cut = _text(tree, path)
        except Unreadable as error:
            problems.append(Problem(path, error.said))
            continue
        found: list[str] = []
        if not always(path):
            found = list(dict.fromkeys(path_topics(path) + topics(text)))
            wanted = [t for t in found if taken[t] < PER_TOPIC]
            if not wanted:
                left.update(found[:1])
                if further is not None:
                    more = [t for t in topics_beyond(path, text) if beyond[t] < FURTHER]
                    beyond.update(more)
                    if more:
                        read = read_document(path, text)
                        further.append(Document(path, read.format, read.blocks, read.front, cut))
                continue
        document = read_document(path, text)
        weights = _weights(document, found)
        taken.update(weights)
        answered |= {topic for topic, weight in weights.items() if weight == WELL}
        documents.append(Document(path, document.format, document.blocks, document.front, cut))
    problems += [
        Problem(
            f"({topic})",
            plural(
                "{n} more document whose headings name it was not opened",
                "{n} more documents whose headings name it were not opened",
                n,
            ),
        )
        for topic, n in sorted(left.items())
        if topic not in answered
    ]
    return tuple(documents), tuple(problems)


def _weights(document: Document, found: list[str]) -> dict[str, int]:
    """How far a document answers its topics; what says much about one need not be said again."""
    lexicon = load_words()
    weights = {topic: WELL if topic == "changelog" else 1 for topic in found}
    for index in headings(document):
        for topic in ("data", "results"):
            if topic in weights and lexicon.has(topic, document.blocks[index].text):
                below = section(document, index)
                rich = below.figures if topic == "results" else below.tables or below.words >= 60
                weights[topic] = WELL if rich else weights[topic]
    return weights


def _candidates(tree: Tree, paths: Iterable[str]) -> Iterator[str]:
    found = [
        p
        for p in paths
        if (e := tree.entries[p]).kind in ("file", "executable") and is_document(p, e.size)
    ]
    return iter(sorted(found, key=lambda p: (not always(p), p.count("/"), p)))


def _text(tree: Tree, path: str) -> tuple[str, bool]:
    if tree.entries[path].size <= LONGEST:
        text, cut = tree.text(path), False
    else:
        text, cut = tree.text(path, 1 << 26)[:LONGEST], True
        text = text[: text.rfind("\n") + 1]
    if "\0" in text[:1000]:
        raise Unreadable(Text("binary, not a document"))
    return text, cut


def read_document(path: str, text: str) -> Document:
    """One document, by the reader of its format; by the plain one where that fails."""
    reader = READERS.get(path.rsplit(".", 1)[-1].lower(), read_text)
    if reader is not read_text and not _is_sane(text):
        reader = read_text
    try:
        return reader(path, text)
    except Exception:  # a library that trips over a document must not end the audit
        return read_text(path, text)


def _is_sane(text: str) -> bool:
    """Whether the libraries read a text in bounded time: no endless line, no deep nesting."""
    return not any(len(line) > MOST_LINE or _depth(line) > 30 for line in text.split("\n"))


def _depth(line: str) -> int:
    """How many quotes and lists a line opens at once."""
    return sum(c in ">-*+" for c in NESTED.match(line)[0])  # type: ignore[index]
