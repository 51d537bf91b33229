"""GitLab CI definitions in the one pipeline model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import structs

from aifactory.facts.pipelines import gitlab_rules
from aifactory.facts.pipelines.conditions import Case, Cases, started_by, unite
from aifactory.facts.pipelines.gitlab_extends import Jobs
from aifactory.facts.pipelines.gitlab_files import MAX_TEXT, Files, Foreign
from aifactory.facts.pipelines.model import Job, Pipeline, Step
from aifactory.facts.pipelines.nodes import Budget, Table, keys, mapping, named, string, strings
from aifactory.facts.pipelines.triggers import merge
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Seq, Str

ROOT = ".gitlab-ci.yml"
MAX_DEFINITIONS = 20  # the root and its child pipelines
MAX_GAP = 300  # lines between two scripts of a job that are read as one

_NO_JOBS = {
    "default",
    "stages",
    "types",
    "variables",
    "workflow",
    "spec",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
}
_CHILD = "parent_pipeline"
_NO_DEPLOYMENT = ("stop", "prepare", "verify", "access")

_Reached: TypeAlias = list[tuple[Str, Cases]]


class _Definition(NamedTuple):
    """A definition that was read: its jobs, how it starts, and what its workflow rules say."""

    files: Files
    jobs: Jobs
    start: Cases
    workflow: Sequence[Any]


def parse(tree: Tree) -> Iterator[Pipeline | Problem]:
    """The definition at the root and the child pipelines it starts, or what kept them unread."""
    entry = tree.entries.get(ROOT)
    if entry is None or entry.kind not in ("file", "executable"):
        return
    starts: dict[str, Cases] = {ROOT: ()}
    queue = [ROOT]
    reading = Budget(MAX_TEXT)
    for path in queue:
        files = Files(tree, reading)
        try:
            definition = _define(files, files.read(path), starts[path])
            reached = _reached(definition)
            yield _pipeline(definition, path, reached)
            for child, cases in _children(definition, reached):
                if child not in starts and len(queue) < MAX_DEFINITIONS:
                    queue.append(child)
                starts[child] = unite((*starts.get(child, ()), *cases))
        except Unreadable as error:
            yield Problem(path, error.said)
        yield from files.problems


def _define(files: Files, root: Table, parent: Cases) -> _Definition:
    jobs = Jobs(root, files.budget)
    rules = mapping(root.get("workflow")).get("rules")
    workflow = list(jobs.items(rules)) if rules is not None else []
    start = parent or gitlab_rules.every_source()
    if workflow:
        start = gitlab_rules.by_rules(workflow, start, jobs.variables({}))
    return _Definition(files, jobs, start, workflow)


def _pipeline(definition: _Definition, path: str, reached: _Reached) -> Pipeline:
    jobs = [_foreign(definition, foreign) for foreign in definition.files.foreign]
    jobs += [_job(definition, key, reach) for key, reach in reached]
    present = tuple(job for job in jobs if job.triggers)
    triggers = merge(trigger for job in present for trigger in job.triggers)
    return Pipeline("gitlab", path, triggers=triggers, jobs=present)


def _reached(definition: _Definition) -> _Reached:
    """The jobs that can start, with the cases that reach each."""
    found = {key: _reach(definition, key) for key in _names(definition)}
    by_hand = {
        str(key)
        for key, reach in found.items()
        if reach and all(case.trigger.kind == "manual" for case in reach)
    }
    return [(key, _waiting(definition, key, found[key], by_hand)) for key in found if found[key]]


def _names(definition: _Definition) -> list[Str]:
    found = [(key, node) for key, node in keys(definition.jobs.root) if isinstance(node, dict)]
    return [key for key, _ in found if not key.startswith(".") and key not in _NO_JOBS]


def _reach(definition: _Definition, key: str) -> Cases:
    jobs = definition.jobs
    job, variables = jobs.job(key), jobs.variables(jobs.job(key))
    if job.get("rules") is None:
        return gitlab_rules.by_refs(job, _without_rules(definition), variables)
    rules = list(jobs.items(jobs.setting(job, "rules")))
    definition.files.reading.spend(2 * sum(map(len, gitlab_rules.expressions(rules))))
    start = _likely(definition, rules)
    return gitlab_rules.by_rules(rules, start, variables, string(job.get("when")))


def _likely(definition: _Definition, rules: Sequence[Any]) -> Cases:
    """The start, without the sources that neither these rules nor the workflow's name."""
    texts = gitlab_rules.expressions([*definition.workflow, *rules])
    likely = {case.event for case in gitlab_rules.assumed(texts)} | {_CHILD}
    return tuple(case for case in definition.start if case.event in likely)


def _without_rules(definition: _Definition) -> Cases:
    """What starts a job that says nothing: no merge request, unless workflow rules admit it."""
    likely = _likely(definition, ())
    commits = tuple(case for case in likely if case.trigger.kind != "pull_request")
    return likely if definition.workflow else commits


def _waiting(definition: _Definition, key: str, reach: Cases, by_hand: set[str]) -> Cases:
    """The reach of a job; one that needs a job started by hand waits for that hand too."""
    needs = definition.jobs.job(key).get("needs")
    names = (named(need, "job") for need in needs) if isinstance(needs, Seq) else ()
    return gitlab_rules.by_hand(reach) if by_hand.intersection(names) else reach


def _foreign(definition: _Definition, foreign: Foreign) -> Job:
    """An include from elsewhere, as a job of one step that uses it."""
    start = _without_rules(definition)
    if foreign.rules is not None:
        rules = list(definition.jobs.items(foreign.rules))
        start = gitlab_rules.by_rules(rules, start, definition.jobs.variables({}))
    triggers = started_by(start)
    step = Step(foreign.where, uses=foreign.uses, inputs=foreign.inputs, triggers=triggers)
    return Job(f"include {foreign.uses}", foreign.where, triggers, (step,))


def _job(definition: _Definition, key: Str, reach: Cases) -> Job:
    jobs, where = definition.jobs, definition.files.at(key)
    job = jobs.job(key)
    environment = job.get("environment")
    stops = mapping(environment).get("action") in _NO_DEPLOYMENT
    services = jobs.items(jobs.setting(job, "services"))
    triggers = started_by(reach)
    return Job(
        id=str(key),
        where=where,
        triggers=triggers,
        steps=tuple(_steps(definition, key, Step(where, triggers=triggers))),
        image=str(named(jobs.setting(job, "image"), "name")),
        services=tuple(str(named(s, "name")) for s in services if named(s, "name")),
        environment="" if stops else str(named(environment, "name")),
    )


def _steps(definition: _Definition, key: Str, model: Step) -> Iterator[Step]:
    """The scripts of a job, then what its keywords make GitLab itself do, as steps that use it."""
    jobs, job = definition.jobs, definition.jobs.job(key)
    env = jobs.variables(job)
    main = [t for k in ("before_script", "script") for t in jobs.texts(jobs.setting(job, k))]
    for entries in (main, jobs.texts(jobs.setting(job, "after_script"))):
        for first, run in _scripts(definition.files, entries):
            where = definition.files.at(first)
            yield structs.replace(model, where=where, run=run, run_line=first.text_line, env=env)
    for uses in _keywords(key, job):
        yield structs.replace(model, uses=uses)


def _scripts(files: Files, entries: Sequence[Str]) -> Iterator[tuple[Str, str]]:
    """The entries joined into scripts whose lines are those of the file, as far as that goes.

    Blank lines stand for what lies between two entries. Where lines cannot agree, as an entry
    from elsewhere follows, a new script begins.
    """
    first, parts, line = None, [""], 0
    for entry in entries:
        text = str(entry).rstrip("\n")
        files.budget.spend(1 + len(text) // 100)
        gap = entry.text_line - line
        if first is not None and 0 <= gap <= MAX_GAP and files.source(entry) is files.source(first):
            parts.append("\n" * gap)
        else:
            if first is not None:
                yield first, "".join(parts)
            first, parts = entry, []
        parts.append(text + "\n")
        line = entry.text_line + text.count("\n") + 1
    if first is not None:
        yield first, "".join(parts)


def _keywords(key: str, job: Table) -> Iterator[str]:
    pages = job.get("pages")
    if pages != "false" and (key == "pages" or pages is not None):
        yield "keyword:pages"
    if mapping(job.get("release")):
        yield "keyword:release"
    if project := named(job.get("trigger"), "project"):
        yield f"trigger:{project}"


def _children(definition: _Definition, reached: _Reached) -> Iterator[tuple[str, Cases]]:
    """The local definitions that jobs start as child pipelines, and the cases of each."""
    for key, reach in reached:
        include = mapping(definition.jobs.job(key).get("trigger")).get("include")
        for item in include if isinstance(include, Seq) else [include]:
            for pattern in strings(item) or strings(mapping(item).get("local")):
                for path in definition.files.local(pattern):
                    yield path, tuple(Case(_CHILD, case.trigger) for case in reach)
