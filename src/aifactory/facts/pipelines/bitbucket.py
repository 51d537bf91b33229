"""Bitbucket Pipelines: steps, pipes, branches, tags and custom (manual) pipelines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, keys, mapping, named, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    MAX_DEPTH,
    PUSH,
    REQUEST,
    TAG,
    Triggers,
    definitions,
    documents,
    job,
    pipeline,
    run_step,
    use_step,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq, Str

PATH = "bitbucket-pipelines.yml"


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipeline of a tree, if it has one."""
    return definitions(tree, [PATH] if PATH in tree.entries else [], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        yield pipeline("bitbucket", source, _all(source, mapping(root.get("pipelines"))))


def _all(source: Source, node: dict[str, Any]) -> Iterator[Job]:
    yield from _jobs(source, node.get("default"), (PUSH,), "default", 0)
    for branch, steps in keys(node.get("branches")):
        yield from _jobs(source, steps, (Trigger("push", (str(branch),)),), str(branch), 0)
    for kind, triggers in (("tags", (TAG,)), ("pull-requests", (REQUEST,)), ("custom", MANUAL)):
        for name, steps in keys(node.get(kind)):
            yield from _jobs(source, steps, triggers, f"{kind} {name}", 0)


def _jobs(source: Source, node: Any, triggers: Triggers, name: str, depth: int) -> Iterator[Job]:
    """The jobs of a list; a manual step gates those that follow."""
    items = node if isinstance(node, Seq) else mapping(node).get("steps")
    for item in items if isinstance(items, Seq) and depth < MAX_DEPTH else []:
        for key, body in keys(item):
            if key in ("parallel", "stage"):
                yield from _jobs(source, body, triggers, name, depth + 1)
            elif key == "step" and isinstance(body, dict):
                if string(body.get("trigger")) == "manual":
                    triggers = MANUAL
                title = f"{name}: {string(body.get('name'))}".removesuffix(": ")
                yield job(
                    source.at(key.line),
                    title,
                    _steps(source, body, triggers),
                    triggers,
                    image=str(named(body.get("image"), "name")),
                    environment=str(string(body.get("deployment"))),
                )


def _steps(source: Source, body: dict[str, Any], triggers: Triggers) -> Iterator[Step]:
    for phase in ("script", "after-script"):
        script = body.get(phase)
        for item in script if isinstance(script, Seq) else []:
            if isinstance(item, Str):
                yield run_step(source, item, triggers)
            elif isinstance(pipe := mapping(item).get("pipe"), Str):
                inputs = mapping(item).get("variables")
                yield use_step(source, pipe.line, f"pipe:{pipe}", inputs, triggers)
