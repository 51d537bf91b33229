"""B4Cr1: presents the AI project and its datasets clearly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.reading import (
    DATA_FOLDER,
    DOCS,
    GUIDE,
    is_promise,
    is_unfilled,
    mentions,
    named,
    presented,
    prose_words,
    readme,
    resolve,
    sections,
)
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, prose_before_heading, section
from aifactory.model import Evidence, Finding, Text

SAME_TABLES = 2  # sections that hold the table of a section on data
THEIR_OWN = re.compile(r"\b(?:your|my|own|custom|votre|vos|mes|tes|ton|personnalis)", re.I)
IDENTIFIER = re.compile(r"^\W*[A-Za-z]*(?:[a-z][A-Z]|\w[._]\w)\S*\W*$")
DATA_CARD = r"^(?:data[-_ ]?(?:card|sheet)|datasheet|dataset[-_ ]?card|fiche[-_ ]donn[ée]es)"
MODEL_CARD = r"model[-_ ]?card|fiche[-_ ]mod[èe]le"
CARD_PARTS = (
    r"intended|usage pr[ée]vu|limitation|limites|training|entra[îi]nement|evaluation|[ée]valuation"
    r"|metric|m[ée]trique|performance|model details|bias|biais|results|r[ée]sultats"
)


def readme_purpose(facts: Facts, params: Params) -> Finding:
    """The README says early, in running sentences, what the project is for."""
    document = readme(facts)
    if document is None:
        return failed(Text("no README at the root"))
    nth, least = int(number(params, "before-heading")), int(number(params, "min-words"))
    found, line = prose_before_heading(document, nth)
    values: dict[str, str | int | float] = {"n": found, "least": least, "path": document.path}
    evidence = Evidence(path=document.path, line=line or 1)
    if found >= least:
        return passed(Text("{n} words of prose open {path}", values), [evidence])
    return failed(
        Text("{path} opens with {n} words of prose; {least} are needed", values), [evidence]
    )


def readme_usage(facts: Facts, params: Params) -> Finding:
    """The README shows how to install or run the project."""
    document = readme(facts)
    if document is None:
        return failed(Text("no README at the root"))
    linked = None
    for heading, below in sections(document, "usage"):
        if below.code or below.commands:
            return passed(Text("commands to install or run the project"), [at(document, heading)])
        linked = linked or _linked_usage(facts, document, below)
    if linked:
        return passed(Text("the README links to a page with the commands"), [linked])
    return failed(
        Text(
            "no heading of {path} on installing or using it has a command", {"path": document.path}
        )
    )


def _linked_usage(facts: Facts, document: Document, below: Section) -> Evidence | None:
    for link in below.links:
        page = resolve(document, link.target, facts)
        if page and (code := next((b for b in page.blocks if b.kind == "code"), None)):
            return at(page, code)
    return None


def dataset_documented(facts: Facts, params: Params) -> Finding:
    """The data are presented: what they are, where they come from."""
    least = int(number(params, "min-words"))
    for document in named(facts, DATA_CARD):
        if prose_words(document) >= least and not is_unfilled(document):
            return passed(Text("a data card"), [at(document, document.blocks[0])])
    for path, kind in facts.files.packaging.data:
        return passed(Text("{kind} metadata", {"kind": kind}), [Evidence(path=path, line=1)])
    for document in named(facts, r"^readme", folder=r"(?:^|/)(?:data|datasets?|donnees|corpus)$"):
        if prose_words(document) >= least:
            return passed(Text("the data folder has a README"), [at(document, document.blocks[0])])
    nearest: list[Evidence] = []
    for document in _with_data(facts):
        for heading, below in sections(document, "data"):
            if THEIR_OWN.search(heading.text) or IDENTIFIER.match(heading.text):
                continue
            shown = below.tables and not _catalogued(document, heading, below)
            if (shown or below.words >= least) and not is_promise(below.text):
                return passed(Text("the data are presented"), [at(document, heading)])
            nearest.append(at(document, heading, f"{heading.text} ({below.words})"))
    return failed(
        Text("no heading on data with {n} words or a table below it, no data card", {"n": least}),
        nearest[:2],
    )


def _catalogued(document: Document, heading: Block, below: Section) -> bool:
    """Whether a section is one of a catalogue: others, on other subjects, hold the same table."""
    columns = {_columns(table) for table in below.tables}
    beside = [
        other
        for index in headings(document)
        if (other := document.blocks[index]).level == heading.level
        and not mentions(other.text, "data")
        and columns.intersection(map(_columns, section(document, index).tables))
    ]
    return len(beside) >= SAME_TABLES


def _columns(table: Block) -> str:
    return table.text.split("\n", 1)[0]


def _with_data(facts: Facts) -> Iterator[Document]:
    yield from presented(facts)
    for document in facts.files.documents:
        if DATA_FOLDER.search(document.path) and not DOCS.match(document.path):
            yield document


def results_presented(facts: Facts, params: Params) -> Finding:
    """What the model or product achieves is shown, with figures."""
    least = int(number(params, "min-figures"))
    for document in facts.files.documents:
        if _is_model_card(document):
            return passed(Text("a model card"), [at(document, document.blocks[0])])
    nearest: list[Evidence] = []
    for document in presented(facts):
        if GUIDE.search(document.path) and document.path.count("/") > 2:
            continue
        for heading, below in sections(document, "results"):
            if len(below.figures) >= least:
                return passed(
                    Text("results with figures"),
                    [at(document, heading), at(document, below.figures[0])],
                )
            nearest.append(at(document, heading))
    return failed(Text("no model card, no heading on results with a figure below it"), nearest[:2])


def _is_model_card(document: Document) -> bool:
    if document.front.get("model-index") or document.front.get("library_name"):
        return prose_words(document) >= 40
    if not re.search(MODEL_CARD, document.path.rsplit("/", 1)[-1], re.I) or is_unfilled(document):
        return False
    if "template" in document.path.lower():
        return False
    titles = [document.blocks[i] for i in headings(document)]
    parts = [b for b in titles if re.search(CARD_PARTS, b.text, re.I)]
    return len(parts) >= 2 and any(_filled(document, b) for b in parts)


def _filled(document: Document, heading: Block) -> bool:
    below = section(document, document.blocks.index(heading))
    return bool(below.words >= 5 or below.figures) and not is_promise(below.text)
