"""Op4: what the service promises, and how it is observed."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.operations.sited import sited
from aifactory.checks.pages import lines, pages
from aifactory.checks.using import by_use, spread
from aifactory.model import Finding, Text

PROMISE = re.compile(
    r"(?<![\d.,])9\d(?:[.,]\d+)?\s?%|(?<![\d.,])0[.,]9\d+\b|[<≤]\s?\d+(?:[.,]\d+)?\s?(?:ms|s|sec\w*|min\w*)\b"
    r"|\b(?:p9[059]|p99\.?9?)\b[^\n]{0,40}\d|\b(?:under|below|within|sous|en moins de|moins de)\s+\d+(?:[.,]\d+)?\s?(?:ms|s\b|sec\w*|min\w*)",
    re.I,
)


def slo_defined(facts: Facts, params: Params) -> Finding:
    """A service level is promised, with a figure that a machine can read."""
    if found := sited(facts, "op-slo-in-files"):
        return passed(Text("service levels in a file, with their targets"), spread(found))
    for document, start, blocks in pages(facts, "operations-promise"):
        told = [pair for pair in lines(blocks) if PROMISE.search(pair[1])]
        if len(told) >= number(params, "figures"):
            text = Text("service levels with figures, but only on a page")
            return partly(text, [at(document, start), *(at(document, *pair) for pair in told)])
    return failed(Text("no service level objective with a target"))


def burn_rate_alerts(facts: Facts, params: Params) -> Finding:
    """Alerts go off by how fast the error budget burns."""
    if found := sited(facts, "op-burn-rate"):
        return passed(Text("alerts by the rate at which the error budget burns"), spread(found))
    if found := sited(facts, "op-alert-in-files"):
        return partly(Text("alerts as code, but none on an error budget"), spread(found))
    return failed(Text("no alert rule in files"))


def service_instrumented(facts: Facts, params: Params) -> Finding:
    """The service tells its measures, and something collects them."""
    told = sited(facts, "exports-metrics", "op-metrics-elsewhere", "op-model-observed")
    heard = sited(facts, "op-metrics-collected")
    evidence = [*spread(told)[:2], *spread(heard)[:2]]
    if told and heard:
        return passed(Text("measures are told by the code and collected"), evidence)
    if told:
        return partly(Text("the code tells measures that nothing here collects"), evidence)
    if heard:
        return partly(
            Text("a collector is set up, but the code tells it nothing of its own"), evidence
        )
    return failed(Text("no metric, trace or collector"))


def dashboards_as_code(facts: Facts, params: Params) -> Finding:
    """A dashboard is kept with the code."""
    return by_use(
        facts,
        ["op-dashboard-in-files"],
        Text("a dashboard in files"),
        Text("no dashboard in files"),
    )


def model_observed(facts: Facts, params: Params) -> Finding:
    """The model itself is observed: its answers, its tokens, its drift."""
    return by_use(
        facts,
        ["op-model-observed", "watches-drift"],
        Text("the model's answers, tokens or drift are observed"),
        Text("nothing observes the model itself: no measure of answers, tokens or drift"),
    )
