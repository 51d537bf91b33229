"""Local scripts and local actions: what `./x.sh`, `python x.py` and `uses: ./x` lead to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from aifactory.facts.pipelines.model import Step
from aifactory.facts.pipelines.patterns import operands, program
from aifactory.facts.pipelines.project import Project, listed, table
from aifactory.facts.pipelines.shell import Command, inside
from aifactory.facts.pipelines.starts import satisfying
from aifactory.snapshot.yamltree import Str

SHELLS = {"bash", "sh", "zsh", "dash", "ksh", "source", ".", "pwsh", "powershell"}
LANGUAGES = re.compile(r"(?:python[\d.]*|py|Rscript|node|ruby|perl|php|julia|bats|deno|tsx)$")
TAKES = frozenset(("-m", "-c", "-W", "-X", "-e", "-o", "-O"))
ACTION_FILES = ("action.yml", "action.yaml")
BARE_INPUT = re.compile(r"(?<![\w.])inputs\.([\w-]{1,80})")
INPUT = re.compile(r"\$\{\{\s*inputs\.([\w-]{1,80})\s*\}\}")


def local_script(command: Command, project: Project) -> str:
    """The path of the repository's own script that a command runs, "" for none."""
    argv, name = command.argv, program(command.argv[0])
    if name in SHELLS or LANGUAGES.fullmatch(name):
        if "-m" in argv[1:3] or "-c" in argv[1:3]:
            return ""
        word = next((w for _, w in operands(argv, TAKES)), "")
    else:
        word = argv[0] if "/" in argv[0] or "\\" in argv[0] else ""
        if not word and re.search(r"\.(?:py|sh)$", argv[0]):
            word = argv[0]
    path = inside(command.folder, word.replace("\\", "/")) if word else ""
    return path if project.has(path) else ""


def script_steps(path: str, command: Command, project: Project) -> Iterator[Step]:
    """A local script as a step of its own."""
    text = project.text(path)
    if text is None or "\0" in text[:1000]:
        return
    shell = _shell(path, text)
    if not shell:
        return
    env = command.env | {str(i): w for i, w in enumerate(_arguments(command, path), 1) if i < 10}
    yield Step(
        project.at(path, 1), run=text, run_line=1, shell=shell, folder=command.folder, env=env
    )


def _arguments(command: Command, path: str) -> list[str]:
    name = path.rsplit("/", 1)[-1]
    at = next((i for i, w in enumerate(command.argv) if w.endswith(name)), len(command.argv))
    return list(command.argv[at + 1 :])


def _shell(path: str, text: str) -> str:
    """The interpreter that a script is written for: sh, python, pwsh, or "" for another."""
    first = text.split("\n", 1)[0] if text.startswith("#!") else ""
    if path.endswith(".py") or "python" in first or "uv run" in first:
        return "python"
    if path.endswith((".ps1", ".psm1")):
        return "pwsh"
    if path.endswith((".bat", ".cmd")):
        return "cmd"
    known = path.endswith((".sh", ".bash", ".zsh", ".ksh", ".bats"))
    return "sh" if known or re.search(r"\b(?:ba|z|da|k)?sh\b", first) else ""


def action_steps(step: Step, project: Project) -> Iterator[Step]:
    """The steps of a local composite action; a local Docker action builds its Dockerfile."""
    if not step.uses.startswith(("./", "../")):
        return
    path = project.first(inside("", step.uses), *ACTION_FILES)
    action = project.yaml(path) if path else None
    runs = table(action, "runs")
    defaults = {
        name: str(spec.get("default", ""))
        for name, spec in table(action, "inputs").items()
        if isinstance(spec, dict)
    }
    inputs = defaults | step.inputs
    for item in listed(runs.get("steps")):
        if isinstance(item, dict):
            triggers = satisfying(_condition(item, inputs), step.triggers, called=True)
            if triggers:
                inner = _action_step(item, path, step, inputs, project)
                yield replace(inner, triggers=triggers)
    image = runs.get("image")
    if isinstance(image, Str) and not image.startswith("docker://"):
        run = f"docker build -f {inside(path.rpartition('/')[0], image)} ."
        yield Step(project.at(path, image.line), run=run, run_line=image.line)


def _condition(item: Mapping[str, Any], inputs: dict[str, str]) -> str:
    """A step's condition with the inputs put in that are known."""

    def one(match: re.Match[str]) -> str:
        value = inputs.get(match[1], "${{")
        return match[0] if "${{" in value or "'" in value else f"'{value}'"

    return BARE_INPUT.sub(one, str(item.get("if") or ""))


def _action_step(
    item: Mapping[str, Any], path: str, step: Step, inputs: dict[str, str], project: Project
) -> Step:
    def filled(value: object) -> str:
        return INPUT.sub(lambda m: inputs.get(m[1], m[0]) or m[0], str(value or ""))

    run = item.get("run")
    shell = str(item.get("shell") or "sh").split()[0]
    return Step(
        project.at(path, getattr(item, "line", 1)),
        name=str(item.get("name") or ""),
        uses=filled(item.get("uses")),
        run=filled(run),
        run_line=getattr(run, "text_line", 0),
        shell="sh" if shell in SHELLS - {"pwsh", "powershell"} else shell,
        folder=inside("", filled(item.get("working-directory")) or step.folder or "."),
        inputs={str(k): filled(v) for k, v in table(item, "with").items()},
        env=step.env | {str(k): filled(v) for k, v in table(item, "env").items()},
    )
