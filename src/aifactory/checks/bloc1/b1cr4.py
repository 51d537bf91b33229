"""B1Cr4: source code documented throughout, and understandably."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.practice import is_manual
from aifactory.checks.reading import DOCS, about, is_promise, is_unfilled, mentions
from aifactory.checks.using import seen, spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.model import Finding, Text

DRAWN = {"mermaid", "plantuml", "dot", "graphviz", "d2", "ditaa"}
LINES = ("├", "└", "-->", "──", "+--")  # of a drawing or a tree made of characters
PARTS = 3


def code_documented(facts: Facts, params: Params) -> Finding:
    """The share of public modules, classes and functions that say what they do.

    Other languages than Python pass by the comments that their documentation is built from.
    """
    sample = facts.code.definitions
    if sample.public < number(params, "at-least"):
        if found := uses(facts, "documents-code"):
            text = Text("functions say what they do, in the form of their language")
            return passed(text, spread(found))
        text = Text(
            "{n} public definitions of Python, and no documented function of another language",
            {"n": sample.public},
        )
        return failed(text)
    share = (sample.documented + sample.introduced) / (sample.public + sample.modules)
    text = Text(
        "{told} of {n} public modules, classes and functions are documented",
        {
            "told": sample.documented + sample.introduced,
            "n": sample.public + sample.modules,
        },
    )
    evidence = seen(sample.undocumented, sample)
    if share >= number(params, "full"):
        return passed(text, evidence)
    return partly(text, evidence) if share >= number(params, "half") else failed(text, evidence)


def documentation_built(facts: Facts, params: Params) -> Finding:
    """A site or reference is built from the sources by CI; a configured site is a beginning."""
    if built := doing(facts, "docs", "publish-docs"):
        return passed(Text("CI builds the documentation"), chain(built[0]))
    pages = [d for d in widened(facts).files.documents if DOCS.match(d.path)]
    site = uses(facts, "documentation-site", roles=("code", "example"))
    if site and len(pages) >= number(params, "pages"):
        text = Text("a documentation site is configured, CI does not build it")
        return partly(text, spread(site))
    return failed(Text("CI builds no documentation, and no site is configured over its pages"))


def architecture_described(facts: Facts, params: Params) -> Finding:
    """A page says how the parts hold together, with a drawing, a table or a list of them."""
    least = int(number(params, "min-words"))
    near = []
    for document in widened(facts).files.documents:
        if is_unfilled(document) or is_manual(document) or not document.blocks:
            continue
        for start, below in _pieces(document):
            if is_promise(below.text):
                continue
            if below.words >= least and _shows_parts(below):
                return passed(Text("the architecture is described"), [at(document, start)])
            near.append(at(document, start))
    text = Text(
        "no page on the architecture with {n} words and a drawing, a table or a list of its parts",
        {"n": least},
    )
    return failed(text, near)


def _pieces(document: Document) -> Iterator[tuple[Block, Section]]:
    """The page itself where its name says so, else its sections on the architecture."""
    if about(document, "architecture"):
        yield document.blocks[0], Section(document.blocks)
        return
    for index in headings(document):
        block = document.blocks[index]
        if mentions(block.text, "architecture"):
            yield block, section(document, index)


def _shows_parts(below: Section) -> bool:
    return _drawn(below) or len(below.items) >= PARTS or bool(below.tables)


def _drawn(below: Section) -> bool:
    """Whether a section holds an image, or a drawing as text."""
    if below.of("image") or any(block.info.lower() in DRAWN for block in below.code):
        return True
    return any(sum(map(block.text.count, LINES)) >= PARTS for block in below.code)
