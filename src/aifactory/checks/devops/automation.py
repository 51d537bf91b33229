"""Automation: what is done again and again is done by a machine."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.modelled import has_model
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.using import by_use, spread, uses
from aifactory.facts.code.model import Use
from aifactory.model import Finding, Text

UNASKED = {"schedule", "push", "tag", "release", "other"}
TRAINS = re.compile(r"train|retrain|fine_?tun|fit_model", re.I)


def task_runner(facts: Facts, params: Params) -> Finding:
    """Common commands have a name that anybody can call."""
    found = uses(facts, "dv-task", roles=("code", "test"))
    if len(found) >= number(params, "tasks"):
        return passed(Text("tasks are named and called in one place"), spread(found))
    values: dict[str, str | int | float] = {"n": len(found), "least": int(number(params, "tasks"))}
    return failed(Text("{n} named tasks; {least} are needed", values), spread(found))


def commit_hooks(facts: Facts, params: Params) -> Finding:
    """Each commit is checked before it is made."""
    found = uses(facts, "dv-hook")
    if len(found) >= number(params, "hooks"):
        return passed(Text("hooks check each commit"), spread(found))
    if found:
        return partly(Text("a single hook checks each commit"), spread(found))
    return failed(Text("no hook checks a commit before it is made"))


def dependency_updates(facts: Facts, params: Params) -> Finding:
    """A machine proposes new versions of dependencies."""
    return by_use(
        facts,
        ["dv-updates-dependencies"],
        Text("new versions of dependencies are proposed by a machine"),
        Text("no Dependabot, Renovate or scheduled update of dependencies"),
    )


def scheduled_jobs(facts: Facts, params: Params) -> Finding:
    """Something runs at its time without being asked."""
    if found := uses(facts, "dv-schedules"):
        return passed(Text("jobs run on a schedule"), spread(found))
    timed = [c for c in facts.files.capabilities if on(c, {"schedule"})]
    if timed:
        return passed(Text("jobs run on a schedule"), chain(timed[0]))
    return failed(Text("nothing runs on a schedule"))


def retraining_automated(facts: Facts, params: Params) -> Finding:
    """A model is trained again without a person's commands."""
    if not has_model(facts):
        return failed(Text("no model to train again"))
    trained = doing(facts, "train")
    if reached := [c for c in trained if on(c, UNASKED)]:
        return passed(Text("CI trains the model by itself"), chain(reached[0]))
    timed = uses(facts, "dv-schedules")
    if found := [use for use in timed if _trains(use)]:
        return passed(Text("a schedule trains the model"), spread(found))
    again = uses(facts, "dv-trains-again")
    if again and any(not use.path.startswith(".github/") for use in timed):
        return passed(Text("an orchestrated flow trains the model"), spread([*again, *timed]))
    if trained or again:
        evidence = chain(trained[0]) if trained else spread(again)
        return partly(Text("training is prepared, but a person starts it"), evidence)
    return failed(Text("no schedule and no event trains the model again"))


def _trains(use: Use) -> bool:
    return TRAINS.search(f"{use.path} {use.inside} {use.text}") is not None
