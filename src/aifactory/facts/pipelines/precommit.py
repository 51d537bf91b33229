"""What `pre-commit run` runs: its hooks, as actions (`hook:ID`) or local commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.shell import Command

TAKES = frozenset(
    ("-c", "--config", "--hook-stage", "--from-ref", "--to-ref", "-s", "-o", "--files")
)


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The hooks that a run would start at its stage."""
    words = [word for _, word in operands(command.argv, TAKES)]
    if words[:1] != ["run"]:
        return
    given = option(command.argv, ("-c", "--config"))
    path = project.upwards(command.folder, *(given or (".pre-commit-config.yaml",)))
    for repository in listed(table(project.yaml(path)).get("repos")) if path else ():
        for hook in listed(table(repository).get("hooks")):
            if isinstance(hook, dict) and (len(words) == 1 or hook.get("id") in words[1:]):
                yield from _hook(hook, path, project)


def _hook(hook: Mapping[str, Any], path: str, project: Project) -> Iterator[Step]:
    if [str(s) for s in listed(hook.get("stages"))] == ["manual"]:
        return
    line = getattr(hook.get("id"), "line", getattr(hook, "line", 1))
    where = project.at(path, line)
    yield Step(where, uses=f"hook:{hook.get('id')}", name=str(hook.get("name") or ""))
    if isinstance(hook.get("entry"), str):
        arguments = " ".join(str(a) for a in listed(hook.get("args")))
        yield Step(where, run=f"{hook['entry']} {arguments}".strip(), run_line=line)
