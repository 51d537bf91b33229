"""Op7: the model in service."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.operations.kits import chosen
from aifactory.checks.operations.sited import sited
from aifactory.checks.using import spread
from aifactory.model import Evidence, Finding, Text

PROBES = ("op-probes-on-cluster", "op-probes-on-cloud", "op-probes-on-machine")
PINNED = re.compile(r"image:\s*[\"']?\S+?(?:@sha256:\w+|:v?\d[\w.-]*)")


def _served(facts: Facts) -> tuple[str, list[Evidence]]:
    """How far a model is in service, and what shows it."""
    if found := sited(facts, "op-inference-served"):
        return "full", spread(found)
    loads, answers = sited(facts, "op-loads-model"), sited(facts, "serves-api")
    if loads and (stores := sited(facts, "op-store-served")):
        return "full", [*spread(stores)[:2], *spread(loads)[:2]]
    recipes = [Evidence(path=r.path, line=r.line, text=r.kind) for r in facts.files.containers]
    if loads and answers and (recipes or chosen(facts) == "cloud"):
        evidence = [*spread(answers)[:2], *spread(loads)[:2], *recipes[:1]]
        return ("full" if chosen(facts) else "partial"), evidence
    return "none", spread(loads)


def inference_deployed(facts: Facts, params: Params) -> Finding:
    """The model, or what it searches, stands among what is deployed."""
    level, evidence = _served(facts)
    if level == "full":
        return passed(Text("a model or its index stands among what is deployed"), evidence)
    if level == "partial":
        return partly(
            Text("an API answers with a model, in an image, but no file deploys it"), evidence
        )
    return failed(
        Text("no model server, index or API with a model among what is deployed"), evidence
    )


def inference_probed(facts: Facts, params: Params) -> Finding:
    """Whether the model is ready to answer is asked before it gets requests."""
    if _served(facts)[0] == "none":
        return failed(Text("no model in service"))
    if found := sited(facts, *PROBES):
        return passed(Text("a probe asks whether it is ready"), spread(found))
    if found := sited(facts, "op-ready-route"):
        return partly(Text("a route tells whether it is ready, and nothing asks it"), spread(found))
    return failed(Text("no readiness probe, no health check"))


def model_pinned(facts: Facts, params: Params) -> Finding:
    """Which version of the model is in service is fixed in files."""
    if found := sited(facts, "op-model-pinned-down"):
        return passed(Text("the model in service has a fixed version"), spread(found))
    servers = [
        use
        for use in sited(facts, "op-inference-served", "op-store-served")
        if PINNED.search(use.text)
    ]
    if servers and _served(facts)[0] != "none":
        return partly(
            Text("the model server has a fixed version, the model has none"), spread(servers)
        )
    return failed(Text("no version, revision or digest of a model"))
