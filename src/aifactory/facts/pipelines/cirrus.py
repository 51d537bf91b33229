"""Cirrus CI: tasks with scripts, Docker builders, manual triggers."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, keys, mapping, pairs, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    REQUEST,
    TAG,
    Triggers,
    definitions,
    documents,
    is_off,
    job,
    pipeline,
    run_step,
    scripts,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Map

PATHS = (".cirrus.yml", ".cirrus.yaml")


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipeline of a tree, if it has one."""
    return definitions(tree, [p for p in PATHS if p in tree.entries], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        entries = list(keys(root)) + list(root.repeated)
        jobs = [
            _job(source, key.line, str(key), node)
            for key, node in entries
            if isinstance(node, Map)
            and (key in ("task", "docker_builder") or key.endswith("_task"))
            if not (is_off(node.get("only_if")) or string(node.get("skip")) == "true")
        ]
        yield pipeline("cirrus", source, jobs)


def _job(source: Source, line: int, key: str, node: Table) -> Job:
    manual = string(node.get("trigger_type")) == "manual"
    triggers: Triggers = MANUAL if manual else _start(string(node.get("only_if")))
    name = string(node.get("name")) or key
    return job(source.at(line), str(name), _steps(source, node, triggers), triggers)


def _start(condition: str) -> Triggers:
    if "CIRRUS_TAG != ''" in condition or 'CIRRUS_TAG != ""' in condition:
        return (TAG,)
    return (Trigger("push"), REQUEST, TAG)


def _steps(source: Source, node: Table, triggers: Triggers) -> Iterator[Step]:
    env = pairs(node.get("env")) | pairs(mapping(node).get("environment"))
    for key, body in keys(node):
        if key == "script" or key.endswith("_script"):
            for script in scripts(body):
                yield run_step(source, script, triggers, env=env)
