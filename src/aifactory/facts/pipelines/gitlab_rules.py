"""GitLab's `rules`, `only`, `except` and `when` as the cases that reach a job."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from aifactory.facts.pipelines.conditions import Case, Cases, divide, on_branches, unite
from aifactory.facts.pipelines.gitlab_conditions import condition
from aifactory.facts.pipelines.model import Trigger, TriggerKind
from aifactory.facts.pipelines.nodes import Table, mapping, string, strings
from aifactory.facts.pipelines.triggers import from_regex

MAX_REFS = 30
COMMITS: Cases = (Case("push", Trigger("push")), Case("push", Trigger("tag")))
MERGE_REQUEST = Case("merge_request_event", Trigger("pull_request"))

# Set up outside the repository, so only assumed where the definition names them.
_SOURCES: dict[str, TriggerKind] = {
    "schedule": "schedule",
    "web": "manual",
    "external_pull_request_event": "pull_request",
    "api": "other",
    "trigger": "other",
    "pipeline": "other",
    "chat": "other",
    "external": "other",
}
_REFS = {  # words of `only` and `except`: the sources that they stand for
    "merge_requests": "merge_request_event",
    "external_pull_requests": "external_pull_request_event",
    "schedules": "schedule",
    "triggers": "trigger",
    "pipelines": "pipeline",
    "web": "web",
    "api": "api",
    "chat": "chat",
    "external": "external",
}


def expressions(rules: Iterable[Any]) -> list[str]:
    """The `if:` of each rule that has one."""
    return [text for rule in rules if (text := string(mapping(rule).get("if")))]


def assumed(texts: Sequence[str]) -> Cases:
    """The cases to reckon with: commits, merge requests, and the sources that expressions name."""
    words = set(re.findall(r"\w+", " ".join(texts)[:100_000]))
    named = (Case(source, Trigger(kind)) for source, kind in _SOURCES.items() if source in words)
    return (*COMMITS, MERGE_REQUEST, *named)


def every_source() -> Cases:
    """Every case that a definition can start in."""
    return assumed(list(_SOURCES))


def by_hand(cases: Cases) -> Cases:
    """The same cases, started by hand."""
    manual = (structs.replace(case.trigger, kind="manual") for case in cases)
    return tuple(Case(c.event, trigger) for c, trigger in zip(cases, manual, strict=True))


def by_rules(
    rules: Sequence[Any], start: Cases, variables: Mapping[str, str], when: str = ""
) -> Cases:
    """The cases that reach a job through its rules: the first that holds decides.

    `when` is the job's own, for rules that do not say.
    """
    reached: list[Case] = []
    rest = start
    for rule in rules:
        table = mapping(rule)
        text = string(table.get("if"))
        held, missed = divide(condition(text, variables), rest) if text else (rest, ())
        if "changes" in table or "exists" in table:
            missed = rest
        reached += _when(string(table.get("when")) or when, held)
        rest = missed
    return unite(reached)


def _when(word: str, cases: Cases) -> Cases:
    if word == "never":
        return ()
    return by_hand(cases) if word == "manual" else cases


def by_refs(job: Table, start: Cases, variables: Mapping[str, str]) -> Cases:
    """The cases that reach a job through `only`, `except` and its `when`.

    Without `only`, `start` is what reaches it.
    """
    reached = start
    if (only := job.get("only")) is not None:
        refs = _refs(only)
        parts = [_on_ref(ref, case)[0] for ref in refs for case in _possible(refs, start)]
        reached = unite(parts) if refs else start
        if texts := strings(mapping(only).get("variables"))[:MAX_REFS]:
            reached = unite(c for t in texts for c in divide(condition(t, variables), reached)[0])
    if (refused := job.get("except")) is not None:
        reached = _except(refused, reached, variables)
    return _when(string(job.get("when")), reached)


def _refs(node: Any) -> tuple[str, ...]:
    return strings(mapping(node).get("refs") if isinstance(node, dict) else node)[:MAX_REFS]


def _possible(refs: Sequence[str], start: Cases) -> Cases:
    """The cases that these words may name: those at the start, and sources named by them."""
    sources = {_REFS[ref] for ref in refs if ref in _REFS}
    outside = (c for c in (MERGE_REQUEST, *assumed(list(sources))) if c.event in sources)
    return unite((*start, *outside))


def _on_ref(ref: str, case: Case) -> tuple[Case | None, Case | None]:
    """A case split by one word, branch name or expression of `only` or `except`."""
    kind = case.trigger.kind
    if ref in _REFS:
        held = case.event == _REFS[ref]
    elif ref in ("branches", "tags", "pushes"):
        held = {"branches": kind == "push", "tags": kind == "tag"}.get(ref, case.event == "push")
    else:
        name = ref.partition("@")[0] if not ref.startswith("/") else ref
        patterns = from_regex(name) if name.startswith("/") else (name,)
        if kind == "push":
            return on_branches(case, patterns)
        if kind == "tag" and patterns[0].startswith(("/", "v")):
            return case, case
        held = False
    return (case, None) if held else (None, case)


def _except(node: Any, reached: Cases, variables: Mapping[str, str]) -> Cases:
    """The cases that surely do not meet an `except`; its several keys must hold together."""
    table = mapping(node)
    if len(table) > 1 or "changes" in table or "kubernetes" in table:
        return reached
    for ref in _refs(node):
        reached = unite(_on_ref(ref, case)[1] for case in reached)
    for text in strings(table.get("variables"))[:MAX_REFS]:
        reached = divide(condition(text, variables), reached)[1]
    return reached
