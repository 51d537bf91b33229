"""Collection: data fetched by code, stored where they last, from sources that were compared."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.using import shown, spread, uses
from aifactory.checks.written import rows, told
from aifactory.facts.code.model import Use
from aifactory.facts.documents.model import Block
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

COLLECTS = re.compile(
    r"collect|download|fetch|ingest|extract|scrap|crawl|harvest|acqui|import_data|load_data|get_data|raw|source|dataset|make_dataset|telecharg|recup|etl"
)
CRITERIA = re.compile(
    r"licen[cs]|\burl\b|lien|link|size|taille|rows|lignes|volume|format|frequen|quality|qualite|cost|cout|cover|couvert|period|updat|mise a jour"
    r"|access|acces|advantage|avantage|pros|cons\b|why|pourquoi|reason|raison|description|producteur|publisher|provider|fournisseur|basis|samples|years?\b|annee"
)


def collection_coded(facts: Facts, params: Params) -> Finding:
    """Data are fetched by code."""
    found = [*uses(facts, "lc-downloads"), *filter(_collects, uses(facts, "lc-asks"))]
    if found:
        return passed(Text("code collects the data"), spread(found))
    return failed(
        Text(
            "no code fetches data: neither a download, a query, an API that is asked, nor a stream"
        ),
        [shown(use) for use in uses(facts, "lc-asks")[:2]],
    )


def _collects(use: Use) -> bool:
    """Whether a general request stands where its place says that data are collected."""
    return COLLECTS.search(fold(f"{use.path} {use.inside}")) is not None


def collection_organised(facts: Facts, params: Params) -> Finding:
    """The collection is a step that is started by name or by an orchestrator."""
    if found := uses(facts, "lc-orchestrates"):
        return passed(Text("an orchestrator runs the steps"), spread(found))
    if found := uses(facts, "lc-chains-by-task"):
        return passed(Text("a named task runs the collection and what follows"), spread(found))
    return failed(Text("no orchestrator, no task that runs the collection"))


def collection_stored(facts: Facts, params: Params) -> Finding:
    """What is collected is kept in storage that is managed."""
    if found := uses(facts, "lc-stores"):
        return passed(Text("data go to storage that is managed"), spread(found))
    return failed(
        Text("data go to loose files: no database, object store, versioned data or checksum")
    )


def sources_compared(facts: Facts, params: Params) -> Finding:
    """Sources of data stand side by side, with what tells them apart."""
    least = int(number(params, "sources"))
    nearest = []
    for one in told(facts, "lifecycle-sources"):
        for table in one.below.tables:
            if rows(one.below) >= least and _compares(table):
                return passed(Text("sources are compared in a table"), [at(one.document, table)])
        linked = [b for b in one.below.items if _describes(b)]
        if len(linked) >= least:
            return partly(Text("sources are listed, not compared"), [at(one.document, linked[0])])
        nearest.append(at(one.document, one.heading))
    return failed(
        Text("no list or table of {n} sources of data or more", {"n": least}), nearest[:2]
    )


def _describes(item: Block) -> bool:
    """Whether an item leads to a source outside and says what sets it apart."""
    outside = any("://" in link.target for link in item.links)
    return outside and CRITERIA.search(fold(item.text)) is not None


def _compares(table: Block) -> bool:
    """Whether a table's head names sources and what sets them apart."""
    head = fold(table.text.split("\n")[0])
    named = re.search(r"source|dataset|data set|jeu|donnee|data\b|name|nom\b|base\b|origin", head)
    return named is not None and len(set(CRITERIA.findall(head))) > 1
