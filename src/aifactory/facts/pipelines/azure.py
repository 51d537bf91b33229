"""Azure Pipelines: which files are pipelines, and what starts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.azure_jobs import LISTS, File
from aifactory.facts.pipelines.model import Pipeline, Trigger, TriggerKind
from aifactory.facts.pipelines.nodes import Budget, Source, Table, mapping, string
from aifactory.facts.pipelines.steps import (
    MANUAL,
    REQUEST,
    TAG,
    Triggers,
    definitions,
    documents,
    is_off,
    pipeline,
    text,
    texts,
)
from aifactory.snapshot.tree import Problem, Tree
from aifactory.snapshot.yamltree import Seq, Str

NAMED = r"(?:azure[-_]?pipelines?[\w.-]*|[\w.-]*azure[-_]pipelines?)\.ya?ml$"
PATH = re.compile(
    rf"^(?:(?:\.azure|azure-pipelines|pipelines)/)?{NAMED}"
    r"|^\.(?:azure-pipelines|azuredevops)/(?:[\w.-]+/){0,3}[\w.-]+\.ya?ml$",
    re.I,
)
USUAL = re.compile(rf"(?:^|/){NAMED}", re.I)
MAX_FILES = 100
OF_PIPELINES = {"trigger", "pr", "schedules", "pool", "resources", "extends", "name"}


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The pipelines of a tree; a template counts where a pipeline uses it."""
    used: set[str] = set()

    def read(source: Source, content: str) -> Iterator[Pipeline]:
        for root in documents(content)[:1]:
            if _is_pipeline(source.path, root):
                file = File(tree, source, Budget(), used, root)
                jobs = file.jobs(root, _start(root))
                yield pipeline("azure", source, jobs, text(root.get("name")))

    paths = [p for p in tree.entries if PATH.search(p)][:MAX_FILES]
    found = list(definitions(tree, paths, read))
    return iter([one for one in found if isinstance(one, Problem) or one.path not in used])


def _is_pipeline(path: str, root: Table) -> bool:
    usual = USUAL.search(path) is not None
    return any(k in root for k in (*LISTS, "extends")) and (
        usual or not OF_PIPELINES.isdisjoint(root)
    )


def _start(root: Table) -> Triggers:
    found = _pushes(root.get("trigger"))
    pr = root.get("pr")
    if string(pr) != "none":
        found += _on("pull_request", pr) if pr else [REQUEST]
    schedules = root.get("schedules")
    for schedule in schedules if isinstance(schedules, Seq) else []:
        found += _on("schedule", schedule)
    upstream = mapping(root.get("resources")).get("pipelines")
    for one in upstream if isinstance(upstream, Seq) else []:
        trigger = mapping(one).get("trigger")
        if trigger and not (is_off(trigger) or string(trigger) == "none"):
            found.append(Trigger("other"))
    return tuple(dict.fromkeys(found)) or MANUAL


def _pushes(trigger: Any) -> list[Trigger]:
    if string(trigger) == "none":
        return []
    if mapping(trigger).get("tags") is not None:
        return [*(_on("push", trigger) if "branches" in trigger else []), TAG]
    return _on("push", trigger)


def _on(kind: TriggerKind, node: Any) -> list[Trigger]:
    """A trigger with its branch filter; `refs/tags/…` among the branches are tags."""
    branches = node if isinstance(node, (Seq, Str)) else mapping(node).get("branches")
    listed = branches if isinstance(branches, (Seq, Str)) else mapping(branches).get("include")
    include, exclude = texts(listed), texts(mapping(branches).get("exclude"))
    tagged = any(name.startswith("refs/tags/") for name in include)
    names = tuple(n.removeprefix("refs/heads/") for n in include if not n.startswith("refs/tags/"))
    found = [TAG] if tagged and kind == "push" else []
    if names or not include:
        every = "*" in names
        kept = () if every else names
        found.append(Trigger(kind, kept, tuple(n.removeprefix("refs/heads/") for n in exclude)))
    return found
