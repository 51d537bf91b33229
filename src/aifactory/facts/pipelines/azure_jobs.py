"""Azure Pipelines: stages, jobs, deployments, steps, tasks and local templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from typing import Any

from aifactory.facts.pipelines.expressions import Dialect, passing
from aifactory.facts.pipelines.model import Job, Step
from aifactory.facts.pipelines.nodes import Budget, Source, Table, keys, mapping, named, pairs
from aifactory.facts.pipelines.shell import inside
from aifactory.facts.pipelines.steps import (
    MANUAL,
    MAX_DEPTH,
    Triggers,
    is_off,
    job,
    run_step,
    text,
    texts,
    use_step,
)
from aifactory.snapshot.tree import Tree, Unreadable
from aifactory.snapshot.yamltree import Seq, Str, load

LISTS = ("stages", "jobs", "steps")
SHELLS = {"script": "sh", "bash": "sh", "pwsh": "pwsh", "powershell": "pwsh"}
INLINE = {"bash": "sh", "cmdline": "sh", "powershell": "pwsh"}  # tasks that run a text
IF = re.compile(r"\$\{\{\s*(?:(?:else\s*)?if\s+(.*)|each\b.*|else)\s*\}\}\s*", re.S)
BY_HAND = re.compile(r"^Manual(?:Validation|Intervention)@", re.I)
DIALECT = Dialect(
    {
        "variables.build.sourcebranch": "ref",
        "variables.build.sourcebranchname": "branch",
        "variables.build.reason": "event",
    },
    {
        "push": "IndividualCI",
        "tag": "IndividualCI",
        "pull_request": "PullRequest",
        "schedule": "Schedule",
        "manual": "Manual",
        "other": "ResourceTrigger",
    },
    alike={"batchedci": "IndividualCI"},
)


class File:
    """A pipeline or template; `used` gathers the templates that were taken in."""

    def __init__(
        self, tree: Tree, source: Source, budget: Budget, used: set[str], root: Table
    ) -> None:
        self.tree, self.source, self.budget, self.used = tree, source, budget, used
        self.root = root
        self.by_hand: set[str] = set()  # jobs and stages behind a person's approval

    def jobs(self, node: Table, triggers: Triggers, depth: int = 0) -> Iterator[Job]:
        """The jobs of a pipeline, stage or template."""
        if depth > MAX_DEPTH:
            return
        if isinstance(base := mapping(node.get("extends")).get("template"), Str):
            yield from self.elsewhere(base, triggers, depth)
        before = ""
        for stage, reached in self.entries(node.get("stages"), triggers, depth):
            reached = self.gated(stage, reached, before)
            before = text(stage.get("stage")) or before
            if reached:
                yield from self.inner(stage, reached, depth, before)
        for one, reached in self.entries(node.get("jobs"), triggers, depth):
            if reached := self.gated(one, reached, ""):
                yield from self.one(one, reached, depth)
        if isinstance(node.get("steps"), Seq):
            yield self.job(node, "steps", [node.get("steps")], triggers, depth)

    def gated(self, node: Table, triggers: Triggers, before: str) -> Triggers:
        """A start by hand for what depends on an approval; a stage depends on that before it."""
        needs = set(texts(node["dependsOn"]) if "dependsOn" in node else [before])
        name = text(node.get("stage")) or text(node.get("job")) or text(node.get("deployment"))
        if text(node.get("trigger")) != "manual" and self.by_hand.isdisjoint(needs):
            return triggers
        self.by_hand.add(name or "?")
        return MANUAL if triggers else ()

    def inner(self, node: Table, triggers: Triggers, depth: int, stage: str = "") -> Iterator[Job]:
        if isinstance(template := node.get("template"), Str):
            yield from self.elsewhere(template, triggers, depth)
            return
        for found in self.jobs(node, triggers, depth + 1):
            if stage and any(BY_HAND.match(s.uses.removeprefix("task:")) for s in found.steps):
                self.by_hand.add(stage)
            yield found

    def elsewhere(self, template: str, triggers: Triggers, depth: int) -> Iterator[Job]:
        if file := self.template(template):
            yield from file.jobs(file.root, triggers, depth + 1)

    def one(self, node: Table, triggers: Triggers, depth: int) -> Iterator[Job]:
        if "template" in node:
            yield from self.inner(node, triggers, depth)
            return
        name = text(node.get("job")) or text(node.get("deployment")) or "job"
        found = self.job(
            node, name, [node.get("steps"), *_strategy(node.get("strategy"))], triggers, depth
        )
        if any(BY_HAND.match(step.uses.removeprefix("task:")) for step in found.steps):
            self.by_hand.add(name)
        yield found

    def job(self, node: Table, name: str, lists: list[Any], triggers: Triggers, depth: int) -> Job:
        container = node.get("container")
        return job(
            self.source.at(getattr(node, "line", 1)),
            name,
            (step for one in lists for step in self.steps(one, triggers, depth)),
            triggers,
            image=str(named(container, "image")),
            environment=str(named(node.get("environment"), "name")),
        )

    def entries(
        self, node: Any, triggers: Triggers, depth: int
    ) -> Iterator[tuple[Table, Triggers]]:
        """The entries of a list that may run; `${{ if }}` and `${{ each }}` are looked into."""
        for item in node if isinstance(node, Seq) and depth <= MAX_DEPTH else []:
            self.budget.spend()
            if not isinstance(item, dict) or is_off(item.get("enabled")):
                continue
            inserted = [(m, body) for key, body in keys(item) if (m := IF.fullmatch(key))]
            for match, body in inserted:
                reached = passing(match[1] or "", triggers, DIALECT)
                yield from self.entries(body, reached, depth + 1) if reached else ()
            reached = passing(text(item.get("condition")), triggers, DIALECT)
            if reached and not inserted:
                yield item, reached

    def steps(self, node: Any, triggers: Triggers, depth: int) -> Iterator[Step]:
        for item, reached in self.entries(node, triggers, depth):
            if isinstance(template := item.get("template"), Str):
                if file := self.template(template):
                    yield from file.steps(file.root.get("steps"), reached, depth + 1)
            else:
                yield from self.step(item, reached)

    def step(self, item: Table, triggers: Triggers) -> Iterator[Step]:
        inputs = mapping(item.get("inputs"))
        name, env = text(item.get("displayName")), pairs(item.get("env"))
        folder = text(item.get("workingDirectory")) or text(inputs.get("workingDirectory"))
        more = {"name": name, "env": env, "folder": inside("", folder)}
        for key, shell in SHELLS.items():
            if isinstance(script := item.get(key), Str):
                yield run_step(self.source, script, triggers, shell=shell, **more)
        if isinstance(task := item.get("task"), Str):
            inline = INLINE.get(task.split("@")[0].lower())
            if inline and isinstance(script := inputs.get("script"), Str):
                yield run_step(self.source, script, triggers, shell=inline, **more)
            else:
                yield use_step(self.source, task.line, f"task:{task}", inputs, triggers, **more)

    def template(self, name: str) -> File | None:
        """A template of this repository; None for one from elsewhere or one that cannot be read."""
        if name.endswith("@self"):
            name = name.removesuffix("@self")
        if "@" in name or "${{" in name:
            return None
        base = "" if name.startswith("/") else dirname(self.source.path)
        path = normpath(join(base, name.lstrip("/")))
        entry = self.tree.entries.get(path)
        if entry is None or entry.kind not in ("file", "executable") or not basename(path):
            return None
        self.budget.spend(100 + max(entry.size, 0) // 10)
        try:
            content = self.tree.text(path)
            root = load(content)
        except Unreadable:
            return None
        self.used.add(path)
        found = File(self.tree, Source(path, content), self.budget, self.used, mapping(root))
        return found if isinstance(root, dict) else None


def _strategy(node: Any) -> Iterator[Any]:
    """The step lists of a deployment: by kind and phase, `on: failure` and `on: success` too."""
    for kind in mapping(node).values():
        for phase, body in mapping(kind).items():
            yield mapping(body).get("steps")
            if phase == "on":
                for outcome in mapping(body).values():
                    yield mapping(outcome).get("steps")
