"""From a step to every command and action it leads to, through the repository's own files.

Nothing is executed. Each place is visited once for a step, nearest first, so that a cycle ends
and the shortest chain of evidence is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain as joined
from itertools import takewhile

from msgspec import Struct
from msgspec.structs import replace

from aifactory.facts.pipelines import (
    just,
    make,
    node,
    nox,
    precommit,
    pythontasks,
    recipes,
    scripts,
    task,
    tox,
)
from aifactory.facts.pipelines.model import Location, Step
from aifactory.facts.pipelines.patterns import program
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.pythoncode import code_commands
from aifactory.facts.pipelines.rules import Rules, action_name
from aifactory.facts.pipelines.shell import Command, commands, plain_commands
from aifactory.facts.pipelines.wrappers import unwrapped

MAX_DEPTH = 8
MAX_STEPS = 400
LINE_SHELLS = {"pwsh", "powershell", "cmd", "bat"}

Follower = Callable[[Command, Project], Iterable[Step]]
FOLLOWERS: Mapping[str, Follower] = {
    **dict.fromkeys(("make", "gmake", "mingw32-make"), make.follow),
    "just": just.follow,
    **dict.fromkeys(("task", "go-task"), task.follow),
    "tox": tox.follow,
    "nox": nox.follow,
    **dict.fromkeys(pythontasks.TOOLS, pythontasks.follow),
    **dict.fromkeys(node.TOOLS, node.follow),
    **dict.fromkeys(("pre-commit", "prek"), precommit.follow),
    **dict.fromkeys(("docker", "docker-compose", "podman"), recipes.follow),
}


class Act(Struct, frozen=True):
    """A command or an action (`uses`) that a step leads to, and the way there.

    `script` is the local script that the command runs, "" for none.
    """

    chain: tuple[Location, ...]
    step: Step
    command: Command | None = None
    script: str = ""


def acts(step: Step, project: Project, rules: Rules) -> Iterator[Act]:
    """Everything that a step leads to, nearest first."""
    queue: deque[tuple[Step, tuple[Location, ...]]] = deque([(step, ())])
    seen: set[tuple[str, int, str, str, str]] = set()
    while queue and len(seen) < MAX_STEPS:
        current, chain = queue.popleft()
        where = current.where
        key = (
            where.path,
            current.run_line or where.line,
            current.run,
            current.folder,
            current.uses,
        )
        if key in seen or not project.spend(current.run):
            continue
        seen.add(key)
        for act, onward in _of_step(current, chain, project, rules):
            yield act
            if len(act.chain) < MAX_DEPTH:
                queue += [(_inheriting(current, further), act.chain) for further in onward]


def _of_step(
    step: Step, chain: tuple[Location, ...], project: Project, rules: Rules
) -> Iterator[tuple[Act, Iterable[Step]]]:
    """A step's acts, each with the steps that it leads to."""
    if step.uses:
        here = (*chain, step.where)
        yield Act(here, step), scripts.action_steps(step, project)
        step = _with_script(step, rules)
    for command in step_commands(step):
        here = (*chain, project.at(step.where.path, command.line, " ".join(command.argv)))
        for inner in unwrapped(command, rules):
            if not project.spend():
                return
            script = scripts.local_script(inner, project)
            yield Act(here, step, inner, script), _onward(inner, script, project)


def _onward(command: Command, script: str, project: Project) -> list[Step]:
    """The steps that a command leads to, as far as the budget reaches."""
    follower = FOLLOWERS.get(program(command.argv[0]))
    found = joined(
        follower(command, project) if follower else (),
        scripts.script_steps(script, command, project) if script else (),
    )
    return list(takewhile(lambda step: project.spend(step.run[:100]), found))


def _inheriting(step: Step, further: Step) -> Step:
    return further if further.triggers else replace(further, triggers=step.triggers)


def step_commands(step: Step) -> list[Command]:
    """The commands of a step's script, with the lines of the file it stands in."""
    line = step.run_line or step.where.line
    if not step.run:
        return []
    if step.shell.startswith("python"):
        return code_commands(step.run, line, step.env, step.folder)
    read = plain_commands if step.shell in LINE_SHELLS else commands
    return read(step.run, line, step.env, step.folder)


def _with_script(step: Step, rules: Rules) -> Step:
    """An action whose input is a shell script, as a step that runs it."""
    name = action_name(step.uses)
    for action, template in rules.scripts:
        if action == name:
            run = template
            for key, value in step.inputs.items():
                run = run.replace("{" + key + "}", value)
            left = [word for word in run.split(" ") if not (word[:1] == "{" and word[-1:] == "}")]
            return replace(step, uses="", run=" ".join(left), run_line=step.where.line)
    return step
