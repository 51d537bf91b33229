"""Continuous integration: every change is tried, fast, by gates of quality and security."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.pipelines import chain, doing, on, on_default_branch
from aifactory.checks.using import spread, uses
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Finding, Text

PROPOSED, MERGED = {"pull_request"}, {"push"}
FAST = ("dv-ci-caches", "dv-ci-parallel", "dv-ci-bounds")
QUALITY = ("lint", "type-check")
SECURITY = ("scan-code", "scan-secrets", "scan-dependencies", "scan-image", "sbom")
DATA_CHECKS = ("validates-data", "lc-bounds-quality")


def ci_every_change(facts: Facts, params: Params) -> Finding:
    """Tests run on what is proposed and on what is merged."""
    tested = doing(facts, "test")
    proposed = [c for c in tested if on(c, PROPOSED)]
    merged = [c for c in tested if on_default_branch(c, facts.default_branch)]
    if proposed and merged:
        text = Text("tests run on each request and on the main branch")
        return passed(text, [*chain(proposed[0]), *chain(merged[0])])
    if proposed or merged:
        text = Text("tests run on requests or on the main branch, not on both")
        return partly(text, chain((proposed or merged)[0]))
    return failed(Text("no tests run on requests or on the main branch"))


def ci_feedback_fast(facts: Facts, params: Params) -> Finding:
    """CI spares the time of those who wait."""
    found = uses(facts, *FAST)
    kinds = len({use.name for use in found})
    if kinds >= number(params, "kinds"):
        text = Text(
            "CI keeps its answer fast in {n} ways: cache, parallel jobs, limits", {"n": kinds}
        )
        return passed(text, spread(found))
    if found:
        return partly(Text("CI keeps its answer fast in one way"), spread(found))
    return failed(Text("CI has no cache, no parallel jobs and no limit of time"))


def ci_quality_gates(facts: Facts, params: Params) -> Finding:
    """Style and types are gates of CI."""
    return _gates(
        _each(facts, QUALITY),
        number(params, "kinds"),
        Text("CI refuses faults of style and of types"),
        Text("CI refuses faults of one kind: style or types"),
        Text("CI runs no linter and no type checker on changes"),
    )


def ci_security_gates(facts: Facts, params: Params) -> Finding:
    """Scans of security are gates of CI."""
    return _gates(
        _each(facts, SECURITY),
        number(params, "kinds"),
        Text("CI scans for security in several ways"),
        Text("CI scans for security in one way"),
        Text("CI scans neither code, secrets, dependencies nor images"),
    )


def _each(facts: Facts, names: tuple[str, ...]) -> list[Capability]:
    """The first capability of each of these names that a change reaches."""
    found: dict[str, Capability] = {}
    for one in doing(facts, *names):
        if on(one, {"push", "pull_request", "schedule"}):
            found.setdefault(one.name, one)
    return list(found.values())


def _gates(found: list[Capability], least: float, all_: Text, one: Text, none: Text) -> Finding:
    evidence = [chain(c)[-1] for c in found]
    if len(found) >= least:
        return passed(all_, evidence)
    return partly(one, evidence) if found else failed(none)


def ci_data_model_tests(facts: Facts, params: Params) -> Finding:
    """Data and models are tested in CI, not only code."""
    tested = [c for c in doing(facts, "test") if on(c, {"push", "pull_request"})]
    found = uses(facts, "dv-tests-data-or-model", *DATA_CHECKS, roles=["test"])
    rules = uses(facts, *DATA_CHECKS)
    if tested and found:
        text = Text("CI tests data or models")
        return passed(text, [*spread(found)[:3], *chain(tested[0])])
    if found or rules:
        return partly(Text("data or models are tested, but not by CI"), spread([*found, *rules]))
    return failed(Text("no test is about data or a model"))
