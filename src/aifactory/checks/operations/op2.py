"""Op2: the kit that the chosen target demands."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.operations.kits import (
    FOLLOWED,
    GUARDED,
    SAVED,
    SIZED,
    TITLES,
    Halves,
    chosen,
    halves,
)
from aifactory.checks.operations.sited import sited
from aifactory.checks.pages import commands, pages, said
from aifactory.checks.using import shown, spread
from aifactory.model import Evidence, Finding, Text

NO_TARGET = Text("no target by its files, so no kit")
OBJECTIVE = re.compile(
    r"\b(?:rto|rpo)\b|\b(?:within|under|sous|en moins de|at most|au plus|less than)\s+(?:\d+|an?|une?|one|two|four|deux|trois|quatre)\s*"
    r"(?:h\b|hours?|heures?|min\w*|days?|jours?)|\b\d+\s*(?:h\b|hours?|heures?|min(?:utes?)?\b|days?|jours?)",
    re.I,
)
WANTED = {
    ("sized", "server"): Text("limits of every container, and a GPU request or a quota"),
    ("sized", "cloud"): Text("the size of what runs, and the most that may run"),
    ("sized", "edge"): Text("memory or CPU limits, and a graphics card or a bound on logs"),
    ("guarded", "server"): Text("a network policy, and rights cut down (RBAC, non-root, restricted)"),
    ("guarded", "edge"): Text("a signature verified before a version is installed"),
    ("followed", "server"): Text("probes, and a roll-out, disruption or scaling rule"),
    ("followed", "cloud"): Text("probes, and an alert or a budget that tells somebody"),
    ("followed", "edge"): Text("an update by timer, and telemetry of the fleet"),
}  # fmt: skip


def kit_sized(facts: Facts, params: Params) -> Finding:
    """What runs has a size and a bound."""
    return _part(facts, "sized", SIZED)


def kit_followed(facts: Facts, params: Params) -> Finding:
    """What runs is kept up and heard of."""
    return _part(facts, "followed", FOLLOWED)


def kit_guarded(facts: Facts, params: Params) -> Finding:
    """What runs may do little, or is proven before it is installed."""
    if chosen(facts) != "cloud":
        return _part(facts, "guarded", GUARDED)
    _, evidence = halves(facts, GUARDED["cloud"])
    wide = [shown(use) for use in sited(facts, "op-rights-too-wide")]
    if not evidence:
        return failed(Text("the service has no identity of its own"), wide)
    if wide:
        return partly(Text("an identity of its own, but rights that are far too wide"), wide)
    return passed(Text("an identity of its own, and no right that is far too wide"), evidence)


def _part(facts: Facts, name: str, part: dict[str, Halves]) -> Finding:
    target = chosen(facts)
    if not target:
        return failed(NO_TARGET)
    there, evidence = halves(facts, part[target])
    values = {"target": TITLES[target], "wanted": WANTED[name, target]}
    if there == len(part[target]):
        return passed(Text("on {target}: {wanted}", values), evidence)
    if there:
        return partly(Text("on {target}, one half only of: {wanted}", values), evidence)
    return failed(Text("on {target}, nothing of: {wanted}", values))


def kit_recovered(facts: Facts, params: Params) -> Finding:
    """What is lost can be had again: something saves or goes back, and a plan says how."""
    target = chosen(facts)
    if not target:
        return failed(NO_TARGET)
    saved = spread(sited(facts, *SAVED[target]))
    plan = _plan(facts, int(number(params, "min-words")))
    if saved and plan:
        return passed(
            Text("a way back or a backup in files, and a plan that says how"), [*saved[:2], *plan]
        )
    if saved or plan:
        text = (
            Text("a way back or a backup in files, but no plan")
            if saved
            else Text("a recovery plan, but nothing in files that saves or goes back")
        )
        return partly(text, [*saved, *plan])
    return failed(Text("no backup, no way back, no recovery plan"))


def _plan(facts: Facts, least: int) -> list[Evidence]:
    """Where a page tells how to recover: steps or commands, and an objective in time."""
    for document, start, blocks in pages(facts, "operations-recovery"):
        text = "\n".join(block.text for block in blocks if block.kind != "code")
        if said(blocks) >= least and (OBJECTIVE.search(text) or commands(blocks)):
            return [at(document, start)]
    return []
