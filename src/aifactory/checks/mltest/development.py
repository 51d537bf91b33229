"""Section 2: tests for the development of the model."""

from __future__ import annotations

from aifactory.checks.bloc4.b4cr7 import review_practised
from aifactory.checks.finding import Facts, Params, failed, partly, passed
from aifactory.checks.mltest.evidence import ABOUT_MODELS, NO_MODEL, about_models, question
from aifactory.checks.using import spread, uses
from aifactory.model import Finding, Text

offline_online_linked = question(jobs=("mlt-online-experiment",), pages=("mltest-online",))
hyper_parameters_tuned = question(jobs=("searches-hyper-parameters",), pages=("mltest-tuning",))
staleness_known = question(
    jobs=("mlt-stale",), tests=("mlt-stale-test",), pages=("mltest-staleness",)
)
simpler_model_compared = question(
    jobs=("mlt-baseline",), tests=("mlt-baseline-test",), pages=("mltest-baseline",)
)
slices_tested = question(jobs=("mlt-slices",), tests=("mlt-slices-test",), pages=("mltest-slices",))
inclusion_tested = question(
    jobs=("mlt-inclusion",), tests=("mlt-inclusion-test",), pages=("mltest-inclusion",)
)


def model_spec_reviewed(facts: Facts, params: Params) -> Finding:
    """What makes the model is checked in, and changes of it are reviewed."""
    if not about_models(facts):
        return failed(NO_MODEL)
    spec = uses(facts, *ABOUT_MODELS, "mlt-spec", roles=["code"])
    if not spec:
        return failed(Text("what makes the model stands in notebooks at most"))
    reviewed = review_practised(facts, params)
    if reviewed.level == "none":
        return partly(Text("what makes the model is checked in, but hardly reviewed"), spread(spec))
    text = Text("what makes the model is checked in, and changes are reviewed")
    return passed(text, [*spread(spec)[:3], *reviewed.evidence])
