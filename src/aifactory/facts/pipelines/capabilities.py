"""What CI really does: every command and action that can be reached, put to the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from aifactory.facts.pipelines import details
from aifactory.facts.pipelines.follow import Act, acts
from aifactory.facts.pipelines.model import Capability, Job, Location, Pipeline, Step, Trigger
from aifactory.facts.pipelines.patterns import in_text
from aifactory.facts.pipelines.project import Project
from aifactory.facts.pipelines.rules import Rule, Rules, load_rules, matching, matching_uses
from aifactory.snapshot.tree import Tree

__all__ = ["find_capabilities", "load_rules"]

MAX_CALLS = 8


class _Run(Struct, frozen=True):
    """A step as one pipeline reaches it; `chain` holds the calls that lead there."""

    pipeline: str
    job: str
    chain: tuple[Location, ...]
    step: Step
    triggers: tuple[Trigger, ...]


def find_capabilities(
    pipelines: Sequence[Pipeline], tree: Tree, rules: Rules
) -> tuple[Capability, ...]:
    """Everything the pipelines do, sorted by name and place, each once, nearest chain first."""
    project = Project(tree)
    known = {pipeline.path: pipeline for pipeline in pipelines}
    found: dict[tuple[object, ...], Capability] = {}
    for pipeline in pipelines:
        for run in _runs(pipeline, known):
            for capability in _of_run(run, project, rules):
                last = capability.chain[-1]
                detail = tuple(sorted(capability.detail.items()))
                key = (capability.name, pipeline.path, run.job, last.path, last.line, detail)
                found.setdefault((*key, capability.triggers), capability)
    return tuple(sorted(found.values(), key=_order))


def _order(capability: Capability) -> tuple[object, ...]:
    places = [(where.path, where.line) for where in capability.chain]
    triggers = [(t.kind, t.branches, t.ignored) for t in capability.triggers]
    return (
        capability.name,
        capability.pipeline,
        capability.job,
        places,
        sorted(capability.detail.items()),
        triggers,
    )


def _runs(pipeline: Pipeline, known: Mapping[str, Pipeline]) -> Iterator[_Run]:
    """Every step that the pipeline's own triggers reach, through the workflows it calls."""
    for job in pipeline.jobs:
        own = tuple(trigger for trigger in job.triggers if trigger.kind != "call")
        yield from _job_runs(pipeline.path, job, own, known)


def _job_runs(
    path: str, job: Job, triggers: tuple[Trigger, ...], known: Mapping[str, Pipeline]
) -> Iterator[_Run]:
    for step in job.steps:
        reached = tuple(t for t in step.triggers if t.kind != "call")
        if reached:
            yield _Run(path, job.id, (), step, reached)
    stack: list[tuple[str, tuple[Location, ...], tuple[str, ...]]] = []
    if job.calls and triggers:
        stack.append((job.calls, (job.where,), (path,)))
    while stack:
        called, chain, above = stack.pop()
        if called in above or called not in known or len(chain) > MAX_CALLS:
            continue
        for inner in known[called].jobs:
            if inner.calls and inner.triggers:
                stack.append((inner.calls, (*chain, inner.where), (*above, called)))
            for step in inner.steps:
                if step.triggers:
                    yield _Run(path, job.id, chain, step, triggers)


def _of_run(run: _Run, project: Project, rules: Rules) -> Iterator[Capability]:
    found: list[Capability] = []
    last: list[Capability] = []
    for act in acts(replace(run.step, triggers=run.triggers), project, rules):
        for rule, detail in _matches(act, run.step, project, rules):
            triggers = details.narrowed(rule, act, bool(run.chain) or len(act.chain) > 1)
            if not triggers:
                continue
            chain = _without_repeats((*run.chain, *act.chain))
            for name in rule.does:
                capability = Capability(name, run.pipeline, run.job, chain, triggers, detail)
                (last if rule.last else found).append(capability)
    yield from found
    for capability in last:
        size = len(capability.chain)
        if not any(other.chain[:size] == capability.chain for other in found):
            yield capability


def _without_repeats(chain: tuple[Location, ...]) -> tuple[Location, ...]:
    pairs = zip(chain, (None, *chain[:-1]), strict=True)
    return tuple(where for where, before in pairs if where != before)


def _matches(
    act: Act, origin: Step, project: Project, rules: Rules
) -> Iterator[tuple[Rule, dict[str, str]]]:
    """The rules that an act fits, each with the details it gives."""
    if act.command is None:
        for rule in matching_uses(rules, act.step.uses, act.step.inputs, act.step.name):
            yield rule, details.of_action(rule, act.step, project)
        return
    argv = act.command.argv
    text = " ".join([*argv, act.command.stdin])
    for rule, span in matching(rules, argv, text, f"{origin.name} {act.step.name}"):
        yield rule, details.of_command(rule, act.command, span, project, rules)
    for rule in rules.rules if act.script else ():
        if rule.script and in_text(act.script, rule.script):
            yield rule, {}
