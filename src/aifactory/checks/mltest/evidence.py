"""How far one of the 28 tests is done: by itself, by hand, or not at all.

The rubric gives a point where something runs the test again and again, half of one where a person
ran it and told the results. By itself is: a step in the product's own code that runs whenever its
pipeline does, a job that a scheduler or CI starts, a test that CI runs. By hand is: code that
somebody starts, a notebook, a test that CI does not run, a page with figures.
"""

from __future__ import annotations

import re

from msgspec import Struct

from aifactory.checks.finding import (
    CheckFunction,
    Facts,
    Params,
    at,
    failed,
    number,
    partly,
    passed,
)
from aifactory.checks.pages import lines, pages
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.practice import is_manual
from aifactory.checks.using import spread, uses
from aifactory.facts.documents.model import Block
from aifactory.facts.documents.sections import CELL, FIGURE
from aifactory.model import Evidence, Finding, Text

ALONE = {"push", "pull_request", "schedule", "tag", "release", "other"}
TRAINS = re.compile(r"train|learn|fit\b", re.I)
ABOUT_MODELS = ("trains-model", "evaluates-model", "mlt-calls-model", "op-loads-model")
NO_MODEL = Text("no model is trained or used here")
NOTHING = Text("no trace of it in the pipeline, in tests, or on a page with figures")


class Traces(Struct, frozen=True):
    """Where one test leaves traces.

    `steps` run whenever the pipeline does; `jobs` have to be started; `tests` are names of rules
    about test functions; `pages` are word families of pages that hold results.
    """

    steps: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


def question(
    *,
    steps: tuple[str, ...] = (),
    jobs: tuple[str, ...] = (),
    tests: tuple[str, ...] = (),
    pages: tuple[str, ...] = (),
) -> CheckFunction:
    """A check that looks for these traces."""
    traces = Traces(steps, jobs, tests, pages)
    return lambda facts, params: grade(facts, traces, params)


def grade(facts: Facts, traces: Traces, params: Params) -> Finding:
    """The best that any trace shows."""
    if not about_models(facts):
        return failed(NO_MODEL)
    if found := uses(facts, *traces.steps, roles=["code"]):
        return passed(Text("a step of the pipeline does it"), spread(found))
    called = uses(facts, *traces.steps, roles=["test"])
    within = (use for use in called if use.inside.rpartition(".")[2].startswith("test"))
    tested = [*uses(facts, *traces.tests, roles=["test"]), *within]
    if tested and (ran := tests_run(facts)):
        return passed(Text("tests do it, and CI runs them"), [*spread(tested)[:3], *ran])
    started = uses(facts, *traces.jobs, roles=["code"])
    if started and (ran := learning_runs(facts)):
        return passed(
            Text("code does it, and something starts that code by itself"),
            [*spread(started)[:3], *ran],
        )
    if tested:
        return partly(Text("tests do it, but CI does not run them"), spread(tested))
    if started:
        return partly(Text("code does it, when a person starts it"), spread(started))
    if found := uses(facts, *traces.steps, *traces.jobs, roles=["notebook"]):
        return partly(Text("done by hand, in a notebook"), spread(found))
    return recorded(facts, traces, params)


def recorded(facts: Facts, traces: Traces, params: Params) -> Finding:
    """Whether results stand on a page, with figures."""
    least = int(number(params, "figures"))
    for document, start, blocks in pages(facts, *traces.pages) if traces.pages else ():
        if is_manual(document):
            continue
        told = [pair for pair in lines(blocks) if _figured(*pair)]
        if len(told) >= least:
            text = Text("done by hand, with figures on a page")
            return partly(text, [at(document, start), *(at(document, *pair) for pair in told[:3])])
    return failed(NOTHING)


def _figured(block: Block, line: str) -> bool:
    """Whether a line of a page gives a result: a number with its unit, a row of numbers."""
    if block.kind == "table":
        return any(CELL.match(cell.strip()) for cell in line.split(" | ")[1:])
    return FIGURE.search(line) is not None


def about_models(facts: Facts) -> bool:
    """Whether the repository trains or uses a model at all."""
    return bool(uses(facts, *ABOUT_MODELS))


def tests_run(facts: Facts) -> list[Evidence]:
    """Where CI runs the tests by itself; nothing where it does not."""
    ran = [one for one in doing(facts, "test") if on(one, ALONE)]
    return chain(min(ran, key=lambda one: len(one.chain)))[:1] if ran else []


def learning_runs(facts: Facts) -> list[Evidence]:
    """Where training, evaluation or monitoring is started by itself: a scheduler or CI."""
    if found := uses(facts, "mlt-scheduled", roles=["code"]):
        return spread(found)[:1]
    ran = [one for one in doing(facts, "run-learning") if on(one, ALONE)]
    return chain(min(ran, key=lambda one: len(one.chain)))[-1:] if ran else []


def trained_anew(facts: Facts) -> list[Evidence]:
    """Where a schedule trains the model again."""
    found = [
        use
        for use in uses(facts, "mlt-scheduled", roles=["code"])
        if TRAINS.search(f"{use.path} {use.text} {use.inside}")
    ]
    nightly = [
        one
        for one in doing(facts, "run-learning")
        if on(one, {"schedule"}) and any(TRAINS.search(place.text) for place in one.chain)
    ]
    return [*spread(found)[:2], *(e for one in nightly[:1] for e in chain(one)[-1:])]
