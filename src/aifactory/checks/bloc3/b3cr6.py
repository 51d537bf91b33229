"""B3Cr6: data cleaned and enriched relevantly."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import passages
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.reading import is_promise, mentions
from aifactory.checks.using import by_use, spread, uses
from aifactory.facts.documents.sections import shows_figure
from aifactory.model import Finding, Text

KINDS = ("cleans-missing", "cleans-duplicates", "cleans-types", "cleans-text", "cleans-outliers")
RICHES = ("enriches-joins", "enriches-places", "enriches-features")


def cleaning_kinds(facts: Facts, params: Params) -> Finding:
    """Several kinds of fault are mended: missing, duplicate, type, text, outlier."""
    return _kinds(
        facts,
        params,
        KINDS,
        Text("{n} kinds of cleaning"),
        Text("{n} kinds of cleaning; {least} are needed"),
    )


def data_enriched(facts: Facts, params: Params) -> Finding:
    """Data are joined with others, placed, or given derived features."""
    return _kinds(
        facts,
        params,
        RICHES,
        Text("{n} kinds of enrichment"),
        Text("{n} kinds of enrichment; {least} are needed"),
    )


def _kinds(facts: Facts, params: Params, names: tuple[str, ...], yes: Text, no: Text) -> Finding:
    found = uses(facts, *names)
    kinds = {use.name for use in found}
    least, some = int(number(params, "kinds")), int(number(params, "partial-kinds"))
    values: dict[str, str | int | float] = {"n": len(kinds), "least": least}
    if len(kinds) >= least:
        return passed(Text(yes.msgid, values), spread(found))
    text = Text(no.msgid, values)
    return partly(text, spread(found)) if len(kinds) >= some else failed(text, spread(found))


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
