"""B3Cr6: data cleaned and enriched relevantly."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import passages
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.reading import is_promise, mentions
from aifactory.checks.using import by_use, spread, uses
from aifactory.facts.code.model import Use
from aifactory.facts.documents.sections import shows_figure
from aifactory.model import Finding, Text, plural

KINDS = ("cleans-missing", "cleans-duplicates", "cleans-types", "cleans-text", "cleans-outliers")
RICHES = ("enriches-joins", "enriches-places", "enriches-features")


def cleaning_kinds(facts: Facts, params: Params) -> Finding:
    """Several kinds of fault are mended: missing, duplicate, type, text, outlier."""
    found = uses(facts, *KINDS)
    n = len({use.name for use in found})
    return _enough(found, plural("{n} kind of cleaning", "{n} kinds of cleaning", n), params)


def data_enriched(facts: Facts, params: Params) -> Finding:
    """Data are joined with others, placed, or given derived features."""
    found = uses(facts, *RICHES)
    n = len({use.name for use in found})
    return _enough(found, plural("{n} kind of enrichment", "{n} kinds of enrichment", n), params)


def _enough(found: tuple[Use, ...], counted: Text, params: Params) -> Finding:
    """Whether uses of enough kinds were found; `counted` says how many."""
    kinds = len({use.name for use in found})
    least = int(number(params, "kinds"))
    if kinds >= least:
        return passed(counted, spread(found))
    text = Text("{counted}; {least} are needed", {"counted": counted, "least": least})
    if kinds >= number(params, "partial-kinds"):
        return partly(text, spread(found))
    return failed(text, spread(found))


def data_rules(facts: Facts, params: Params) -> Finding:
    """Rules say what data must be, and something applies them."""
    return by_use(
        facts,
        ["rules-of-data"],
        Text("rules say what data must be"),
        Text("no rule that data must satisfy: schema, constraint or test of data"),
    )


def data_quality_figures(facts: Facts, params: Params) -> Finding:
    """A document says with figures how good the data are, before or after."""
    for passage in passages(facts, "bloc3-quality"):
        for block in passage.blocks:
            if block.kind in ("prose", "item", "table") and shows_figure(block):
                around = (
                    f"{passage.start.text}\n{block.text}" if block.kind == "table" else block.text
                )
                if mentions(around, "bloc3-fault") and not is_promise(block.text):
                    return passed(
                        Text("figures on the quality of data"), [at(passage.document, block)]
                    )
    return failed(
        Text("no document gives figures on the quality of data: what was missing, removed, kept")
    )


def cleaning_relevant(facts: Facts, params: Params) -> Finding:
    """Whether cleaning and enrichment serve the need: the places, for a jury."""
    return ask(
        Text("do cleaning and enrichment serve the need?"),
        spread([*uses(facts, *KINDS), *uses(facts, *RICHES)]),
    )
