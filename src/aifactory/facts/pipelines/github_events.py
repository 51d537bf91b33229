"""GitHub's `on:` as the cases in which a workflow starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aifactory.facts.pipelines.conditions import Case, Cases, unite
from aifactory.facts.pipelines.model import Trigger, TriggerKind
from aifactory.facts.pipelines.nodes import Table, mapping, strings
from aifactory.facts.pipelines.triggers import MAX_PATTERNS, narrow, without

MAX_EVENTS = 16
MAX_FOLLOWED = 20  # workflows whose end a `workflow_run` waits for, directly or not

_KINDS: dict[str, TriggerKind] = {
    "pull_request": "pull_request",
    "pull_request_target": "pull_request",
    "schedule": "schedule",
    "workflow_dispatch": "manual",
    "workflow_call": "call",
}
_PUBLISHED = {"published", "released", "created", "prereleased"}


def events(on: Any) -> dict[str, Table]:
    """The events of `on:` (a name, a list of names or a mapping) with their settings."""
    named = dict(mapping(on)) or dict.fromkeys(strings(on))
    return {str(name): mapping(named[name]) for name in list(named)[:MAX_EVENTS]}


def cases(on: Any) -> Cases:
    """The cases in which these events start a workflow; `workflow_run` is left to `started_after`.

    A push without filters is a push to any branch or of any tag; filters of one leave out the
    other.
    """
    found = []
    for event, settings in events(on).items():
        if event == "push":
            found += _pushes(settings)
        elif event == "release":
            types = set(strings(settings.get("types")))
            published = not types or types & _PUBLISHED
            found.append(Case(event, Trigger("release" if published else "other")))
        elif event != "workflow_run":
            kind = _KINDS.get(event, "other")
            found += _filtered(Case(event, Trigger(kind)), settings)
    return unite(found)


def _pushes(settings: Table) -> list[Case]:
    to_branch = "branches" in settings or "branches-ignore" in settings
    of_tag = "tags" in settings or "tags-ignore" in settings
    found = _filtered(Case("push", Trigger("push")), settings) if to_branch or not of_tag else []
    return found + ([Case("push", Trigger("tag"))] if of_tag or not to_branch else [])


def _filtered(case: Case, settings: Table) -> list[Case]:
    """The case on the branches that the settings leave; "!" in front of a pattern excludes."""
    if case.trigger.kind not in ("push", "pull_request"):
        return [case]
    patterns = strings(settings.get("branches"))
    wanted = tuple(p for p in patterns if not p.startswith("!"))[:MAX_PATTERNS]
    refused = [p[1:] for p in patterns if p.startswith("!")]
    refused += strings(settings.get("branches-ignore"))
    trigger: Trigger | None = case.trigger
    if wanted and not any(p in ("**", "*") for p in wanted):
        trigger = narrow(case.trigger, wanted)
    if refused and trigger:
        trigger = without(trigger, refused[:MAX_PATTERNS])
    return [Case(case.event, trigger)] if trigger else []


def started_after(on: Any, others: Mapping[str, Any]) -> Cases:
    """The cases of `workflow_run`: what starts the workflows that it names, through any of them.

    `others` holds the `on:` of every workflow by name. A name that is not there is an event like
    any other.
    """
    run = events(on).get("workflow_run")
    if run is None:
        return ()
    found: list[Case] = []
    names = list(strings(run.get("workflows"))[:MAX_FOLLOWED])
    for name in names:
        if name in others:
            found += [c for c in cases(others[name]) if c.trigger.kind != "call"]
            earlier = events(others[name]).get("workflow_run", {})
            more = [n for n in strings(earlier.get("workflows")) if n not in names]
            names += more[: MAX_FOLLOWED - len(names)]
    if not found:
        return (Case("workflow_run", Trigger("other")),)
    after = (part for case in found for part in _filtered(case, run))
    return unite(Case("workflow_run", case.trigger) for case in after)
