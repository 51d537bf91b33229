"""Drone and Woodpecker: steps of commands, plugins with settings, events and branches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, keys, mapping, pairs, string
from aifactory.facts.pipelines.steps import (
    PUSH,
    REQUEST,
    TAG,
    Triggers,
    definitions,
    documents,
    job,
    pipeline,
    run_step,
    scripts,
    texts,
    use_step,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq

PATH = re.compile(r"^\.(?:drone|woodpecker)\.ya?ml$|^\.woodpecker/(?:[^/]+/)?[^/]+\.ya?ml$")
EVENTS = {
    "push": "push",
    "pull_request": "pull_request",
    "tag": "tag",
    "release": "release",
    "cron": "schedule",
    "promote": "manual",
    "rollback": "manual",
    "manual": "manual",
    "deployment": "manual",
    "custom": "manual",
}
START: Triggers = (PUSH, REQUEST, TAG)


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree."""
    return definitions(tree, [p for p in tree.entries if PATH.search(p)][:100], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    jobs = []
    for root in documents(text):
        steps = root.get("steps") or root.get("pipeline")
        if string(root.get("kind")) in ("", "pipeline") and steps is not None:
            jobs.append(_job(source, root, steps))
    if jobs:
        yield pipeline("drone", source, jobs)


def _job(source: Source, root: Table, steps: Any) -> Job:
    start = _when(root.get("trigger") or root.get("when"), START)
    line = getattr(root, "line", 1)
    name = string(root.get("name")) or source.path
    return job(source.at(line), str(name), _steps(source, steps, start), start)


def _steps(source: Source, node: Any, start: Triggers) -> Iterator[Step]:
    listed = [s for s in node if isinstance(s, dict)] if isinstance(node, Seq) else []
    for step in listed or [s for _, s in keys(node) if isinstance(s, dict)]:
        triggers = _when(step.get("when"), start)
        if not triggers:
            continue
        env, name = pairs(step.get("environment")), str(string(step.get("name")))
        commands = list(scripts(step.get("commands")))
        for command in commands:
            yield run_step(source, command, triggers, env=env, name=name)
        image = string(step.get("image"))
        if image and not commands:
            line = getattr(step.get("image"), "line", 1)
            settings = step.get("settings") or step
            yield use_step(source, line, f"plugin:{image}", settings, triggers, name=name)


def _when(node: Any, start: Triggers) -> Triggers:
    """Events and branches; a list of conditions lets each one through."""
    if isinstance(node, Seq):
        found = [t for one in node for t in _when(one, start)]
        return tuple(dict.fromkeys(found)) if node else start
    when = mapping(node)
    event, branch = when.get("event"), when.get("branch")
    events = texts(mapping(event).get("include") if isinstance(event, dict) else event)
    branches = texts(mapping(branch).get("include") if isinstance(branch, dict) else branch)
    ignored = texts(mapping(branch).get("exclude")) if isinstance(branch, dict) else ()
    kinds = {EVENTS.get(e, "other") for e in events}
    found_kinds = list(dict.fromkeys(EVENTS.get(e, "other") for e in events))
    base = list(start) if not events else [t for t in start if t.kind in kinds]
    known = {t.kind for t in base}
    if start == START:
        base += [Trigger(k) for k in found_kinds if k not in known]  # type: ignore[arg-type]
    narrow = bool(branches or ignored)
    return tuple(
        Trigger("push", branches or t.branches, ignored) if t.kind == "push" and narrow else t
        for t in base
    )
