"""What `just RECIPE` runs, read from the justfile."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.shell import Command, inside

NAMES = ("justfile", "Justfile", ".justfile", "JUSTFILE")
TAKES = frozenset(("-f", "--justfile", "-d", "--working-directory", "--set", "--shell"))
HEADER = re.compile(r"@?([A-Za-z_][\w-]*)(?:\s[^:]{0,300})?:(?!=)(.{0,500})$")
ASSIGN = re.compile(r"(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(['\"])(.*)\2\s*$")
HOLE = re.compile(r"\{\{\s*([A-Za-z_][\w-]{0,60})\s*\}\}")
MAX_RECIPES = 200


class Recipe(Struct):
    """A recipe's lines with their numbers, and the recipes it needs."""

    line: int
    needs: list[str]
    body: list[tuple[int, str]]


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The lines of the recipes that `just` is asked for, those they need first."""
    given = option(command.argv, ("-f", "--justfile"))
    path = (
        project.first(command.folder, *given) if given else project.upwards(command.folder, *NAMES)
    )
    if not path:
        return
    recipes, variables = project.kept("just", path, lambda: _read(project.text(path) or ""))
    words = [w for _, w in operands(command.argv, TAKES) if "=" not in w]
    folder = path.rpartition("/")[0]
    for name in option(command.argv, ("-d", "--working-directory")):
        folder = inside(command.folder, name)
    goals = [words[0]] if words else list(recipes)[:1]
    goals += [word for word in words[1:] if word in recipes]
    for recipe in _reached(recipes, goals):
        yield from _steps(recipe, variables, path, folder, project)


def _read(text: str) -> tuple[dict[str, Recipe], dict[str, str]]:
    recipes: dict[str, Recipe] = {}
    variables: dict[str, str] = {}
    current: Recipe | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if line[:1] in (" ", "\t"):
            if current and line.strip():
                current.body.append((number, line.strip()))
        elif match := ASSIGN.match(line):
            variables[match[1]] = match[3]
        elif not line.startswith(("#", "[")) and (match := HEADER.match(line)):
            needs = re.findall(r"\(?\b([A-Za-z_][\w-]*)", re.sub(r"#.*|\"[^\"]*\"", "", match[2]))
            current = recipes.setdefault(match[1], Recipe(number, needs, []))
        elif line.strip():
            current = None
    return recipes, variables


def _reached(recipes: dict[str, Recipe], goals: list[str]) -> Iterator[Recipe]:
    stack, seen = [(goal, False) for goal in reversed(goals)], set[str]()
    while stack and len(seen) <= MAX_RECIPES:
        name, ready = stack.pop()
        if ready:
            yield recipes[name]
        elif name in recipes and name not in seen:
            seen.add(name)
            stack.append((name, True))
            stack += [(need, False) for need in reversed(recipes[name].needs) if need not in seen]


def _steps(
    recipe: Recipe, variables: dict[str, str], path: str, folder: str, project: Project
) -> Iterator[Step]:
    def filled(text: str) -> str:
        return HOLE.sub(lambda m: variables.get(m[1], "$" + m[1].replace("-", "_")), text)

    if not recipe.body:
        return
    first, text = recipe.body[0]
    if text.startswith("#!"):
        body = dict(recipe.body)
        whole = "\n".join(body.get(n, "") for n in range(first, max(body) + 1))
        shell = "python" if "python" in text else "sh"
        where = project.at(path, first)
        yield Step(where, run=filled(whole), run_line=first, shell=shell, folder=folder)
        return
    for line, text in _joined(recipe.body):
        run = filled(re.sub(r"^[@-]+\s*", "", text))
        yield Step(project.at(path, line), run=run, run_line=line, folder=folder)


def _joined(body: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Lines joined over a final backslash."""
    start, parts = 0, list[str]()
    for line, text in body:
        start = start if parts else line
        parts.append(text)
        if not text.endswith("\\"):
            yield start, "\n".join(parts)
            parts = []
    if parts:
        yield start, "\n".join(parts)
