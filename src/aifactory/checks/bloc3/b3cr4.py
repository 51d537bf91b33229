"""B3Cr4: processing by lots and by streams; what a pipeline rests on."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import side_by_side
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text


def batch_processed(facts: Facts, params: Params) -> Finding:
    """Data are processed by lots: a job that is scheduled or runs over chunks."""
    return by_use(
        facts,
        ["batches-data"],
        Text("data are processed by lots"),
        Text("no scheduled job, orchestrated flow or reading by chunks"),
    )


def stream_processed(facts: Facts, params: Params) -> Finding:
    """Data are processed as they come: a broker, a stream engine, a socket."""
    return by_use(
        facts,
        ["streams-data"],
        Text("data are processed as streams"),
        Text("no producer, consumer or engine of streams"),
    )


def batch_stream_weighed(facts: Facts, params: Params) -> Finding:
    """A document says what goes by lots and what by streams, or why one is enough."""
    least = int(number(params, "min-words"))
    families = ["bloc3-streaming", "bloc3-flow", "bloc3-etl"]
    if passage := side_by_side(facts, families, least, "bloc3-batch", "bloc3-stream"):
        return passed(
            Text("lots and streams are both considered"), [at(passage.document, passage.start)]
        )
    return failed(Text("no document considers both lots and streams"))


def pipeline_staged(facts: Facts, params: Params) -> Finding:
    """Stages follow one another by declaration."""
    return by_use(
        facts,
        ["chains-stages"],
        Text("stages are declared and chained"),
        Text("no pipeline whose stages are declared and depend on one another"),
    )


def pipeline_resilient(facts: Facts, params: Params) -> Finding:
    """A step that fails is tried again, and one that runs twice does no harm."""
    if not uses(facts, "batches-data", "streams-data", "chains-stages", "loads-database"):
        return failed(Text("no pipeline: nothing is scheduled, streamed, chained or loaded"))
    again, safe = uses(facts, "retries-steps"), uses(facts, "repeats-safely")
    evidence = spread([*again[:2], *safe[:2]])
    if again and safe:
        return passed(Text("steps are retried and may run twice"), evidence)
    if again:
        return partly(
            Text("steps are retried; nothing shows that running twice does no harm"), evidence
        )
    if safe:
        return partly(Text("steps may run twice; none is retried"), evidence)
    return failed(Text("no step is retried or made safe to run twice"))
