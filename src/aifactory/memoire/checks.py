"""The table of checks, and the report that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aifactory.memoire import length, numbering, structure
from aifactory.memoire.document import Document
from aifactory.memoire.findings import Asked, Finding, Report
from aifactory.memoire.rules import Question, Rules, load_rules
from aifactory.memoire.view import View

TABLE: dict[str, Callable[[View], Iterator[Finding]]] = {
    "length": length.length,
    "parts": structure.parts,
    "role": structure.role_stated,
    "contents": structure.contents,
    "figures-numbered": numbering.figures_numbered,
    "figures-referred": numbering.figures_referred,
    "tables-numbered": numbering.tables_numbered,
    "tables-referred": numbering.tables_referred,
    "bibliography": structure.bibliography,
    "annexes": structure.annexes,
    "placeholders": structure.placeholders,
}


def check(document: Document, name: str, rules: Rules | None = None) -> Report:
    """What can be counted in a document, and what the jury is asked of the rest."""
    view = View(document, rules or load_rules())
    found = [finding for one in TABLE.values() for finding in one(view)]
    asked = tuple(_asked(view, question) for question in view.rules.jury)
    pages = length.trusted(view)
    return Report(name, document.format, pages, view.total, tuple(found), asked)


def _asked(view: View, question: Question) -> Asked:
    """A question with the parts that answer it, as far as they were found."""
    heads = [i for part in question.parts for i in view.called(part) if i < view.annexes]
    return Asked(question.id, view.places(dict.fromkeys(heads)))
