"""B3Cr8: what is dataflow and what is workflow in the pipelines."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import told
from aifactory.checks.finding import Facts, Params, ask, at, failed, number, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text


def dataflow_engine(facts: Facts, params: Params) -> Finding:
    """An engine carries out transformations as a graph of data."""
    return by_use(
        facts,
        ["dataflow-engine"],
        Text("an engine of dataflow is used"),
        Text("no engine of dataflow"),
    )


def workflow_orchestrated(facts: Facts, params: Params) -> Finding:
    """An orchestrator decides which task runs when."""
    return by_use(
        facts,
        ["workflow-orchestrated"],
        Text("an orchestrator of tasks is used"),
        Text("no orchestrator of tasks"),
    )


def dataflow_launched(facts: Facts, params: Params) -> Finding:
    """The orchestrator launches the engine instead of doing its work."""
    return by_use(
        facts,
        ["launches-dataflow"],
        Text("the orchestrator launches the engine"),
        Text("no task of an orchestrator launches an engine of dataflow"),
    )


def dataflow_workflow_told(facts: Facts, params: Params) -> Finding:
    """A document says what the engine does and what the orchestrator does."""
    least = int(number(params, "min-words"))
    families = ["bloc3-flow", "bloc3-etl", "bloc3-streaming"]
    if passage := told(facts, families, least, "bloc3-dataflow", "bloc3-workflow"):
        return passed(
            Text("dataflow and workflow are told apart"), [at(passage.document, passage.start)]
        )
    return failed(Text("no document speaks of both the engine and the orchestrator"))


def dataflow_workflow_sense(facts: Facts, params: Params) -> Finding:
    """Whether the candidate has a sense of the split: the places, for a jury."""
    places = [*uses(facts, "dataflow-engine"), *uses(facts, "workflow-orchestrated")]
    return ask(Text("what is dataflow here, what is workflow, and why?"), spread(places))
