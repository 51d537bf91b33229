"""Which starts of a job satisfy an expression met later on: an input, an action's `if`."""

from __future__ import annotations

import re

from aifactory.facts.pipelines.conditions import Case, divide, started_by
from aifactory.facts.pipelines.github_conditions import condition
from aifactory.facts.pipelines.model import Trigger

INPUTS = re.compile(r"(?<![\w.])inputs\b")
EVENTS = {"tag": "push", "manual": "workflow_dispatch", "other": "", "call": "workflow_call"}


def satisfying(
    text: str, triggers: tuple[Trigger, ...], called: bool = False
) -> tuple[Trigger, ...]:
    """The triggers under which a GitHub expression may be true; all where only a run would tell.

    `called`: the expression stands in a called workflow or action, where `inputs` are the
    caller's and not those of a manual start.
    """
    if not text.strip() or (called and INPUTS.search(text)):
        return triggers
    cases = tuple(Case(EVENTS.get(t.kind, t.kind), t) for t in triggers)
    return started_by(divide(condition(text), cases)[0])
