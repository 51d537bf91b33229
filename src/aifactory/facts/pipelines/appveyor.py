"""AppVeyor: build, test and deployment scripts."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, mapping, string
from aifactory.facts.pipelines.steps import (
    REQUEST,
    TAG,
    Triggers,
    definitions,
    documents,
    is_off,
    job,
    pipeline,
    run_step,
    texts,
    use_step,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq, Str

PATHS = ("appveyor.yml", ".appveyor.yml", "appveyor.yaml", ".appveyor/appveyor.yml")
PHASES = (
    *("init", "install", "before_build", "build_script", "after_build", "before_test"),
    *("test_script", "after_test", "before_deploy", "deploy_script", "on_success"),
)


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipeline of a tree, if it has one."""
    return definitions(tree, [p for p in PATHS if p in tree.entries], _read)


def _read(source: Source, text: str) -> Iterator[Pipeline]:
    for root in documents(text)[:1]:
        yield pipeline("appveyor", source, _jobs(source, root))


def _jobs(source: Source, root: Table) -> Iterator[Job]:
    branches = mapping(root.get("branches"))
    push = Trigger("push", texts(branches.get("only")), texts(branches.get("except")))
    tags = () if string(root.get("skip_tags")) == "true" else (TAG,)
    start: Triggers = (push, REQUEST, *tags)
    yield job(source.at(1), "build", _steps(source, root, start), start)


def _steps(source: Source, root: Table, start: Triggers) -> Iterator[Step]:
    for phase in PHASES:
        if is_off(root.get("test")) and phase == "test_script":
            continue
        node = root.get(phase)
        for item in node if isinstance(node, Seq) else [node]:
            if isinstance(item, Str):
                yield run_step(source, item, start, shell="cmd")
            for shell in ("cmd", "ps", "pwsh", "sh", "bash"):
                if isinstance(script := mapping(item).get(shell), Str):
                    yield run_step(source, script, start, shell="pwsh" if shell == "ps" else shell)
    deploy = root.get("deploy")
    for item in deploy if isinstance(deploy, Seq) else [deploy]:
        if isinstance(provider := mapping(item).get("provider"), Str):
            on = mapping(mapping(item).get("on"))
            tagged = string(on.get("appveyor_repo_tag")) == "true"
            branch = texts(on.get("branch"))
            reached: Triggers = (TAG,) if tagged else (Trigger("push", branch),)
            uses = f"deploy:{provider.lower()}"
            yield use_step(source, provider.line, uses, item, reached)
