"""B2Cr1: the mechanisms of machine learning are applied."""

from __future__ import annotations

from aifactory.checks.bloc2.levels import HOLDS_OUT, MEASURES, trained
from aifactory.checks.finding import Facts, Params, ask, failed, partly, passed
from aifactory.checks.using import spread, uses
from aifactory.model import Finding, Text


def learning_by_training(facts: Facts, params: Params) -> Finding:
    """A model learns from data by a call of the project's own code."""
    if places := trained(facts):
        return passed(Text("a model is trained"), spread(places))
    return failed(Text("no call of the project's own code or notebooks trains a model"))


def learning_held_out(facts: Facts, params: Params) -> Finding:
    """Data are held out of the training."""
    held, learnt = uses(facts, *HOLDS_OUT), trained(facts)
    if held and learnt:
        return passed(Text("data are held out of the training"), spread(held))
    if held:
        return failed(Text("data are split, but nothing is trained on them"), spread(held))
    return failed(
        Text("no data are held out of the training: no split, no folds, no validation set"),
        spread(learnt),
    )


def learning_measured(facts: Facts, params: Params) -> Finding:
    """The model is measured with metrics, on data that it has not learnt from."""
    measured, learnt = uses(facts, *MEASURES), trained(facts)
    if not measured or not learnt:
        return failed(Text("no metric is computed of a model that is trained here"), spread(learnt))
    if uses(facts, *HOLDS_OUT):
        return passed(Text("metrics are computed, and data held out for them"), spread(measured))
    return partly(Text("metrics are computed, but no data are held out for them"), spread(measured))


def learning_fit(facts: Facts, params: Params) -> Finding:
    """What a jury can look at to judge whether the learning suits the need."""
    kinds = ("supervised-model", "unsupervised-model", "neural-network")
    found = (*uses(facts, *kinds), *trained(facts))
    return ask(
        Text("does this way of learning suit the need and the data?")
        if found
        else Text("no model was found whose choice could be judged"),
        spread(found),
    )
