"""B2Cr4: distributed computing on clusters, tested against starvation and deadlock."""

from __future__ import annotations

import re

from aifactory.checks.bloc2.levels import RUN, graded
from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.using import MADE, spread, uses
from aifactory.facts.code.model import Use
from aifactory.model import Finding, Text

DISTRIBUTES = ("distributes-computing",)
PARALLEL = ("parallel-on-one-machine",)
MANY = 4  # places of one use in tests that facts hold at most
ALONE = re.compile(r"max_workers\s*=\s*1\b|\bgrpc\.server\(")  # one worker, or those of a server


def cluster_computing(facts: Facts, params: Params) -> Finding:
    """The work is spread over processes of several machines."""
    if places := uses(facts, *DISTRIBUTES):
        return passed(Text("computing is distributed"), spread(places))
    if places := tuple(u for u in uses(facts, *PARALLEL) if not ALONE.search(u.text)):
        return partly(Text("computing is parallel, within one machine"), spread(places))
    return failed(Text("no code distributes its computing over machines or processes"))


def cluster_configured(facts: Facts, params: Params) -> Finding:
    """A cluster is set up by configuration or code."""
    return graded(
        facts,
        (("sets-up-cluster",), Text("a compute cluster is set up")),
        (("starts-workers",), Text("workers are started, without a cluster's configuration")),
        Text("no configuration of a compute cluster, and no workers started"),
    )


def cluster_hazard_tests(facts: Facts, params: Params) -> Finding:
    """Tests provoke starvation or deadlock with tasks that really run at once."""
    named = uses(facts, "tests-deadlock", roles=("test",))
    others = uses(facts, "tests-concurrency", roles=("test",))
    if provoked := _at_once(facts, named):
        return passed(Text("tests provoke starvation or deadlock"), spread(provoked))
    if provoked := _at_once(facts, others):
        return partly(
            Text("tests run tasks at once, but none is about starvation or deadlock"),
            spread(provoked),
        )
    if models := uses(facts, "models-processes"):
        return partly(
            Text("a model of the processes can be checked, but no test provokes them"),
            spread(models),
        )
    return failed(
        Text("tests are named for it, but nothing in them runs at once")
        if named
        else Text("no test provokes starvation or deadlock"),
        spread(named),
    )


def _at_once(facts: Facts, named: tuple[Use, ...]) -> tuple[Use, ...]:
    """Tests in files where tasks run at once, each followed by what runs there.

    Facts hold a few places of a use: where they are full, further files are given credit.
    """
    running = uses(facts, "runs-at-once", roles=("test",))
    if len(running) >= MANY:
        return (*named, *running) if named else ()
    places = {use.path for use in running} & {use.path for use in named}
    return tuple(use for use in (*named, *running) if use.path in places)


def cluster_hang_guard(facts: Facts, params: Params) -> Finding:
    """What hangs is stopped, in tests first, and says where it hung."""
    guards = uses(facts, "bounds-test-time", roles=RUN)
    waits = uses(facts, "bounds-waiting", roles=MADE)
    at_once = uses(facts, *DISTRIBUTES, *PARALLEL, "runs-at-once", roles=RUN)
    if guards and at_once:
        return passed(Text("tests that hang are stopped"), spread((*guards, *waits)))
    if waits:
        return partly(
            Text("code bounds its waits, but no limit stops a test that hangs"), spread(waits)
        )
    return failed(
        Text("a limit of time is set, but nothing runs at once here")
        if guards
        else Text("no limit of time would stop a test or a task that hangs"),
        spread(guards),
    )
