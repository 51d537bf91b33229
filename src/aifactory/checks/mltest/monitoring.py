"""Section 4: what is watched while the model serves."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.mltest.evidence import (
    NO_MODEL,
    Traces,
    about_models,
    grade,
    question,
    recorded,
    tests_run,
    trained_anew,
)
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.using import spread, uses
from aifactory.model import Finding, Text

numbers_stable = question(
    steps=("mlt-stable-numbers",),
    jobs=("mlt-finite-checks",),
    tests=("mlt-stable-test",),
    pages=("mltest-stability",),
)
quality_watched = question(jobs=("mlt-served-quality",), pages=("mltest-served",))


def dependencies_announced(facts: Facts, params: Params) -> Finding:
    """Somebody is told when a library or a source of data changes."""
    if not about_models(facts):
        return failed(NO_MODEL)
    told = spread(uses(facts, "mlt-updates-told"))
    for one in doing(facts, "scan-dependencies"):
        if on(one, {"schedule"}):
            told += chain(one)[-1:]
    watched = spread(uses(facts, "mlt-sources-watched", "mlt-schema", roles=["code"]))
    if told and watched:
        return passed(
            Text("changes of libraries and of the data's sources are both told"),
            [*told[:2], *watched[:2]],
        )
    if told:
        return partly(
            Text("changes of libraries are told, those of the data's sources are not"), told
        )
    if watched:
        return partly(
            Text("changes of the data's sources are told, those of libraries are not"), watched
        )
    return failed(Text("nothing tells when a library or a source of data changes"))


def data_invariants_watched(facts: Facts, params: Params) -> Finding:
    """What holds of the data is checked in training and in serving."""
    if not about_models(facts):
        return failed(NO_MODEL)
    trained = uses(facts, "mlt-schema", roles=["code"])
    served = uses(facts, "mlt-serving-inputs", "mlt-drift", roles=["code"])
    evidence = [*spread(trained)[:2], *spread(served)[:2]]
    if trained and served:
        return passed(Text("data are checked before training and in service"), evidence)
    if trained:
        return partly(Text("data are checked before training, not in service"), evidence)
    if served:
        return partly(Text("data are checked in service, not before training"), evidence)
    return recorded(facts, Traces(pages=("mltest-drift",)), params)


def skew_watched(facts: Facts, params: Params) -> Finding:
    """Features are the same in training and in service."""
    found = grade(
        facts,
        Traces(jobs=("mlt-drift",), tests=("mlt-skew-test",), pages=("mltest-drift",)),
        params,
    )
    if found.level == "none" and (same := uses(facts, "mlt-same-code", roles=["code"])):
        text = Text(
            "training and service share the code of the features, but nothing compares them"
        )
        return partly(text, spread(same))
    return found


def model_age_watched(facts: Facts, params: Params) -> Finding:
    """A model that grows old is noticed, or replaced by itself."""
    if not about_models(facts):
        return failed(NO_MODEL)
    if found := uses(facts, "mlt-age", roles=["code"]):
        return passed(Text("the age of the model or of its last run is measured"), spread(found))
    trained = uses(facts, "trains-model", roles=["code"])
    if trained and (again := trained_anew(facts)):
        return passed(Text("a schedule trains anew"), [*spread(trained)[:2], *again])
    return recorded(facts, Traces(pages=("mltest-staleness",)), params)


def performance_watched(facts: Facts, params: Params) -> Finding:
    """Time and memory are watched, in training or in service."""
    if not about_models(facts):
        return failed(NO_MODEL)
    tested = uses(facts, "mlt-latency-test", roles=["test"])
    if tested and (ran := tests_run(facts)):
        return passed(Text("tests do it, and CI runs them"), [*spread(tested)[:3], *ran])
    told = uses(facts, "mlt-latency-metric", roles=["code"])
    alerted = uses(facts, "mlt-latency-alert", roles=["code"])
    if told and alerted:
        return passed(
            Text("latency is measured, and a rule looks at it"),
            [*spread(told)[:2], *spread(alerted)[:2]],
        )
    scripts = uses(facts, "mlt-load-script", roles=["code", "test"])
    if told or tested or scripts:
        text = Text("latency or load is measured, but no rule looks at it")
        return partly(text, spread([*told, *tested, *scripts]))
    return recorded(facts, Traces(pages=("mltest-speed",)), params)
