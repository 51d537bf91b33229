"""Section 3: tests for the infrastructure that trains and serves."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.mltest.evidence import (
    NO_MODEL,
    NOTHING,
    Traces,
    about_models,
    grade,
    learning_runs,
    question,
    recorded,
    tests_run,
)
from aifactory.checks.using import spread, uses
from aifactory.model import Finding, Text

model_code_tested = question(tests=("mlt-model-code-test",))
model_debuggable = question(
    steps=("mlt-explains-one",), tests=("mlt-explains-test",), pages=("mltest-explained",)
)


def training_reproducible(facts: Facts, params: Params) -> Finding:
    """The same data and code give the same model."""
    if not about_models(facts):
        return failed(NO_MODEL)
    tested = uses(facts, "mlt-reproduced-test", roles=["test"])
    if tested and (ran := tests_run(facts)):
        return passed(Text("tests do it, and CI runs them"), [*spread(tested)[:3], *ran])
    seeded = uses(facts, "fixes-seed", roles=["code", "notebook"])
    locked, kept = uses(facts, "mlt-locked"), uses(facts, "mlt-data-versioned")
    evidence = [*spread(seeded)[:2], *spread(locked)[:1], *spread(kept)[:1]]
    if seeded and locked and kept:
        return passed(Text("seed, libraries and data are all fixed"), evidence)
    if seeded:
        return partly(Text("the seed is fixed, but not libraries and data both"), evidence)
    return failed(Text("nothing fixes the seed of the training"), evidence)


def pipeline_integration_tested(facts: Facts, params: Params) -> Finding:
    """From raw data to an answer, the whole of it is run."""
    if not about_models(facts):
        return failed(NO_MODEL)
    tested = uses(facts, "mlt-pipeline-test", roles=["test"])
    if tested and (ran := tests_run(facts)):
        return passed(
            Text("tests run the whole pipeline, and CI runs them"), [*spread(tested)[:3], *ran]
        )
    whole = uses(facts, "mlt-pipeline-file", roles=["code"])
    if whole and (ran := learning_runs(facts)):
        return passed(Text("the whole pipeline is run by itself"), [*spread(whole)[:3], *ran])
    if tested or whole:
        return partly(
            Text("the whole pipeline can be run, when a person starts it"),
            spread([*tested, *whole]),
        )
    return failed(Text("nothing runs the whole pipeline"))


def model_gated(facts: Facts, params: Params) -> Finding:
    """A model below its bounds does not go into service."""
    if not about_models(facts):
        return failed(NO_MODEL)
    tested = uses(facts, "mlt-gate-test", roles=["test"])
    if tested and (ran := tests_run(facts)):
        return passed(
            Text("tests hold the model to its bounds, and CI runs them"),
            [*spread(tested)[:3], *ran],
        )
    bounds = uses(facts, "mlt-gate", roles=["code"])
    measured = uses(facts, "evaluates-model", "mlt-gate", roles=["code"])
    if bounds and measured:
        return passed(
            Text("the model is measured against bounds before it is served"),
            spread([*bounds, *measured]),
        )
    promoted = uses(facts, "mlt-promotes", roles=["code"])
    if tested or promoted or measured:
        text = Text("the model is measured, but nothing refuses a poor one")
        return partly(text, spread([*tested, *promoted, *measured]))
    return recorded(facts, Traces(pages=("mltest-gate",)), params)


def model_canary(facts: Facts, params: Params) -> Finding:
    """A new model is tried on a little before it gets everything."""
    if not about_models(facts):
        return failed(NO_MODEL)
    if found := uses(facts, "mlt-canary", roles=["code"]):
        return passed(
            Text("a new version gets a part of the requests first, or none of them"), spread(found)
        )
    if found := uses(facts, "mlt-smoke", roles=["code"]):
        return partly(Text("a new version is only asked whether it answers"), spread(found))
    return recorded(facts, Traces(pages=("mltest-canary",)), params)


def model_rolled_back(facts: Facts, params: Params) -> Finding:
    """The version before is put back quickly and safely."""
    if not about_models(facts):
        return failed(NO_MODEL)
    if alone := uses(facts, "mlt-goes-back-alone", roles=["code"]):
        return passed(Text("a version that is not well is taken back by itself"), spread(alone))
    tests = Traces(
        jobs=("op-goes-back",), tests=("mlt-rollback-test",), pages=("operations-recovery",)
    )
    found = grade(facts, tests, params)
    if found.level == "full" and not uses(facts, "mlt-rollback-test", roles=["test"]):
        return partly(Text("code does it, when a person starts it"), found.evidence)
    return found if found.level != "none" else failed(NOTHING)
