"""Tasks that Python tools keep in their configuration: poe, hatch, pdm, pixi, rye, invoke."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, program
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.pythoncode import call_commands, calls, dotted, parse
from aifactory.facts.pipelines.shell import Command

TOOLS = ("poe", "hatch", "pdm", "pixi", "rye", "inv", "invoke", "poetry", "uv")
MAX_TASKS = 100
TAKES = frozenset(
    ("-e", "--env", "--environment", "-C", "--directory", "-p", "--project", "--manifest-path")
)
Tasks = dict[str, tuple[str, Any]]  # name → where it stands (a table's header), definition


def follow(command: Command, project: Project) -> Iterator[Step]:
    """What a named task runs, those it depends on first."""
    name = program(command.argv[0])
    words = [word for _, word in operands(command.argv, TAKES)]
    if name in ("inv", "invoke"):
        yield from _invoke(words, command, project)
        return
    if name != "poe":
        words = words[1:] if words[:1] == ["run"] else words if name in ("pdm", "pixi") else []
    if not words or (name in ("poetry", "uv", "rye") and words[0] == "poe"):
        return
    for path in ("pyproject.toml", "pixi.toml", "hatch.toml", "poe_tasks.toml"):
        if place := project.upwards(command.folder, path):
            tasks = _tasks(name, path, project.toml(place))
            yield from _steps(words[0].rpartition(":")[2], tasks, place, project)


def _tasks(tool: str, file: str, config: Mapping[str, Any]) -> Tasks:
    """Every task of a tool; the header is a regular expression for its table's line."""
    own = config if not file.startswith("pyproject") else table(config, "tool", tool)
    if tool == "hatch":
        environments = table(own, "envs")
        return {
            name: (rf"envs\.{re.escape(env)}\b", task)
            for env in environments
            for name, task in table(environments, env, "scripts").items()
        }
    if tool in ("pdm", "rye"):
        return {name: (r"\.scripts", task) for name, task in table(own, "scripts").items()}
    found: Tasks = {}
    if tool == "pixi":
        features = table(own, "feature")
        for feature in features:
            for name, task in table(features, feature, "tasks").items():
                found[name] = (rf"feature\.{re.escape(feature)}\.tasks", task)
    return found | {name: (r"\btasks", task) for name, task in table(own, "tasks").items()}


def _steps(goal: str, tasks: Tasks, path: str, project: Project) -> Iterator[Step]:
    stack, seen = [goal], set[str]()
    while stack and len(seen) <= MAX_TASKS:
        name = stack.pop(0)
        if name in seen or name not in tasks:
            continue
        seen.add(name)
        header, task = tasks[name]
        word = re.escape(name)
        key = rf"^\s*(?:scripts\.|tasks\.)?[\"']?{word}[\"']?\s*=|^\[.*[.\"]{word}[\"']?\]"
        line = project.line_of(path, rf"^\s*\[.*{header}", key)
        texts, more = _parts(task)
        stack += more
        for text in texts:
            first = text.split(" ", 1)[0]
            if first in tasks and first != name:
                stack.append(first)
            yield Step(
                project.at(path, line), run=text, run_line=line, folder=path.rpartition("/")[0]
            )


def _parts(task: Any, depth: int = 0) -> tuple[list[str], list[str]]:
    """The shell texts of a task's definition, and the tasks it names."""
    if isinstance(task, str):
        return [task], []
    texts: list[str] = []
    names: list[str] = []
    if isinstance(task, list):
        for item in task:
            names += [item] if isinstance(item, str) and " " not in item else []
            inner = _parts(item, depth + 1) if depth < 5 else ([], [])
            texts, names = texts + inner[0], names + inner[1]
    elif isinstance(task, dict):
        for key in ("cmd", "shell"):
            value = task.get(key)
            texts += [" ".join(map(str, value)) if isinstance(value, list) else str(value or "")]
        names += [str(n) for n in listed(task.get("ref"))]
        for key in ("depends-on", "depends_on", "deps", "depends"):
            needs = [n.get("task") if isinstance(n, dict) else n for n in listed(task.get(key))]
            names += [n.split(" ")[0] for n in needs if isinstance(n, str)]
        for key in ("sequence", "composite", "chain", "parallel"):
            inner = _parts(task.get(key), depth + 1) if key in task and depth < 5 else ([], [])
            texts, names = texts + inner[0], names + inner[1]
        script = task.get("script") or task.get("call")
        texts += [f"python -m {script.partition(':')[0]}"] if isinstance(script, str) else []
    return [text for text in texts if text], names


def _invoke(words: list[str], command: Command, project: Project) -> Iterator[Step]:
    path = project.upwards(command.folder, "tasks.py", "tasks/__init__.py")
    functions = {
        node.name.replace("_", "-"): node
        for node in parse(project.text(path) or "").body
        if path and isinstance(node, ast.FunctionDef)
    }
    stack, seen = [word.replace("_", "-") for word in words], set[str]()
    while stack and len(seen) <= MAX_TASKS:
        name = stack.pop(0)
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for call in calls(functions[name]):
            called = dotted(call.func)
            stack.append(called.replace("_", "-"))
            for found in call_commands(call) if called.endswith(".run") else ():
                where = project.at(path, found.line)
                text = " ".join(found.argv)
                yield Step(where, run=text, run_line=found.line, folder=command.folder)
        for deco in functions[name].decorator_list:
            stack += [dotted(a).replace("_", "-") for a in getattr(deco, "args", ())]
