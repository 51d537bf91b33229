"""What a capability acts on: image, file, registry, index; and which triggers reach it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aifactory.facts.pipelines import patterns
from aifactory.facts.pipelines.follow import Act
from aifactory.facts.pipelines.model import Step, Trigger
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.rules import Rule, Rules
from aifactory.facts.pipelines.shell import Command, inside
from aifactory.facts.pipelines.starts import satisfying

MAX_DETAIL = 300
IMAGE_RECIPES = {"build-image", "push-image"}
RECIPE_NAMES = ("Dockerfile", "Containerfile", "dockerfile")


def of_command(
    rule: Rule, command: Command, span: int, project: Project, rules: Rules
) -> dict[str, str]:
    """The details of a command. `$1` is the first operand after the pattern, `$-1` the last."""
    takes = rules.values.get(patterns.program(command.argv[0]), frozenset())
    given = [w for i, w in patterns.operands(command.argv, takes) if i >= span]
    found: dict[str, str] = {}
    for name, sources in rule.detail.items():
        for source in sources:
            value = _of_source(source, command.argv, given)
            if value:
                found[name] = value[:MAX_DETAIL]
                break
    return _with_recipe(rule, found, command.folder, project)


def _of_source(source: str, argv: Sequence[str], given: Sequence[str]) -> str:
    if source.startswith("$"):
        index = int(source[1:])
        index = index - 1 if index > 0 else index
        return given[index] if -len(given) <= index < len(given) else ""
    if source.startswith("-"):
        return " ".join(dict.fromkeys(patterns.option(argv, (source,))))
    return source


def of_action(rule: Rule, step: Step, project: Project) -> dict[str, str]:
    """The details of an action: inputs by name; a source that begins with "=" is a literal."""
    found: dict[str, str] = {}
    for name, sources in rule.detail.items():
        for source in sources:
            known = source[1:] if source.startswith("=") else step.inputs.get(source, "")
            if value := " ".join(known.split()):
                found[name] = _known(value, step.env)[:MAX_DETAIL]
                break
    return _with_recipe(rule, found, "", project)


def _known(text: str, env: dict[str, str]) -> str:
    return re.sub(r"\$\{\{\s*env\.(\w{1,80})\s*\}\}", lambda m: env.get(m[1], m[0]), text)


def _with_recipe(
    rule: Rule, found: dict[str, str], folder: str, project: Project
) -> dict[str, str]:
    """Gives `file` as a path from the root: the recipe that is named, else the context's own."""
    if not IMAGE_RECIPES.intersection(rule.does) or not {"file", "context"} & found.keys():
        return found
    context = found.pop("context", ".")
    if "file" in found:
        found["file"] = inside(folder, found["file"])
    elif "://" not in context:
        place = inside(folder, context)
        found["file"] = project.first(place, *RECIPE_NAMES) or inside(place, "Dockerfile")
    return found


def narrowed(rule: Rule, act: Act, called: bool) -> tuple[Trigger, ...]:
    """The triggers left by an expression in an input that the rule depends on (`push: …`)."""
    triggers = act.step.triggers
    for key in rule.when if act.command is None else ():
        if "${{" in (value := act.step.inputs.get(key, "")):
            triggers = satisfying(value, triggers, called)
    return triggers
