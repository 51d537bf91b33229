"""GitHub Actions workflows in the one pipeline model."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from aifactory.facts.pipelines.conditions import Cases, common, divide, started_by, unite
from aifactory.facts.pipelines.github_conditions import condition, ignores_failures
from aifactory.facts.pipelines.github_events import cases, started_after
from aifactory.facts.pipelines.github_matrix import combinations, copies
from aifactory.facts.pipelines.model import Job, Pipeline, Step
from aifactory.facts.pipelines.nodes import (
    Budget,
    Source,
    Table,
    is_false,
    keys,
    mapping,
    named,
    pairs,
    string,
    strings,
)
from aifactory.model import Text
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Seq, Str, load

FOLDER = ".github/workflows/"
MAX_TEXT = 8_000_000  # characters of all workflows; those of conditions count eightfold
MAX_STEPS = 20_000  # of a workflow; long texts and many variables count for more

_SH = {"sh", "bash", "zsh", "dash", "ksh", "msys2", "wsl-bash", "micromamba-shell"}
_WORKSPACE = "${{ github.workspace }}"


class _Workflow(NamedTuple):
    """A workflow that was read, with what reading all of them and its own steps may still cost."""

    source: Source
    root: Table
    reading: Budget
    steps: Budget


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """Every workflow of `.github/workflows`, or the problem that keeps it from being one."""
    workflows = []
    reading = Budget(MAX_TEXT)
    for path in _paths(tree):
        try:
            reading.spend(tree.entries[path].size)
            workflows.append(_workflow(path, tree.text(path), reading))
        except Unreadable as error:
            yield Problem(path, error.said)
    named_on = {string(w.root.get("name")) or w.source.path: w.root["on"] for w in workflows}
    for workflow in workflows:
        try:
            yield _pipeline(workflow, named_on)
        except Unreadable as error:
            yield Problem(workflow.source.path, error.said)
        except CycleError:
            yield Problem(workflow.source.path, Text("its jobs need one another in a circle"))


def _paths(tree: Tree) -> list[str]:
    return [
        path
        for path, entry in tree.entries.items()
        if path.startswith(FOLDER)
        and "/" not in path[len(FOLDER) :]
        and path.endswith((".yml", ".yaml"))
        and entry.kind in ("file", "executable")
    ]


def _workflow(path: str, text: str, reading: Budget) -> _Workflow:
    root = load(text)
    if not isinstance(root, dict) or "jobs" not in root or "on" not in root:
        raise Unreadable(Text("no workflow: `on` and `jobs` are needed"))
    return _Workflow(Source(path, text), root, reading, Budget(MAX_STEPS))


def _pipeline(workflow: _Workflow, named_on: Mapping[str, Any]) -> Pipeline:
    root, source = workflow.root, workflow.source
    start = unite((*cases(root["on"]), *started_after(root["on"], named_on)))
    jobs = [(key, node) for key, node in keys(root["jobs"]) if isinstance(node, dict)]
    reached = _reached(workflow, dict(jobs), start)
    built = [_job(workflow, key, node, reached[key]) for key, node in jobs if reached[key]]
    name = str(string(root.get("name")))
    return Pipeline("github", source.path, name, started_by(start), tuple(built))


def _reached(workflow: _Workflow, nodes: Mapping[str, Table], start: Cases) -> dict[str, Cases]:
    """The cases that reach each job: through the jobs that it needs, then through its `if:`."""
    needs = {
        key: [n for n in strings(node.get("needs")) if n in nodes] for key, node in nodes.items()
    }
    found: dict[str, Cases] = {}
    for key in TopologicalSorter(needs).static_order():
        test = nodes[key].get("if")
        reach = start
        if not ignores_failures(string(test)):
            for need in needs[key]:
                if found[need] != reach:
                    workflow.steps.spend(10)
                    reach = common(reach, found[need])
        found[key] = _passing(workflow, test, reach)
    return found


def _passing(workflow: _Workflow, test: Any, reach: Cases) -> Cases:
    """The cases that may pass an `if:`."""
    if is_false(test):
        return ()
    text = string(test)
    workflow.reading.spend(8 * len(text))
    return divide(condition(text), reach)[0] if text else reach


def _job(workflow: _Workflow, key: Str, node: Table, reach: Cases) -> Job:
    uses = string(node.get("uses"))
    return Job(
        id=str(key),
        where=workflow.source.at(key.line),
        triggers=started_by(reach),
        steps=tuple(_steps(workflow, node, reach)),
        image=str(named(node.get("container"), "image")),
        services=tuple(str(named(s, "image")) for s in mapping(node.get("services")).values()),
        calls=posixpath.normpath(uses) if uses.startswith("./") else "",
        environment=str(named(node.get("environment"), "name")),
    )


def _steps(workflow: _Workflow, node: Table, reach: Cases) -> Iterator[Step]:
    """The steps of a job that can be reached; a called workflow is a step that uses it."""
    env = pairs(workflow.root.get("env")) | pairs(node.get("env"))
    defaults = _defaults(workflow.root) | _defaults(node)
    steps = node.get("steps")
    matrix = combinations(mapping(node.get("strategy")).get("matrix"))
    workflow.steps.spend(len(matrix) // 4)
    for step in [node] if "uses" in node else steps if isinstance(steps, Seq) else []:
        passing = reach if step is node else _passing(workflow, mapping(step).get("if"), reach)
        if passing and isinstance(step, dict):
            found = _step(workflow.source, defaults | step, env, passing)
            if found is None:
                continue
            workflow.steps.spend(_cost(found))
            for copy in copies(found, matrix):
                workflow.steps.spend(_cost(copy))
                yield copy


def _cost(step: Step) -> int:
    """What a step takes off the budget, so that aliases cannot multiply long texts."""
    texts = (step.run, *step.inputs.values(), *step.env.values())
    return 1 + (len(texts) + sum(map(len, texts)) // 1000) // 4


def _defaults(node: Table) -> Table:
    return mapping(mapping(node.get("defaults")).get("run"))


def _step(source: Source, node: Table, env: dict[str, str], reach: Cases) -> Step | None:
    uses, run = node.get("uses"), node.get("run")
    first = next((n for n in (uses, run) if isinstance(n, Str)), None)
    if first is None:
        return None
    own = pairs(node.get("env"))
    return Step(
        where=source.at(first.line),
        name=str(string(node.get("name"))),
        uses=str(string(uses)),
        run=str(string(run)),
        run_line=run.text_line if isinstance(run, Str) else 0,
        shell=_shell(string(node.get("shell"))),
        folder=_folder(string(node.get("working-directory"))),
        inputs=pairs(node.get("with")),
        env=env | own if own else env,
        triggers=started_by(reach),
    )


def _shell(text: str) -> str:
    """The interpreter that `shell:` names; every Bourne shell is "sh"."""
    words = text.split()[:20]
    names = [posixpath.basename(word.replace("\\", "/")).removesuffix(".exe") for word in words]
    return "sh" if not names or _SH.intersection(names) else names[0].rstrip(".0123456789")


def _folder(text: str) -> str:
    """A working directory relative to the root of the repository."""
    path = posixpath.normpath(text.replace(_WORKSPACE, ".").lstrip("/") or ".")
    return "" if path == "." else path
