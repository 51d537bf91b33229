"""Azure Pipelines: stages, jobs, deployments, steps, tasks and local templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Any

from aifactory.facts.pipelines.model import Job, Pipeline, Step, Trigger
from aifactory.facts.pipelines.nodes import Source, Table, mapping, named, pairs, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    MAX_DEPTH,
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
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Seq, Str, load

PATH = re.compile(
    r"^(?:\.azure-pipelines/|\.azuredevops/|\.azure/|azure-pipelines/|pipelines/)?"
    r"(?:azure[-_]?pipelines?[\w.-]*|[\w.-]*azure[-_]pipelines?)\.ya?ml$"
    r"|^(?:\.azure-pipelines|\.azuredevops)/[\w.-]+\.ya?ml$",
    re.I,
)
SHELLS = {"script": "sh", "bash": "sh", "pwsh": "pwsh", "powershell": "pwsh"}
LISTS = ("stages", "jobs", "steps")
ON_BRANCH = re.compile(
    r"Build\.SourceBranch(?:Name)?'?\]?\s*,\s*'(?:refs/heads/)?([\w./-]+)'", re.I
)
ON_TAG = re.compile(r"startsWith\(\s*variables\['Build\.SourceBranch'\]\s*,\s*'refs/tags", re.I)
NOT_REQUEST = re.compile(r"ne\(\s*variables\['Build\.Reason'\]\s*,\s*'PullRequest'", re.I)


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree; a template counts where a pipeline uses it."""
    paths = [p for p in tree.entries if PATH.search(p)][:100]

    def read(source: Source, text: str) -> Iterator[Pipeline]:
        for root in documents(text)[:1]:
            if (
                any(k in root for k in (*LISTS, "extends")) and "parameters" not in root
            ) or "trigger" in root:
                yield pipeline("azure", source, _File(tree, source).jobs(root, _start(root), 0))

    return definitions(tree, paths, read)


def _start(root: Table) -> Triggers:
    found: list[Trigger] = []
    trigger, pr = root.get("trigger"), root.get("pr")
    if string(trigger) != "none":
        found += _pushes(trigger)
    if string(pr) != "none":
        found.append(REQUEST)
    if isinstance(root.get("schedules"), Seq):
        found.append(Trigger("schedule"))
    return tuple(found) or MANUAL


def _pushes(trigger: Any) -> list[Trigger]:
    branches = mapping(mapping(trigger).get("branches"))
    include = texts(trigger) if isinstance(trigger, (Seq, Str)) else texts(branches.get("include"))
    found = [Trigger("push", include, texts(branches.get("exclude")))]
    if mapping(trigger).get("tags") is not None:
        found = ([] if not include else found) + [TAG]
    return found


class _File:
    def __init__(self, tree: Tree, source: Source) -> None:
        self.tree, self.source = tree, source

    def jobs(self, node: Table, triggers: Triggers, depth: int) -> Iterator[Job]:
        for stage in self.entries(node, "stages"):
            reached = _passing(stage.get("condition"), triggers)
            if reached and depth < MAX_DEPTH:
                yield from self.inner(stage, reached, depth)
        for one in self.entries(node, "jobs"):
            reached = _passing(one.get("condition"), triggers)
            if reached:
                yield from self.one(one, reached, depth)
        if isinstance(node.get("steps"), Seq):
            where = self.source.at(getattr(node, "line", 1))
            yield job(where, "steps", self.steps(node.get("steps"), triggers, depth), triggers)

    def inner(self, node: Table, triggers: Triggers, depth: int) -> Iterator[Job]:
        if isinstance(template := node.get("template"), Str):
            if found := self.template(template):
                yield from found[0].jobs(found[1], triggers, depth + 1)
        else:
            yield from self.jobs(node, triggers, depth + 1)

    def one(self, node: Table, triggers: Triggers, depth: int) -> Iterator[Job]:
        if "template" in node:
            yield from self.inner(node, triggers, depth)
            return
        name = string(node.get("job")) or string(node.get("deployment")) or "job"
        lists = [node.get("steps"), *_strategy(node.get("strategy"))]
        steps = [s for one in lists for s in self.steps(one, triggers, depth)]
        yield job(
            self.source.at(getattr(node, "line", 1)),
            str(name),
            steps,
            triggers,
            image=str(named(node.get("container"), "image")),
            environment=str(named(node.get("environment"), "name")),
        )

    def entries(self, node: Table, key: str) -> Iterator[Table]:
        found = node.get(key)
        for entry in found if isinstance(found, Seq) else []:
            if isinstance(entry, dict):
                yield entry

    def steps(self, node: Any, triggers: Triggers, depth: int) -> Iterator[Step]:
        for item in node if isinstance(node, Seq) and depth < MAX_DEPTH else []:
            if not isinstance(item, dict) or is_off(item.get("enabled")):
                continue
            reached = _passing(item.get("condition"), triggers)
            if not reached:
                continue
            if isinstance(template := item.get("template"), Str):
                if found := self.template(template):
                    yield from found[0].steps(found[1].get("steps"), reached, depth + 1)
            else:
                yield from self.step(item, reached)

    def step(self, item: Table, triggers: Triggers) -> Iterator[Step]:
        name, env = str(string(item.get("displayName"))), pairs(item.get("env"))
        folder = string(item.get("workingDirectory")).replace("$(Build.SourcesDirectory)", "")
        for key, shell in SHELLS.items():
            if isinstance(script := item.get(key), Str):
                yield run_step(
                    self.source,
                    script,
                    triggers,
                    name=name,
                    env=env,
                    shell=shell,
                    folder=folder.strip("./"),
                )
        if isinstance(task := item.get("task"), Str):
            inputs = item.get("inputs")
            yield use_step(self.source, task.line, f"task:{task}", inputs, triggers, name=name)

    def template(self, name: str) -> tuple[_File, Table] | None:
        if "@" in name or "${{" in name:
            return None
        base = "" if name.startswith("/") else dirname(self.source.path)
        path = normpath(join(base, name.lstrip("/")))
        entry = self.tree.entries.get(path)
        if entry is None or entry.kind == "link":
            return None
        try:
            text = self.tree.text(path)
            root = load(text)
        except Unreadable:
            return None
        return (_File(self.tree, Source(path, text)), root) if isinstance(root, dict) else None


def _strategy(node: Any) -> Iterator[Any]:
    for kind in mapping(node).values():
        for phase in mapping(kind).values():
            yield mapping(phase).get("steps")


def _passing(condition: Any, triggers: Triggers) -> Triggers:
    """The triggers that a condition may let through."""
    text = string(condition)
    if not text:
        return triggers
    if is_off(condition):
        return ()
    if ON_TAG.search(text) and " or(" not in text:
        return tuple(t for t in triggers if t.kind == "tag") or (TAG,)
    if NOT_REQUEST.search(text):
        triggers = tuple(t for t in triggers if t.kind != "pull_request")
    if (match := ON_BRANCH.search(text)) and "or(" not in text:
        others = tuple(t for t in triggers if t.kind in ("schedule", "manual"))
        pushed = any(t.kind == "push" for t in triggers)
        return ((Trigger("push", (match[1],)),) if pushed else ()) + others
    return triggers
