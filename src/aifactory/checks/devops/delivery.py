"""Continuous delivery: in service at any time, without a break, and back again."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.modelled import of_models
from aifactory.checks.using import by_use, spread, uses
from aifactory.checks.written import told
from aifactory.facts.code.model import Use
from aifactory.model import Finding, Text

NAMED = re.compile(
    r"(?<![a-z])(?:(prod(?:uction)?)|(stag(?:ing|e)|pre-?prod(?:uction)?|recette|uat|qa)|(dev(?:elopment)?|local|sandbox)|(test(?:ing)?|ci|integration)"
    r"|(review|preview|demo))(?![a-z])",
    re.I,
)


def gradual_replacement(facts: Facts, params: Params) -> Finding:
    """A new version takes over without a break."""
    found = uses(facts, "dv-replaces-gradually")
    ready = uses(facts, "dv-asks-readiness")
    if found and ready:
        return passed(
            Text("a version is replaced step by step, once it is ready"), spread([*found, *ready])
        )
    if found:
        return partly(
            Text("a version is replaced step by step, nobody asks if it is ready"), spread(found)
        )
    return failed(Text("no rolling, blue-green or canary replacement is configured"))


def readiness_asked(facts: Facts, params: Params) -> Finding:
    """What was put into service is asked whether it is ready."""
    return by_use(
        facts,
        ["dv-asks-readiness"],
        Text("readiness is asked before a version counts as in service"),
        Text("no readiness probe, health check of the container or test after deployment"),
    )


def rollback_ready(facts: Facts, params: Params) -> Finding:
    """There is a way back."""
    if found := uses(facts, "dv-goes-back"):
        return passed(Text("a command or a setting goes back to the version before"), spread(found))
    for one in told(facts, "devops-rollback"):
        if one.below.code or one.below.commands:
            text = Text("the way back is written with its commands")
            return passed(text, [at(one.document, one.heading)])
    return failed(Text("no command, setting or page goes back to the version before"))


def environments_apart(facts: Facts, params: Params) -> Finding:
    """Environments are configured apart."""
    found = uses(facts, "dv-environment")
    kinds = {kind for use in found if (kind := _kind(use))}
    if len(kinds) >= number(params, "environments"):
        return passed(
            Text("{n} environments are configured apart", {"n": len(kinds)}), spread(found)
        )
    return failed(Text("no two environments are configured apart"), spread(found))


def _kind(use: Use) -> int:
    """Which kind of environment a place names; 0 for none."""
    named = list(
        NAMED.finditer(use.call if use.line == 0 else f"{use.text} {use.path.rsplit('/', 1)[-1]}")
    )
    return named[-1].lastindex or 0 if named else 0


def model_promoted(facts: Facts, params: Params) -> Finding:
    """A model goes through a registry to production."""
    if found := of_models(facts, "dv-promotes-model"):
        return passed(Text("models are promoted through a registry"), spread(found))
    return failed(Text("no model is registered, promoted or published by code"))
