"""Monitoring: what runs is watched, so that problems are met before users meet them."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text


def metrics_wired(facts: Facts, params: Params) -> Finding:
    """Metrics are given out, and something takes them in."""
    given = uses(facts, "dv-exposes-metrics")
    taken = uses(facts, "dv-collects-metrics")
    if given and taken:
        return passed(Text("metrics are exposed and collected"), spread([*given, *taken]))
    if given:
        return partly(Text("metrics are exposed, nothing here collects them"), spread(given))
    if taken:
        text = Text("metrics are collected, the product gives out none of its own")
        return partly(text, spread(taken))
    return failed(Text("no metrics are exposed or collected"))


def dashboards_as_code(facts: Facts, params: Params) -> Finding:
    """Dashboards stand in the repository."""
    return by_use(
        facts,
        ["dv-dashboard"],
        Text("a dashboard is kept as code"),
        Text("no dashboard is kept as code"),
    )


def alerts_configured(facts: Facts, params: Params) -> Finding:
    """Something calls before users do."""
    return by_use(
        facts,
        ["dv-alerts"],
        Text("alerts are configured"),
        Text("no alert is configured"),
    )


def drift_reported(facts: Facts, params: Params) -> Finding:
    """Drift of data or of the model is reported by code that runs; a notebook looks once."""
    found = uses(facts, "dv-reports-drift")
    if any(use.role == "code" for use in found):
        return passed(Text("drift is reported"), spread(found))
    if found:
        return partly(Text("drift was looked at in a notebook only"), spread(found))
    return failed(Text("no report of drift"))


def health_watched(facts: Facts, params: Params) -> Finding:
    """The product says whether it is well, and something asks."""
    told = uses(facts, "dv-answers-health")
    asked = uses(facts, "dv-watches-uptime")
    if told and asked:
        return passed(
            Text("the product answers for its health and is asked"), spread([*told, *asked])
        )
    if told or asked:
        text = Text("the health of the product is told or asked, not both")
        return partly(text, spread([*told, *asked]))
    return failed(Text("no route tells the health of the product and nothing asks"))


def requests_traced(facts: Facts, params: Params) -> Finding:
    """A request can be followed through the product."""
    return by_use(
        facts,
        ["dv-traces"],
        Text("requests or errors are traced"),
        Text("no trace, no error tracking, no identifier that follows a request"),
    )
