"""Commands that Python code starts with literal arguments; the code is parsed, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec.structs import replace

from aifactory.facts.pipelines.shell import Command, commands

MAX_CODE = 256 * 1024
STARTERS = re.compile(
    r"(?:^|\.)(?:subprocess\.(?:run|call|check_call|check_output|Popen|getoutput)"
    r"|os\.(?:system|popen)|run|check_call|check_output|Popen|sh|execute)$"
)


def code_commands(
    code: str, first_line: int = 1, env: Mapping[str, str] | None = None, folder: str = ""
) -> list[Command]:
    """The commands that a script starts by `subprocess`, `os.system` and the like."""
    found = []
    for call in calls(parse(code)):
        if STARTERS.search(dotted(call.func)):
            found += call_commands(call, first_line, env, folder)
    return found


@lru_cache(maxsize=64)
def parse(code: str) -> ast.Module:
    """The syntax tree of Python code; an empty one where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code[:MAX_CODE])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call below a node, in the order of the lines."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return iter(sorted(found, key=lambda call: (call.lineno, call.col_offset)))


def dotted(node: ast.AST) -> str:
    """`session.run` of such an expression, "" of any other."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 10:
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def call_commands(
    call: ast.Call, first_line: int = 1, env: Mapping[str, str] | None = None, folder: str = ""
) -> list[Command]:
    """What a call's literal arguments run: a list, several words, or one line of shell."""
    if not call.args:
        return []
    first = call.args[0]
    line = first_line + call.lineno - 1
    if isinstance(first, ast.List | ast.Tuple):
        words = [literal(item) for item in first.elts]
    elif len(call.args) > 1 and literal(call.args[1]) is not None:
        words = [literal(item) for item in call.args]
    else:
        text = literal(first)
        inner = commands(text, line, env, folder) if text else []
        return [replace(command, line=line) for command in inner]
    argv = tuple("$?" if word is None else word for word in words)
    return [Command(argv, line, dict(env or {}), folder)] if argv and argv[0] != "$?" else []


def literal(node: ast.AST) -> str | None:
    """A string as written; what an f-string puts in stays `{…}`; `sys.executable` is python."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in node.values
        )
    if isinstance(node, ast.Attribute) and dotted(node) == "sys.executable":
        return "python"
    return None
