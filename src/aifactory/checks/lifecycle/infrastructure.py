"""Infrastructure: an environment set up as code, and needs that are stated and asked for."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.checks.written import by_page
from aifactory.facts.documents.sections import Section
from aifactory.model import Evidence, Finding, Text

CAPACITY = re.compile(
    r"(?<![\w.])\d+(?:[.,]\d+)?\s*(?:[-–]\s*\d+\s*)?(?:[GMT](?:i?B|o)\b(?!\s*/)|v?CPUs?\b|(?:CPU |physical )?cores?\b|c(?:œ|oe)urs?\b|GPUs?\b)"
    r"|\b(?:A100|H100|V100|T4|L4|RTX ?\d{4}|ml\.\w+\.\w+|[tmcrgp]\d\w?\.\w*(?:micro|small|medium|large))\b",
    re.I,
)
DATA_SIZE = re.compile(r"\b(?:download|dataset|file|rows|image size|corpus|télécharg)", re.I)


def environment_locked(facts: Facts, params: Params) -> Finding:
    """The versions of the software are fixed."""
    if found := uses(facts, "lc-locks-environment"):
        return passed(Text("the versions of the whole environment are locked"), spread(found))
    pinned = uses(facts, "lc-pins-environment")
    if len(pinned) >= number(params, "pinned"):
        text = Text("direct dependencies are pinned, what they need is not locked")
        return partly(text, spread(pinned))
    return failed(Text("no lock file, no pinned versions"), spread(pinned))


def environment_as_code(facts: Facts, params: Params) -> Finding:
    """What sets the machine up is a file, not a memory."""
    found = uses(facts, "lc-sets-up-machine")
    recipes = [Evidence(path=r.path, line=r.line, text=r.kind) for r in facts.files.containers]
    if found or recipes:
        evidence = [*recipes[:2], *spread(found)]
        return passed(Text("the environment is set up by files of the repository"), evidence)
    return failed(
        Text(
            "no container, development container, Compose file, manifest or infrastructure as code"
        )
    )


def infra_needs_figured(facts: Facts, params: Params) -> Finding:
    """The needs in machines are written with figures."""
    return by_page(
        facts,
        ("lifecycle-infrastructure",),
        _figured,
        Text("the needs in infrastructure are given with figures"),
        Text("no section gives processors, memory, disk or accelerators with figures"),
    )


def _figured(below: Section) -> bool:
    lines = (
        line
        for block in below.of("prose", "item", "table")
        for line in block.text.split("\n")
        if not DATA_SIZE.search(line)
    )
    return any(CAPACITY.search(line) for line in lines)


def resources_requested(facts: Facts, params: Params) -> Finding:
    """What the project needs is asked of the machines by configuration."""
    return by_use(
        facts,
        ["lc-requests-resources"],
        Text("configuration asks for processors, memory or accelerators"),
        Text("no manifest, Compose file, Terraform or job asks for a size"),
    )
