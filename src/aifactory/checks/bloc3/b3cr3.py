"""B3Cr3: scenarios for the extraction, routing, processing and storage of data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.bloc3.passages import Passage, passages, told
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed, quote
from aifactory.checks.reading import mentions
from aifactory.checks.using import shown, spread, uses
from aifactory.facts.documents.model import Block
from aifactory.model import Evidence, Finding, Text

STAGES = ("bloc3-extraction", "bloc3-routing", "bloc3-processing", "bloc3-storage")
DRAWN = re.compile(r"^(?:mermaid|plantuml|puml|dot|graphviz|d2|structurizr)$", re.I)
LISTING = re.compile(r"^.*[├└]─+ \S.*$", re.M)  # a tree of files, whose arrows explain
ARROW = re.compile(r"-{1,2}>|=>|→|⟶|[▼▶►↓↘➜⇒]|─+[>▶►]|(?m:^\s*[|v]\s*$)")
NO_DIAGRAM = re.compile(
    r"badge|shields\.io|logo|screenshot|coverage|banner|dashboard|video|demo", re.I
)
LEAST_ARROWS, LEAST_STAGES = 3, 3
MADE_OF: dict[str, tuple[str, ...]] = {
    "extraction": ("extracts-data", "calls-outside"),
    "routing": ("routes-data", "batches-data", "streams-data"),
    "processing": (
        "cleans-missing",
        "cleans-duplicates",
        "cleans-types",
        "cleans-text",
        "enriches-joins",
        "enriches-features",
    ),
    "storage": ("loads-database", "keeps-back-office", "serves-from-store", "dbms-objects"),
}


def drawings(facts: Facts) -> Iterator[tuple[Passage, Block]]:
    """Pictures and diagrams of the ways of data; a picture is one by its heading or by its name."""
    for passage in passages(facts, "bloc3-flow", "bloc3-etl", "bloc3-stores"):
        nearest = passage.start
        for block in passage.blocks:
            nearest = block if block.kind == "heading" else nearest
            if (block.kind == "code" and _is_diagram(block)) or (
                block.kind == "image" and _is_picture(block, nearest)
            ):
                yield passage, block


def _is_diagram(block: Block) -> bool:
    """Whether code draws arrows between stages."""
    if not DRAWN.match(block.info) and block.info.lower() not in ("", "text", "txt", "ascii"):
        return False
    text = LISTING.sub("", block.text)
    arrows = len(ARROW.findall(text))
    return arrows >= LEAST_ARROWS and len(mentions(text, *STAGES)) >= LEAST_STAGES


def _is_picture(block: Block, heading: Block) -> bool:
    named = " ".join((block.text, *(link.target.rpartition("/")[2] for link in block.links)))
    if NO_DIAGRAM.search(named):
        return False
    return any(mentions(text, "bloc3-drawn") for text in (heading.text, named))


def data_flow_drawn(facts: Facts, params: Params) -> Finding:
    """The ways of data are drawn."""
    for passage, block in drawings(facts):
        return passed(
            Text("a diagram of the ways of data"),
            [at(passage.document, passage.start), at(passage.document, block)],
        )
    if places := uses(facts, "draws-flow", roles=("code", "notebook", "example")):
        return passed(Text("a diagram of the ways of data"), spread(places))
    return failed(
        Text("no diagram of how data travel, in a document on the architecture or the data")
    )


def data_flow_told(facts: Facts, params: Params) -> Finding:
    """A document tells the four stages, with elements of this project."""
    least = int(number(params, "min-words"))
    if passage := told(facts, ["bloc3-flow", "bloc3-etl"], least, *STAGES):
        return passed(
            Text("extraction, routing, processing and storage are told"),
            [at(passage.document, passage.start)],
        )
    return failed(
        Text(
            "no document tells extraction, routing, processing and storage with the project's own elements"
        )
    )


def data_flow_built(facts: Facts, params: Params) -> Finding:
    """Each stage stands in code or configuration."""
    places = {stage: uses(facts, *names) for stage, names in MADE_OF.items()}
    built = {stage: found for stage, found in places.items() if found}
    evidence = [
        Evidence(path=one.path, line=one.line, text=quote(f"{stage}: {one.text}"))
        for stage, one in ((stage, shown(found[0])) for stage, found in built.items())
    ]
    if len(built) == len(MADE_OF):
        return passed(Text("the four stages stand in code"), evidence)
    missing = Text(
        "not found in code: {names}", {"names": ", ".join(s for s in MADE_OF if s not in built)}
    )
    return (
        partly(missing, evidence) if len(built) == len(MADE_OF) - 1 else failed(missing, evidence)
    )


def data_flow_scenarios(facts: Facts, params: Params) -> Finding:
    """Whether the scenarios hold together: drawings and texts, for a jury."""
    drawn = [at(passage.document, block) for passage, block in drawings(facts)]
    said = [at(p.document, p.start) for p in passages(facts, "bloc3-flow", "bloc3-etl")]
    return ask(Text("do the scenarios for the data hold together?"), [*drawn[:2], *said])
