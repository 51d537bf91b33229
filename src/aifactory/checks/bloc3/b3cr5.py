"""B3Cr5: scripts in a pipeline at both ends: cleaning at input, prediction at output."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params
from aifactory.checks.using import by_use
from aifactory.model import Finding, Text


def input_cleaned(facts: Facts, params: Params) -> Finding:
    """What comes in is cleaned or checked by a step of the pipeline."""
    return by_use(
        facts,
        ["cleans-at-input"],
        Text("input is cleaned by a step of the pipeline"),
        Text("no step cleans or checks what comes in"),
    )


def output_predicted(facts: Facts, params: Params) -> Finding:
    """A prediction is made in code that delivers it; tests aside."""
    return by_use(
        facts,
        ["predicts-at-output"],
        Text("predictions are made at the output"),
        Text("no code makes a prediction"),
    )


def ends_chained(facts: Facts, params: Params) -> Finding:
    """Cleaning and prediction are one object or one chain."""
    return by_use(
        facts,
        ["chains-ends"],
        Text("cleaning and prediction are chained"),
        Text("cleaning and prediction are not chained in one pipeline"),
    )


def stream_scripted(facts: Facts, params: Params) -> Finding:
    """Scripts pass data on piece by piece: generators, pipes, chunks, streamed answers."""
    return by_use(
        facts,
        ["scripts-streams"],
        Text("scripts pass data on piece by piece"),
        Text("no generator, pipe, chunk or streamed answer"),
    )
