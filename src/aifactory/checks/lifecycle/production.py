"""Production: a solution that is secured, robust, contained, logged, and held to what it promised."""

from __future__ import annotations

import re
from posixpath import basename

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.modelled import has_model
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.using import ANYWHERE, by_use, spread, uses
from aifactory.checks.written import told
from aifactory.facts.code.model import Use
from aifactory.facts.documents.sections import Section
from aifactory.model import Evidence, Finding, Text

IN_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec|testing)/|(?:_test\.go|Test\.java|\.(?:test|spec)\.[jt]s)$"
)
SECURED = ("lc-controls-access", "lc-limits-requests", "lc-hardens-runtime", "lc-keeps-secrets")
PROMISE = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:%|ms\b|s\b|sec(?:ond)?s?\b|min(?:ute)?s?\b|h(?:ours?|eures?)?\b|rps\b|req(?:uest)?s?\s*(?:/|per|par)|requ[êe]tes?\b|users?\b|utilisat\w+\b"
    r"|days?\b|jours?\b|replicas?\b|[GM](?:i?B|o)\b|v?CPUs?\b|concurrent)",
    re.I,
)
TARGET = re.compile(
    r"[<>≤≥]|\bunder\b|less than|at least|at most|target|objecti|\bslo\b|\bsla\b|\bp\d\d\b|within|maximum|minimum|must|shall|moins de|au moins|au plus|doit|require|%",
    re.I,
)
DURATION = re.compile(
    r"\d+(?:[.,]\d+)?\s*(?:s\b|sec(?:ond)?e?s?\b|min(?:ute)?s?\b|h\b|hours?\b|heures?\b|days?\b|jours?\b)",
    re.I,
)
LEARNING = re.compile(r"\btrain(?:s|ed|ing)?\b|fine-?tun|entra[iî]n|apprentissage", re.I)
TAKES = re.compile(
    r"\btak(?:es?|ing)\b|\blasts?\b|\bdur(?:ation|ée|ee|e)\b|\bruntime\b|time limit|\bwithin\b|\bmax(?:imum)?\b|\bbudget\b|\bprend\b|training time|temps d",
    re.I,
)


def production_environment(facts: Facts, params: Params) -> Finding:
    """What runs in production is configured."""
    return by_use(
        facts,
        ["lc-runs-in-production"],
        Text("the environment of production is configured"),
        Text("nothing configures where and how the solution runs in production"),
    )


def solution_secured(facts: Facts, params: Params) -> Finding:
    """The solution protects itself in more than one way."""
    found = uses(facts, *SECURED)
    kinds = len({use.name for use in found})
    if kinds >= number(params, "kinds"):
        return passed(Text("{n} kinds of protection in the solution", {"n": kinds}), spread(found))
    if found:
        return partly(Text("one kind of protection in the solution"), spread(found))
    return failed(
        Text("no access control, no limit on requests, no hardened runtime, no secret store")
    )


def pipeline_robust(facts: Facts, params: Params) -> Finding:
    """A failure is tried again, and what comes in is checked."""
    again = uses(facts, "lc-retries", "lc-recovers")
    checked = uses(facts, "validates-data", "lc-validates-input")
    if again and checked:
        return passed(
            Text("failures are tried again and input is checked"), spread([*again, *checked])
        )
    if again:
        return partly(Text("failures are tried again, input is not checked"), spread(again))
    if checked:
        return partly(Text("input is checked, failures are not tried again"), spread(checked))
    return failed(Text("nothing is tried again and no input is checked"))


def api_contained(facts: Facts, params: Params) -> Finding:
    """An API answers, and a recipe puts it into a container."""
    served = uses(facts, "serves-api", "lc-serves", roles=["code"])
    recipes = [Evidence(path=r.path, line=r.line, text=r.kind) for r in facts.files.containers]
    if served and recipes:
        return passed(Text("an API and a container for it"), [*spread(served)[:3], *recipes[:2]])
    if served:
        return partly(Text("an API without a container"), spread(served))
    if recipes:
        return partly(Text("a container without an API"), recipes)
    return failed(Text("neither an API nor a container"))


def logs_and_tests(facts: Facts, params: Params) -> Finding:
    """The solution keeps a log, and tests of quality run on every change."""
    logged = uses(facts, "logs", "lc-logs", roles=["code"])
    tested = [c for c in doing(facts, "test") if on(c, {"push", "pull_request"})]
    if logged and tested:
        return passed(
            Text("a log, and tests that CI runs"), [*spread(logged)[:2], *chain(tested[0])]
        )
    if logged:
        return partly(Text("a log, but no tests that CI runs"), spread(logged))
    if tested:
        return partly(Text("tests that CI runs, but no log"), chain(tested[0]))
    return failed(Text("neither a log nor tests that CI runs"))


def learning_workflow(facts: Facts, params: Params) -> Finding:
    """Learning is a workflow that a command or an orchestrator runs."""
    if found := uses(facts, "lc-learning-workflow"):
        return passed(Text("learning runs as a workflow"), spread(found))
    if trained := doing(facts, "train"):
        return passed(Text("CI runs the learning"), chain(trained[0]))
    return failed(Text("no command, stage or orchestrated step runs the learning"))


def production_needs(facts: Facts, params: Params) -> Finding:
    """What production asks of the solution is stated with figures."""
    if found := uses(facts, "lc-states-needs"):
        return passed(Text("objectives of service are stated as code"), spread(found))
    nearest = []
    for one in told(facts, "lifecycle-production"):
        if sum(
            PROMISE.search(line) is not None and TARGET.search(line) is not None
            for line in _lines(one.below)
        ) >= number(params, "figures"):
            return passed(
                Text("needs of production are given with figures"), [at(one.document, one.heading)]
            )
        nearest.append(at(one.document, one.heading))
    return failed(Text("no objective of service, no need of production with figures"), nearest[:2])


def _lines(below: Section) -> list[str]:
    return [line for b in below.of("prose", "item", "table") for line in b.text.split("\n")]


def interfaces_validated(facts: Facts, params: Params) -> Finding:
    """Tests ask the interface what other systems will ask."""
    served = uses(facts, "serves-api", "lc-serves", "lc-declares-interface", roles=["code"])
    asked = [use for use in uses(facts, "lc-asks-interface", roles=["test"]) if _tests(use)]
    if served and asked:
        return passed(Text("tests ask the interface"), spread([*asked, *served]))
    if declared := uses(facts, "lc-declares-interface"):
        return partly(Text("the interface is described, no test asks it"), spread(declared))
    return failed(Text("no test asks an interface and none is described"), spread(served))


def _tests(use: Use) -> bool:
    """Whether a place is a test, and not a page of the product whose name begins with test."""
    if use.call.startswith("requests."):
        return "test" in use.inside.lower() or (
            IN_TESTS.search(use.path) is not None and (basename(use.path).startswith("test_"))
        )
    return "test" in use.inside.lower() or IN_TESTS.search(use.path) is not None


def robustness_tested(facts: Facts, params: Params) -> Finding:
    """Tests try what goes wrong, not only what goes well."""
    if found := uses(facts, "lc-tests-robustness", roles=ANYWHERE):
        return passed(Text("robustness is tested by load, property or attack"), spread(found))
    found = uses(facts, "lc-tests-bad-input", roles=ANYWHERE)
    if len(found) >= number(params, "tests"):
        return passed(Text("tests try bad input and failures"), spread(found))
    return failed(
        Text(
            "{n} tests try bad input or failures; {least} are needed",
            {"n": len(found), "least": int(number(params, "tests"))},
        ),
        spread(found),
    )


def _learns(use: Use) -> bool:
    """Whether a limit in a manifest is that of a job that learns."""
    manifest = use.path.endswith((".yml", ".yaml"))
    return not manifest or re.search(r"train|learn|model|tune", use.path, re.I) is not None


def workflow_bounded(facts: Facts, params: Params) -> Finding:
    """It is known, or enforced, how long learning may take."""
    if not has_model(facts):
        return failed(Text("no model whose learning could take time"))
    if found := [use for use in uses(facts, "lc-bounds-duration") if _learns(use)]:
        return passed(Text("the duration of the workflow is bounded"), spread(found))
    trained = {c.pipeline for c in doing(facts, "train")}
    limited = [use for use in uses(facts, "lc-limits-jobs") if use.path in trained]
    if limited:
        return passed(Text("the CI that learns has a limit of time"), spread(limited))
    for one in told(facts, "lifecycle-duration", "lifecycle-algorithm"):
        for block in one.below.of("prose", "item", "table"):
            if any(
                DURATION.search(s) and LEARNING.search(s) and TAKES.search(s)
                for s in re.split(r"(?<=[.;])\s|\n", block.text)
            ):
                return passed(Text("the duration of learning is stated"), [at(one.document, block)])
    return failed(Text("no limit of time, no stated duration of learning"))
