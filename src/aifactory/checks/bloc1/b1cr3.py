"""B1Cr3: the law on the protection and processing of data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, passed
from aifactory.checks.practice import is_manual
from aifactory.checks.reading import about, is_promise, is_unfilled, mentions
from aifactory.checks.using import spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import headings, section
from aifactory.facts.documents.sections import words as count_words
from aifactory.model import Finding, Text

PARTS = ("privacy-purpose", "privacy-retention", "privacy-rights", "privacy-people")
SPAN = re.compile(
    r"\b\d+\s*(?:days?|weeks?|months?|years?|jours?|semaines?|mois|ans?|années?|hours?|heures?)\b",
    re.I,
)
Piece = tuple[Document, Block, str]


def pieces(facts: Facts) -> Iterator[Piece]:
    """Pages and sections on personal data: document, where it begins, its text."""
    for document in widened(facts).files.documents:
        if is_unfilled(document) or not document.blocks or is_manual(document):
            continue
        if about(document, "privacy"):
            text = "\n".join(b.text for b in document.blocks if b.kind != "code")
            yield document, document.blocks[0], text
            continue
        for index in headings(document):
            block = document.blocks[index]
            if mentions(block.text, "privacy"):
                yield document, block, section(document, index).text


def privacy_described(facts: Facts, params: Params) -> Finding:
    """What is done with personal data is written: why, how long, for whom, with which rights."""
    least, parts = int(number(params, "min-words")), int(number(params, "parts"))
    near: list[Piece] = []
    for piece in pieces(facts):
        document, start, said = piece
        if count_words(said) < least or is_promise(said):
            continue
        if len(mentions(said, *PARTS)) >= parts:
            place = at(document, start)
            return passed(Text("the processing of personal data is described"), [place])
        near.append(piece)
    values: dict[str, str | int | float] = {"n": parts, "least": least}
    text = Text(
        "no page of {least} words tells {n} of: purpose and legal basis, retention, rights, "
        "who is concerned",
        values,
    )
    return failed(text, [at(document, start) for document, start, _ in near])


def privacy_in_code(facts: Facts, params: Params) -> Finding:
    """Personal data are hidden, encrypted, or looked for, by the code."""
    found = uses(facts, "privacy-in-code", roles=("code", "notebook", "test"))
    if any(use.role != "test" for use in found):
        return passed(Text("the code protects personal data"), spread(found))
    if found:
        text = Text("tests speak of it, but no code that hides or encrypts was found")
        return failed(text, spread(found))
    return failed(
        Text("no code that makes data anonymous, hides, encrypts or looks for personal data")
    )


def privacy_retention(facts: Facts, params: Params) -> Finding:
    """Data go away: by code, by a rule of the store, or by a written span of time."""
    if found := uses(facts, "data-erased"):
        return passed(Text("data are erased by code or by a rule"), spread(found))
    for document, start, text in pieces(facts):
        if mentions(text, "privacy-retention") and SPAN.search(text):
            return passed(Text("how long data are kept is written down"), [at(document, start)])
    return failed(Text("no code or rule erases data, no page says how long they are kept"))


def privacy_respected(facts: Facts, params: Params) -> Finding:
    """Whether the law is respected in this project: the jury's to judge."""
    evidence = [at(document, start) for document, start, _ in pieces(facts)]
    evidence += spread(uses(facts, "privacy-in-code", "data-erased"))
    question = Text(
        "which personal data does the project process, on which ground, and what limits it?"
    )
    return ask(question, evidence)
