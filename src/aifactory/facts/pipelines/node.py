"""What `npm run NAME` and its like run, read from package.json, workspaces included."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatchcase

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, option, program
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.shell import Command, inside

TOOLS = ("npm", "yarn", "pnpm", "bun", "turbo", "nx", "lerna", "npm-run-all", "run-s", "run-p")
RUNNERS = {"turbo", "nx", "lerna"}
MANY = {"npm-run-all", "run-s", "run-p"}
TAKES = frozenset(
    ("--prefix", "-w", "--workspace", "--cwd", "--filter", "-F", "-C", "--dir", "--scope", "-p")
)
SHORT = {"test", "t", "tst", "start", "stop", "restart"}  # what npm runs without "run"
MAX_PACKAGES = 60


def follow(command: Command, project: Project) -> Iterator[Step]:
    """The script that is asked for with its pre and post scripts, in every package meant."""
    names = list(_names(command))
    more = _arguments(command, names)
    for folder in _folders(command, project) if names else ():
        for name in names:
            yield from _scripts(name, more, folder, project)
            yield from _target(name, folder, project)


def _scripts(name: str, more: str, folder: str, project: Project) -> Iterator[Step]:
    """The scripts of a package that a name, or a pattern of names, stands for."""
    path = project.first(folder, "package.json")
    scripts = table(project.json(path), "scripts") if path else {}
    wanted = [s for s in scripts if fnmatchcase(s, name)] if "*" in name else [name]
    for script in wanted:
        for part in (f"pre{script}", script, f"post{script}"):
            text = scripts.get(part)
            if isinstance(text, str):
                key = rf"^\s*\"{re.escape(part)}\"\s*:"
                line = project.line_of(path, r"\"scripts\"\s*:", key)
                run = f"{text} {more}" if part == script and more else text
                yield Step(project.at(path, line), run=run, run_line=line, folder=folder)


def _target(name: str, folder: str, project: Project) -> Iterator[Step]:
    """A target of Nx: its commands, or the tool that its executor is named for."""
    path = project.first(folder, "project.json")
    target = table(project.json(path), "targets", name) if path else {}
    options = table(target, "options")
    texts = [*listed(options.get("commands")), *listed(options.get("command"))]
    executor = str(target.get("executor") or "")
    if not texts and ":" in executor and not executor.endswith("run-commands"):
        texts = [executor.rpartition("/")[2].replace(":", " ")]
    line = project.line_of(path, rf"\"{re.escape(name)}\"\s*:")
    where = inside("", str(options.get("cwd") or "."))
    for text in texts:
        run = text.get("command") if isinstance(text, dict) else text
        yield Step(project.at(path, line), run=str(run), run_line=line, folder=where)


def _arguments(command: Command, names: list[str]) -> str:
    """What follows the script's name and is handed on to it, quoted."""
    tool = program(command.argv[0])
    if len(names) != 1 or tool in MANY or tool in RUNNERS or names[0] not in command.argv:
        return ""
    given = list(command.argv[command.argv.index(names[0]) + 1 :])
    if tool == "npm":
        given = given[given.index("--") + 1 :] if "--" in given else []
    return shlex.join(given)


def _names(command: Command) -> Iterator[str]:
    """The scripts that a command names."""
    tool = program(command.argv[0])
    words = [word for _, word in operands(command.argv, TAKES)]
    if tool in MANY:
        yield from words
        return
    for skipped in ("workspaces", "foreach", "exec"):
        words = words[1:] if words[:1] == [skipped] else words
    if tool == "yarn" and words[:1] == ["workspace"]:
        words = words[2:]
    if not words:
        return
    if words[0] in ("run", "run-script", "rum", "run-many"):
        yield from words[1:] if tool == "turbo" else words[1:2]
        yield from option(command.argv, ("-t", "--target", "--targets")) if tool == "nx" else ()
    elif tool in ("yarn", "pnpm", "bun") or tool in RUNNERS:
        yield (
            "test" if words[0] == "t" else words[0].rpartition(":")[2] if tool == "nx" else words[0]
        )
    elif words[0] in SHORT:
        yield "test" if words[0] in ("t", "tst") else words[0]


def _folders(command: Command, project: Project) -> list[str]:
    """The packages whose script is meant: here, below `--prefix`, or among the workspaces."""
    tool = program(command.argv[0])
    folder = command.folder
    for given in option(command.argv, ("--prefix", "--cwd", "-C", "--dir")):
        folder = inside(folder, given)
    filters = option(command.argv, ("-w", "--workspace", "--filter", "-F", "--scope"))
    words = [word for _, word in operands(command.argv, TAKES)]
    if tool == "yarn" and words[:1] == ["workspace"]:
        filters += words[1:2]
    every = {"-r", "--recursive", "-ws", "--workspaces"} & set(command.argv)
    every |= {"workspaces"} & set(words[:1])
    if not (filters or every or tool in RUNNERS):
        return [folder]
    packages = _packages(project)
    chosen = [f for f, name in packages if not filters or _chosen(f, name, filters)]
    return chosen or [folder]


def _chosen(folder: str, name: str, filters: list[str]) -> bool:
    wanted = [f.strip("./").removesuffix("...") or f for f in filters]
    return any(
        fnmatchcase(name, one) or folder == one or name.endswith("/" + one) or "$" in one
        for one in wanted
    )


def _packages(project: Project) -> list[tuple[str, str]]:
    """Folder and name of every package of the repository."""

    def read() -> list[tuple[str, str]]:
        paths = [
            path
            for path in project.tree.entries
            if path.rsplit("/", 1)[-1] == "package.json" and "node_modules/" not in path
        ][:MAX_PACKAGES]
        names = [str(listed(project.json(p).get("name"))[:1] or [""]) for p in paths]
        return [
            (path.rpartition("/")[0], name.strip("[]'"))
            for path, name in zip(paths, names, strict=True)
        ]

    return project.kept("packages", "", read)
