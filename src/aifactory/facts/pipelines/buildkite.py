"""Buildkite: commands, plugins, groups, and blocks that wait for a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, keys, mapping, pairs, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    MAX_DEPTH,
    PUSH,
    TAG,
    Triggers,
    definitions,
    job,
    pipeline,
    run_step,
    scripts,
    texts,
    use_step,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Map, Seq, Str, load

PATH = re.compile(r"^(?:\.buildkite|buildkite)/[^/]+\.ya?ml$|^buildkite\.ya?ml$")
BRANCH = re.compile(r"build\.branch\s*==\s*[\"']([\w./-]+)[\"']")


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree."""
    return definitions(tree, [p for p in tree.entries if PATH.search(p)][:100], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    root = load(text)
    steps = root.get("steps") if isinstance(root, Map) else root
    if isinstance(steps, Seq):
        yield pipeline("buildkite", source, _jobs(source, steps, (PUSH,), 0))


def _jobs(source: Source, steps: Any, triggers: Triggers, depth: int) -> Iterator[Job]:
    """The jobs of a list; a block makes those that follow wait for a person."""
    for node in steps if isinstance(steps, Seq) and depth < MAX_DEPTH else []:
        if isinstance(node, Str):
            triggers = MANUAL if node == "block" else triggers
            continue
        step = mapping(node)
        if "block" in step or "input" in step:
            triggers = MANUAL
            continue
        reached = _narrow(step, triggers)
        if isinstance(step.get("steps"), Seq):
            yield from _jobs(source, step.get("steps"), reached, depth + 1)
        elif reached and string(step.get("skip")) != "true":
            name = string(step.get("label")) or string(step.get("name")) or "step"
            line = getattr(node, "line", 1)
            yield job(source.at(line), str(name), _steps(source, step, reached), reached)


def _narrow(step: dict[str, Any], triggers: Triggers) -> Triggers:
    condition = string(step.get("if"))
    if condition.strip() == "false":
        return ()
    branches = tuple(b for text in texts(step.get("branches")) for b in text.split())
    if match := BRANCH.search(condition):
        branches = (match[1],)
    if "build.tag" in condition and "build.branch" not in condition:
        return (TAG,)
    if not branches:
        return triggers
    ignored = tuple(b[1:] for b in branches if b.startswith("!"))
    kept = tuple(b for b in branches if not b.startswith("!"))
    return tuple(Trigger("push", kept, ignored) if t.kind == "push" else t for t in triggers)


def _steps(source: Source, step: dict[str, Any], triggers: Triggers) -> Iterator[Step]:
    env = pairs(step.get("env"))
    for key in ("command", "commands"):
        for script in scripts(step.get(key)):
            yield run_step(source, script, triggers, env=env)
    plugins = step.get("plugins")
    for plugin in plugins if isinstance(plugins, Seq) else [plugins]:
        for key, settings in keys(plugin):
            yield use_step(source, key.line, _plugin(key), settings, triggers)


def _plugin(key: str) -> str:
    return f"plugin:{key.split('#')[0]}"
