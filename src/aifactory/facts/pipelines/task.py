"""What `task NAME` runs, read from the Taskfile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.shell import Command, inside
from aifactory.snapshot.yamltree import Str

NAMES = tuple(
    f"{stem}.{end}"
    for stem in ("Taskfile", "taskfile", "Taskfile.dist", "taskfile.dist")
    for end in ("yml", "yaml")
)
TAKES = frozenset(("-t", "--taskfile", "-d", "--dir", "-o", "--output", "-C", "-c"))
HOLE = re.compile(r"\{\{\s*\.([A-Za-z_]\w{0,60})[^{}]{0,100}\}\}")


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The commands of the tasks that are asked for, dependencies first."""
    folder = command.folder
    for name in option(command.argv, ("-d", "--dir")):
        folder = inside(folder, name)
    given = option(command.argv, ("-t", "--taskfile"))
    path = project.first(folder, *given) if given else project.upwards(folder, *NAMES)
    if not path:
        return
    words = [w for _, w in operands(command.argv, TAKES) if "=" not in w] or ["default"]
    for name in words:
        yield from _task(name, path, project)


def _task(name: str, path: str, project: Project) -> Iterator[Step]:
    file = project.yaml(path)
    tasks = table(file, "tasks")
    folder = path.rpartition("/")[0]
    if name not in tasks:
        yield from _included(name, table(file, "includes"), folder, project)
        return
    task: Any = tasks[name]
    variables = {str(k): str(v) for k, v in table(file, "vars").items() if isinstance(v, str)}
    if isinstance(task, dict):
        variables |= {str(k): str(v) for k, v in table(task, "vars").items() if isinstance(v, str)}
        folder = inside(folder, str(task.get("dir") or "."))
        for need in listed(task.get("deps")):
            yield from _step(need, True, path, folder, variables, project)
        body = listed(task.get("cmds")) or listed(task.get("cmd"))
    else:
        body = listed(task)
    for item in body:
        yield from _step(item, False, path, folder, variables, project)


def _step(
    item: Any, need: bool, path: str, folder: str, variables: dict[str, str], project: Project
) -> Iterator[Step]:
    """One command; a reference to another task is the command that runs it."""
    text = item.get("cmd") if isinstance(item, dict) else item
    other = item.get("task") if isinstance(item, dict) else item if need else None
    line = getattr(item, "line", 1)
    if isinstance(other, Str):
        home = path.rpartition("/")[0]
        run = f"task -t {inside('', path)[len(home) + 1 if home else 0 :]} {other}"
        yield Step(project.at(path, line), run=run, run_line=line, folder=home)
    elif isinstance(text, Str):
        run = HOLE.sub(lambda m: variables.get(m[1], f"${m[1]}"), text)
        yield Step(project.at(path, line), run=run, run_line=text.text_line, folder=folder)


def _included(name: str, includes: Any, folder: str, project: Project) -> Iterator[Step]:
    prefix, colon, rest = name.partition(":")
    spec = includes.get(prefix) if colon else None
    file = spec.get("taskfile") if isinstance(spec, dict) else spec
    if isinstance(file, Str):
        place = inside(folder, file)
        path = place if project.has(place) else project.first(place, *NAMES)
        if path and rest:
            yield from _task(rest, path, project) if ":" not in rest else ()
