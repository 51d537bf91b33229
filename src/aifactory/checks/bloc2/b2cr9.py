"""B2Cr9: data flow through a pipeline of stages, and what the back office holds is kept safe."""

from __future__ import annotations

import re

from aifactory.checks.bloc2.levels import graded
from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text

BESIDE = re.compile(
    r"allUsers|\"[\w-]*(?:public_read|build|cache|artifact|tfstate|state|logs?|release|delivery|frontend|website|static)[\w-]*\"\s*\{"
)  # rights that open to all, or are about what is no data


def stages_orchestrated(facts: Facts, params: Params) -> Finding:
    """Stages of a pipeline are run by an orchestrator."""
    return by_use(
        facts,
        ("orchestrates-stages",),
        Text("an orchestrator runs the stages"),
        Text("no pipeline of stages: no DAG, flow, dvc.yaml, dbt project or alike"),
    )


def stages_chained(facts: Facts, params: Params) -> Finding:
    """A stage says on which other stages and data it depends."""
    return by_use(
        facts,
        ("orders-stages",),
        Text("stages say what they depend on"),
        Text("no stage says on which other stage or data it depends"),
    )


def sanctuary_access(facts: Facts, params: Params) -> Finding:
    """Rights say who may read and who may write what the back office holds."""
    rights = [u for u in uses(facts, "restricts-access") if not BESIDE.search(u.text)]
    if rights:
        return passed(Text("rights restrict who reads and who writes the data"), spread(rights))
    if mounts := uses(facts, "mounts-read-only"):
        return partly(
            Text("data are mounted read-only, without rights of their own"), spread(mounts)
        )
    return failed(Text("no right restricts access to the data: no GRANT, policy or role"))


def sanctuary_kept(facts: Facts, params: Params) -> Finding:
    """Raw data are never lost: versioned, immutable or copied."""
    return graded(
        facts,
        (("keeps-raw-data",), Text("data are versioned, kept from change or backed up")),
        (("separates-layers",), Text("raw data stand apart, but nothing versions or saves them")),
        Text("nothing versions, protects or saves the raw data"),
    )
