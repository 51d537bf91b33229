"""Container recipes: bases, tags, users; read with BuildKit's own Dockerfile parser."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from aifactory.model import Text
from aifactory.snapshot.tree import Problem, Tree, Unreadable

RECIPE = re.compile(
    r"(?:^|/)(?:(?:dockerfile|containerfile)(?:[._-][^/]*)?|[^/]+\.(?:dockerfile|containerfile))$",
    re.I,
)
NOT_RECIPE = re.compile(r"\.(?:dockerignore|md|rst|txt|py|sh|ya?ml|json|toml)$|ignore$", re.I)
DEVCONTAINER = re.compile(r"(?:^|/)\.devcontainer/|(?:^|/)\.gitpod|(?:^|/)tests?/", re.I)
COMPOSE = re.compile(r"(?:^|/)(?:docker-)?compose(?:[._-][^/]*)?\.ya?ml$", re.I)
OTHER_BUILDS = {
    "project.toml": "buildpack",
    "pack.toml": "buildpack",
    ".ko.yaml": "ko",
    ".ko.yml": "ko",
}
JIB = re.compile(r"jib-maven-plugin|com\.google\.cloud\.tools\.jib")
VARIABLE = re.compile(r"\$\{(\w+)(?:(:?[-+])([^}]*))?\}|\$(\w+)")
MAX_BYTES, MAX_CONTINUATIONS = 256 * 1024, 2000


class Stage(Struct, frozen=True, omit_defaults=True):
    """A build stage: `base` after its `ARG` defaults; `internal`: another stage, or scratch."""

    line: int
    base: str
    internal: bool = False
    name: str = ""
    user: str = ""
    user_line: int = 0


class Recipe(Struct, frozen=True, omit_defaults=True):
    """A recipe for an image of the product; `kind` is dockerfile, buildpack, ko or jib."""

    path: str
    kind: str
    line: int = 1
    stages: tuple[Stage, ...] = ()


def read_containers(
    tree: Tree, paths: Iterable[str]
) -> tuple[tuple[Recipe, ...], tuple[Problem, ...]]:
    """Recipes among the project's own paths, nearest to the root first."""
    recipes: list[Recipe] = []
    problems: list[Problem] = []
    for path in sorted(paths, key=lambda p: (p.count("/"), p)):
        try:
            if recipe := _recipe(tree, path):
                recipes.append(recipe)
        except Unreadable as error:
            problems.append(Problem(path, error.said))
    return tuple(recipes), tuple(problems)


def _recipe(tree: Tree, path: str) -> Recipe | None:
    name = path.rsplit("/", 1)[-1]
    if RECIPE.search(path) and not NOT_RECIPE.search(name) and not DEVCONTAINER.search(path):
        if tree.entries[path].size == 0:
            return None
        stages = parse_stages(tree.text(path, MAX_BYTES))
        return Recipe(path, "dockerfile", stages[0].line, stages) if stages else None
    if name in OTHER_BUILDS and (name != "project.toml" or "io.buildpacks" in tree.text(path)):
        return Recipe(path, OTHER_BUILDS[name])
    if name in ("pom.xml", "build.gradle", "build.gradle.kts") and (
        m := JIB.search(tree.text(path))
    ):
        return Recipe(path, "jib", tree.text(path).count("\n", 0, m.start()) + 1)
    return None


def parse_stages(text: str) -> tuple[Stage, ...]:
    """The stages of a Dockerfile; Unreadable where it is none or is made to be endless."""
    import dockerfile

    if text.count("\\\n") > MAX_CONTINUATIONS:
        raise Unreadable(Text("more than {n} continued lines", {"n": MAX_CONTINUATIONS}))
    try:
        commands = dockerfile.parse_string(text)
    except dockerfile.GoParseError as error:
        raise Unreadable(Text("not a Dockerfile: {reason}", {"reason": str(error)[:200]})) from None
    arguments: dict[str, str] = {}
    stages: list[Stage] = []
    for command in commands:
        word = command.cmd.upper()
        if word == "ARG" and not stages:
            arguments |= dict(_defaults(command.value, arguments))
        elif word == "FROM" and command.value:
            stages.append(_stage(command.value, command.start_line, arguments, stages))
        elif word == "USER" and stages and command.value:
            user = substitute(command.value[0], arguments | _stage_arguments(commands))
            stages[-1] = _with_user(stages[-1], user, command.start_line)
    return tuple(stages)


def _defaults(values: tuple[str, ...], known: dict[str, str]) -> Iterable[tuple[str, str]]:
    for value in values:
        name, equals, default = value.partition("=")
        if equals:
            yield name, substitute(default.strip("\"'"), known)


def _stage_arguments(commands: Iterable[object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for command in commands:
        value: tuple[str, ...] = getattr(command, "value", ())
        if getattr(command, "cmd", "").upper() == "ARG":
            found |= dict(_defaults(value, found))
        elif getattr(command, "cmd", "").upper() == "ENV":
            found |= {value[i]: value[i + 1].strip("\"'") for i in range(0, len(value) - 1, 2)}
    return found


def substitute(text: str, values: dict[str, str]) -> str:
    """Variables put in: `$A`, `${A}`, `${A:-default}`; unknown ones stay as written."""

    def one(match: re.Match[str]) -> str:
        name = match[1] or match[4]
        if name in values:
            return values[name]
        return match[3] if (match[2] or "").endswith("-") else match[0]

    return VARIABLE.sub(one, text)


def _stage(
    value: tuple[str, ...], line: int, arguments: dict[str, str], before: list[Stage]
) -> Stage:
    base = substitute(value[0], arguments)
    name = value[2] if len(value) > 2 and value[1].lower() == "as" else ""
    parent = next((s for s in reversed(before) if s.name and s.name.lower() == base.lower()), None)
    if parent:  # a stage starts with its parent's user
        return Stage(line, base, True, name, parent.user, parent.user_line)
    return Stage(line, base, base.lower() == "scratch", name)


def _with_user(stage: Stage, user: str, line: int) -> Stage:
    return Stage(stage.line, stage.base, stage.internal, stage.name, user, line)
