"""What `nox` runs: the literal commands of the sessions it is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import option
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.pythoncode import call_commands, calls, dotted, literal, parse
from aifactory.facts.pipelines.shell import Command, inside

RUNS = re.compile(r"^\w+\.(?:run|run_always|run_install|install_and_run)$")
MAX_SESSIONS = 200


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The commands of the sessions of `-s`, `-t`, `-k`, else of the default ones."""
    given = option(command.argv, ("-f", "--noxfile"))
    path = project.first(command.folder, *given) if given else ""
    path = path or project.upwards(command.folder, "noxfile.py")
    if not path:
        return
    module = parse(project.text(path) or "")
    functions = {n.name: n for n in module.body if isinstance(n, ast.FunctionDef)}
    sessions = {
        _option(deco, "name") or name: function
        for name, function in functions.items()
        for deco in function.decorator_list
        if dotted(deco.func if isinstance(deco, ast.Call) else deco).endswith("session")
    }
    names = _wanted(command, sessions, module)
    for function in _reached(names, sessions, functions):
        yield from _steps(function, path, project)


def _wanted(
    command: Command, sessions: dict[str, ast.FunctionDef], module: ast.Module
) -> list[str]:
    names: list[str] = []
    for flags in (("-s", "--session", "--sessions", "-e"),):
        for at, word in enumerate(command.argv):
            if word in flags:
                for name in command.argv[at + 1 :]:
                    if name.startswith("-"):
                        break
                    names.append(name)
            elif word.startswith(("--session=", "--sessions=")):
                names.append(word.partition("=")[2])
    tags = option(command.argv, ("-t", "--tags", "--tag"))
    words = option(command.argv, ("-k", "--keywords"))
    if any("$" in name for name in names):  # only a run would tell: any of them
        return list(sessions)
    names = [
        re.split(r"[-(](?=[\d(]|py)", name)[0] if name not in sessions else name for name in names
    ]
    names += [name for name, function in sessions.items() if set(tags) & set(_tags(function))]
    names += [name for name in sessions if any(word in name for word in words)]
    return names or ([] if tags or words else _defaults(sessions, module))


def _defaults(sessions: dict[str, ast.FunctionDef], module: ast.Module) -> list[str]:
    for node in module.body:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "nox.options.sessions":
            items = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else []
            return [name for name in (literal(item) for item in items) if name]
    return [name for name, function in sessions.items() if not _is_off(function)]


def _decorators(function: ast.FunctionDef) -> Iterator[ast.keyword]:
    for deco in function.decorator_list:
        if isinstance(deco, ast.Call):
            yield from deco.keywords


def _tags(function: ast.FunctionDef) -> list[str]:
    lists = [k.value for k in _decorators(function) if k.arg == "tags"]
    return [
        tag
        for item in lists
        if isinstance(item, ast.List | ast.Tuple)
        for tag in (literal(element) for element in item.elts)
        if tag
    ]


def _is_off(function: ast.FunctionDef) -> bool:
    return any(
        k.arg == "default" and isinstance(k.value, ast.Constant) and k.value.value is False
        for k in _decorators(function)
    )


def _option(deco: ast.expr, name: str) -> str:
    keywords = deco.keywords if isinstance(deco, ast.Call) else []
    return next((literal(k.value) or "" for k in keywords if k.arg == name), "")


def _reached(
    names: list[str],
    sessions: dict[str, ast.FunctionDef],
    functions: dict[str, ast.FunctionDef],
) -> Iterator[ast.FunctionDef]:
    """The sessions, the functions they call and the sessions they notify; each once."""
    stack = [sessions[name] for name in reversed(names) if name in sessions]
    seen: set[str] = set()
    while stack and len(seen) <= MAX_SESSIONS:
        function = stack.pop()
        if function.name in seen:
            continue
        seen.add(function.name)
        yield function
        for call in calls(function):
            called = dotted(call.func)
            if called in functions:
                stack.append(functions[called])
            elif called.endswith(".notify") and call.args:
                target = sessions.get((literal(call.args[0]) or "").split("(")[0])
                stack += [target] if target else []


def _steps(function: ast.FunctionDef, path: str, project: Project) -> Iterator[Step]:
    folder = path.rpartition("/")[0]
    for call in calls(function):
        name = dotted(call.func)
        if name.endswith(".chdir") and call.args:
            folder = inside(folder, literal(call.args[0]) or ".")
        elif RUNS.match(name):
            for command in call_commands(call):
                run = " ".join(_quoted(word) for word in command.argv)
                where = project.at(path, command.line)
                yield Step(where, run=run, run_line=command.line, folder=folder)


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else "'" + word.replace("'", "") + "'"
