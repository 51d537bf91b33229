"""Short ways to ask what a step leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.model import Capability, Job, Location, Pipeline, Step, Trigger
from aifactory.snapshot.tree import MemoryTree

PUSH = (Trigger("push"),)
WORKFLOW = ".github/workflows/ci.yml"


def step(run: str = "", **fields: Any) -> Step:
    """A step whose script begins on line 10 of the workflow."""
    where = Location(WORKFLOW, 9, "- run: |")
    return Step(where, run=run, **{"triggers": PUSH, "run_line": 10, **fields})


def pipeline(*steps: Step, path: str = WORKFLOW, **fields: Any) -> Pipeline:
    job = Job("job", Location(path, 5, "job:"), fields.pop("triggers", PUSH), steps, **fields)
    return Pipeline("github", path, jobs=(job,))


def capabilities(*steps: Step, files: Mapping[str, str] | None = None) -> tuple[Capability, ...]:
    return find_capabilities([pipeline(*steps)], MemoryTree(files or {}), load_rules())


def names(run: str, files: Mapping[str, str] | None = None, **fields: Any) -> set[str]:
    """What a script does, as the names of its capabilities."""
    return {c.name for c in capabilities(step(run, **fields), files=files)}


def chains(run: str, name: str, files: Mapping[str, str], **fields: Any) -> list[list[str]]:
    """The chains of a capability, each place as `path:line`; the workflow's path is "ci"."""
    found = capabilities(step(run, **fields), files=files)
    return [
        [f"{'ci' if where.path == WORKFLOW else where.path}:{where.line}" for where in c.chain]
        for c in found
        if c.name == name
    ]


def only(run: str, name: str, **fields: Any) -> Capability:
    """The one capability of that name."""
    (found,) = (c for c in capabilities(step(run, **fields)) if c.name == name)
    return found
