"""B1Cr4: source code documented throughout, and understandably."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.practice import is_handbook, is_manual, is_news
from aifactory.checks.reading import DOCS, about, is_promise, is_unfilled, mentions
from aifactory.checks.using import judged, seen, spread, uses, widened
from aifactory.facts.documents.model import Block, Document
from aifactory.facts.documents.sections import Section, headings, section
from aifactory.facts.documents.sections import words as count_words
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Finding, Text

DRAWN = {"mermaid", "plantuml", "dot", "graphviz", "d2", "ditaa"}
LINES = ("├", "└", "-->", "──", "+--")  # of a drawing or a tree made of characters
PARTS = 3
CONVERTS = re.compile(
    r"\bnbconvert\b.*(?:--to[ =](?:python|script|notebook)|--execute|--clear-output)"
)


def code_documented(facts: Facts, params: Params) -> Finding:
    """The share of public modules, classes and functions that say what they do.

    In another language than Python, the share of public definitions below a comment.
    """
    least = int(number(params, "at-least"))
    sample, _ = judged(facts, least)
    if sample.public < least:
        text = Text(
            "{n} public definitions; {least} are needed", {"n": sample.public, "least": least}
        )
        return failed(text)
    python = sample is facts.code.definitions
    told = sample.documented + (sample.introduced if python else 0)
    every = sample.public + (sample.modules if python else 0)
    values: dict[str, str | int | float] = {"told": told, "n": every}
    text = Text("{told} of {n} public modules, classes and functions are documented", values)
    evidence = seen(sample.undocumented, sample)
    share = told / every
    if share >= number(params, "full"):
        return passed(text, evidence)
    return partly(text, evidence) if share >= number(params, "half") else failed(text, evidence)


def documentation_built(facts: Facts, params: Params) -> Finding:
    """A site or reference is built from the sources by CI; a configured site is a beginning."""
    built = [c for c in doing(facts, "docs", "publish-docs") if _of_pages(c)]
    if built:
        return passed(Text("CI builds the documentation"), chain(built[0]))
    if hosted := uses(facts, "documentation-hosted"):
        return passed(Text("a service builds the documentation"), spread(hosted))
    pages = [d for d in widened(facts).files.documents if DOCS.match(d.path)]
    site = uses(facts, "documentation-site", roles=("code", "example"))
    if site and len(pages) >= number(params, "pages"):
        text = Text("a documentation site is configured, CI does not build it")
        return partly(text, spread(site))
    return failed(Text("CI builds no documentation, and no site is configured over its pages"))


def _of_pages(capability: Capability) -> bool:
    """Whether it builds pages, and does not turn notebooks into programs or push to an index."""
    told = capability.chain[-1].text
    pushed = re.search(r"\bgit\b.*\bpush\b", told)
    return not CONVERTS.search(told) and not (pushed and "pages" not in told)


def architecture_described(facts: Facts, params: Params) -> Finding:
    """A page says how the parts hold together, with a drawing, a table or a list of them."""
    least = int(number(params, "min-words"))
    near = []
    documents = () if is_handbook(facts) else widened(facts).files.documents
    for document in sorted(documents, key=lambda d: (d.path.count("/"), d.path)):
        if is_unfilled(document) or is_manual(document) or is_news(document) or not document.blocks:
            continue
        if about(document, "roadmap"):
            continue
        for start, below in _pieces(document):
            if is_promise(below.text):
                continue
            if count_words(below.text) >= least and _shows_parts(below):
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
