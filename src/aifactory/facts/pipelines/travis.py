"""Travis CI: phases of commands, stages and deployments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, mapping, string
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
from aifactory.snapshot.yamltree import Seq, Str

PHASES = ("before_install", "install", "before_script", "script", "after_success", "before_deploy")
DEFAULTS = {"node_js": "npm test", "go": "go test -v ./...", "rust": "cargo test --verbose"}


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipeline of a tree, if it has one."""
    return definitions(tree, [p for p in (".travis.yml",) if p in tree.entries], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        yield pipeline("travis", source, _jobs(source, root))


def _jobs(source: Source, root: Table) -> Iterator[Job]:
    only = texts(mapping(root.get("branches")).get("only"))
    start: Triggers = (Trigger("push", only), REQUEST, TAG)
    jobs = mapping(root.get("jobs") or root.get("matrix")).get("include")
    included = [n for n in jobs if isinstance(n, dict)] if isinstance(jobs, Seq) else []
    if "script" in root or "deploy" in root or not included:
        yield job(source.at(1), "default", _steps(source, root, start), start)
    for number, node in enumerate(included, 1):
        line = getattr(node, "line", 1)
        name = string(node.get("name")) or string(node.get("stage")) or f"job {number}"
        inherited = {k: v for k, v in root.items() if k in ("before_install", "install", "script")}
        steps = _steps(source, inherited | node, start)
        yield job(source.at(line), str(name), steps, start)


def _steps(source: Source, node: Table, start: Triggers) -> Iterator[Step]:
    for phase in PHASES:
        for script in scripts(node.get(phase)):
            yield run_step(source, script, start)
    if "script" not in node and (default := DEFAULTS.get(string(node.get("language")))):
        line = getattr(node.get("language"), "line", 1)
        yield Step(source.at(line), run=default, run_line=line, triggers=start)
    deploy = node.get("deploy")
    for one in deploy if isinstance(deploy, Seq) else [deploy]:
        yield from _deploy(source, one)


def _deploy(source: Source, node: Any) -> Iterator[Step]:
    provider = node if isinstance(node, Str) else mapping(node).get("provider")
    if not isinstance(provider, Str):
        return
    triggers = _conditions(mapping(mapping(node).get("on")))
    script = mapping(node).get("script")
    if provider == "script" and isinstance(script, Str):
        yield run_step(source, script, triggers)
    else:
        yield use_step(source, provider.line, f"deploy:{provider}", node, triggers)


def _conditions(on: Table) -> Triggers:
    """A deployment runs on pushes to the default branch unless `on` says otherwise."""
    branches = texts(on.get("branch"))
    tags = string(on.get("tags")) == "true"
    if tags and not branches:
        return (TAG,)
    if string(on.get("all_branches")) == "true":
        return (PUSH, TAG)
    return (Trigger("push", branches or ("$default",)),)
