"""Section 1: tests for features and data."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.mltest.evidence import NO_MODEL, about_models, learning_runs, question
from aifactory.checks.pipelines import chain, deployments
from aifactory.checks.using import spread, uses
from aifactory.model import Finding, Text

feature_schema = question(
    steps=("mlt-schema",), tests=("mlt-schema-test",), pages=("mltest-schema",)
)
features_beneficial = question(
    jobs=("mlt-importance",), tests=("mlt-importance-test",), pages=("mltest-importance",)
)
features_cost = question(
    jobs=("mlt-feature-cost",), tests=("mlt-feature-cost-test",), pages=("mltest-feature-cost",)
)
pipeline_privacy = question(
    steps=("mlt-privacy",), tests=("mlt-privacy-test",), pages=("mltest-privacy",)
)
feature_code_tested = question(tests=("mlt-feature-code-test",))
features_governed = question(jobs=("mlt-meta",), tests=("mlt-meta-test",), pages=("mltest-meta",))


def features_quick(facts: Facts, params: Params) -> Finding:
    """A feature is added in one place, and from there on nothing is done by hand."""
    if not about_models(facts):
        return failed(NO_MODEL)
    declared = uses(facts, "mlt-declared-features", roles=["code"])
    if not declared:
        return failed(Text("no one place where features are declared"))
    carried = learning_runs(facts) or [e for one in deployments(facts)[:1] for e in chain(one)[-1:]]
    if carried:
        return passed(
            Text("features are declared in one place, and a change of it is carried on by itself"),
            [*spread(declared)[:2], *carried],
        )
    text = Text("features are declared in one place, but the rest is done by hand")
    return partly(text, spread(declared))
