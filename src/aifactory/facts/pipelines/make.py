"""What `make TARGET` runs, read from the Makefile; nothing is expanded by running it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from msgspec import Struct

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.shell import Command, inside

NAMES = ("GNUmakefile", "makefile", "Makefile")
TAKES = frozenset(("-C", "-f", "-j", "-l", "-o", "-W", "-I", "--directory", "--file", "--makefile"))
ASSIGN = re.compile(r"(?:export\s+|override\s+)*([\w.-]+)\s*(?:\?|::?:?|\+|!)?=\s*(.*)$")
REFERENCE = re.compile(r"\$(?:\(([^()$]*)\)|\{([^{}$]*)\}|([@<^?*$]))")
MAX_TARGETS, MAX_INCLUDES, MAX_VALUE = 300, 10, 4000


class Target(Struct):
    """A target's prerequisites and the lines of its recipe, with where they stand."""

    needs: list[str]
    recipe: list[tuple[str, int, str]]  # path, line, text


class Makefile(Struct):
    """Targets in the order of the file; the first is the default."""

    targets: dict[str, Target] = {}
    variables: dict[str, str] = {}
    includes: int = 0


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The recipe lines of the targets that `make` is asked for, prerequisites first."""
    folder = command.folder
    for name in option(command.argv, ("-C", "--directory")):
        folder = inside(folder, name)
    files = option(command.argv, ("-f", "--file", "--makefile")) or NAMES
    path = project.first(folder, *files)
    if not path:
        return
    makefile = project.kept("make", f"{folder}:{path}", lambda: _read(project, path, folder))
    words = [word for _, word in operands(command.argv, TAKES)]
    given = dict(w.split("=", 1) for w in words if "=" in w)
    goals = [w for w in words if "=" not in w] or [_default(makefile)]
    for target, lines in _reached(makefile, goals):
        for where, line, text in lines:
            known = makefile.variables | given | {"@": target, "*": target, "MAKE": "make"}
            run = _expand(re.sub(r"^[@+\-\s]+", "", text), known)
            yield Step(project.at(where, line, text), run=run, run_line=line, folder=folder)


def _default(makefile: Makefile) -> str:
    named = makefile.variables.get(".DEFAULT_GOAL")
    plain = (name for name in makefile.targets if not name.startswith(".") and "%" not in name)
    return named or next(plain, "")


def _reached(
    makefile: Makefile, goals: list[str]
) -> Iterator[tuple[str, list[tuple[str, int, str]]]]:
    """Targets and their recipes, each once, prerequisites first, without recursion."""
    stack, seen = [(goal, False) for goal in reversed(goals)], set[str]()
    while stack and len(seen) <= MAX_TARGETS:
        name, ready = stack.pop()
        target = makefile.targets.get(name) or next(
            (t for n, t in makefile.targets.items() if "%" in n and fnmatchcase(name, _glob(n))),
            None,
        )
        if target is None or (not ready and name in seen):
            continue
        if ready:
            yield name, target.recipe
            continue
        seen.add(name)
        stack.append((name, True))
        stack += [(need, False) for need in reversed(target.needs) if need not in seen]


def _glob(name: str) -> str:
    return re.sub(r"[*?\[]", "?", name).replace("%", "*")


def _read(project: Project, path: str, folder: str) -> Makefile:
    makefile = Makefile({}, {})
    _parse(makefile, project, path, folder)
    return makefile


def _parse(makefile: Makefile, project: Project, path: str, folder: str) -> None:
    current: list[Target] = []
    define = False
    for line, text in _logical(project.text(path) or ""):
        if define or re.match(r"\s*define\b", text):
            define = not re.match(r"\s*endef\b", text)
        elif text.startswith("\t"):
            for target in current:
                target.recipe.append((path, line, text.strip()))
        elif match := re.match(r"-?s?include\s+(.*)", text):
            _include(makefile, project, match[1], folder)
        elif match := ASSIGN.match(text):
            _assign(makefile, match[1], match[2])
        elif ":" in text and not text.startswith(":"):
            current = _rule(makefile, text, path, line)


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines joined over a final backslash, with the number of the first; no comments."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        start = start if parts else number
        parts.append(line)
        if line.endswith("\\") and len(parts) < 500:
            continue
        whole = "\n".join(parts)
        parts = []
        if whole.startswith("\t"):
            yield start, whole
        elif not whole.lstrip().startswith("#") and whole.strip():
            yield start, re.sub(r"\s*\\\n\s*", " ", whole).split(" #")[0].strip()


def _include(makefile: Makefile, project: Project, names: str, folder: str) -> None:
    for name in _expand(names, makefile.variables).split():
        makefile.includes += 1
        path = inside(folder, name)
        if makefile.includes <= MAX_INCLUDES and project.has(path):
            _parse(makefile, project, path, folder)


def _assign(makefile: Makefile, name: str, value: str) -> None:
    """Later assignments win, as for make; what only a shell would tell stays unknown."""
    if "$(shell" not in value:
        makefile.variables[name] = value[:MAX_VALUE]


def _rule(makefile: Makefile, text: str, path: str, line: int) -> list[Target]:
    head, _, rest = text.partition(":")
    wanted, _, recipe = rest.lstrip(":").partition(";")
    if ASSIGN.match(wanted.strip()):  # a variable of these targets only
        return []
    needs = _expand(wanted, makefile.variables).replace("|", " ").split()
    found = []
    for name in _expand(head.rstrip("& "), makefile.variables).split():
        target = makefile.targets.setdefault(name, Target([], []))
        target.needs += needs[:MAX_TARGETS]
        if recipe:
            target.recipe.append((path, line, recipe.strip()))
        found.append(target)
    return found


def _expand(text: str, variables: dict[str, str]) -> str:
    """Simple references put in; functions and unknown names stay, `$$` becomes `$`."""

    def one(match: re.Match[str]) -> str:
        name = match[1] or match[2] or match[3] or ""
        return variables.get(name, "\0" if name == "$" else match[0])

    for _ in range(8):
        expanded = REFERENCE.sub(one, text)
        if expanded == text or len(expanded) > MAX_VALUE:
            break
        text = expanded
    return text.replace("\0", "$")
