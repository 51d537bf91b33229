"""Op8: the security of AI, and who governs it."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.operations.sited import sited
from aifactory.checks.pages import naming, pages, said
from aifactory.checks.pipelines import chain, doing
from aifactory.checks.using import ANYWHERE, spread, uses
from aifactory.model import Finding, Text

MODEL = ("op-loads-model", "trains-model", "op-inference-served")


def ai_threats(facts: Facts, params: Params) -> Finding:
    """What threatens the model is written down, with what holds it off."""
    least = int(number(params, "threats"))
    nearest: list[tuple[int, Finding]] = []
    for document, start, blocks in pages(facts, "operations-threats"):
        named = naming(blocks, "operations-ai-attack")
        if len(named) >= least:
            text = Text("{n} threats to the model are weighed", {"n": len(named)})
            return passed(text, [at(document, start), *(at(document, *pair) for pair in named)])
        if named:
            values = {"n": len(named), "least": least}
            text = Text("{n} threats to the model are weighed; {least} are needed", values)
            nearest.append((len(named), partly(text, [at(document, start)])))
    if nearest:
        return max(nearest, key=lambda pair: pair[0])[1]
    return failed(Text("no threat notes on the model: injection, poisoning, theft, misuse…"))


def adversarial_tests(facts: Facts, params: Params) -> Finding:
    """The model is attacked on purpose, by tests."""
    if not sited(facts, *MODEL):
        return failed(Text("no model to attack"))
    found = [
        use for use in uses(facts, "op-attacks-model", roles=ANYWHERE) if use.role != "example"
    ]
    if found:
        return passed(Text("tests attack the model or what guards it"), spread(found))
    return failed(Text("no test attacks the model: no injection, no adversarial input"))


def model_guarded(facts: Facts, params: Params) -> Finding:
    """What goes into the model, or comes out of it, is guarded."""
    if found := sited(facts, "op-guards-model"):
        return passed(Text("what goes into the model or comes out of it is guarded"), spread(found))
    if not sited(facts, *MODEL):
        return failed(Text("no model to guard"))
    if own := sited(facts, "op-own-guard"):
        attacked = uses(facts, "op-attacks-model", roles=["test"])
        if attacked:
            return passed(
                Text("a guard of the project's own, which tests attack"),
                [*spread(own)[:2], *spread(attacked)[:2]],
            )
        return partly(Text("a guard of the project's own, which no test attacks"), spread(own))
    bounded = sited(facts, "op-inputs-bounded")
    if bounded and sited(facts, "serves-api"):
        return partly(
            Text("inputs are bounded by their types, nothing more guards the model"),
            spread(bounded),
        )
    return failed(Text("nothing guards what goes into the model or comes out of it"))


def model_provenance(facts: Facts, params: Params) -> Finding:
    """Where the model comes from is proven before it is used."""
    if not sited(facts, *MODEL):
        return failed(Text("no model to prove the origin of"))
    if found := sited(facts, "op-model-sealed", "op-signature-checked"):
        return passed(Text("a digest or a signature is checked"), spread(found))
    if signed := doing(facts, "sign"):
        return passed(Text("CI signs or attests what it builds"), chain(signed[0]))
    if found := sited(facts, "op-model-safe-format"):
        return partly(
            Text("a format that executes nothing, but no digest or signature"), spread(found)
        )
    return failed(Text("no digest, signature or attestation of a model or its image"))


def human_oversight(facts: Facts, params: Params) -> Finding:
    """A person can approve, correct or stop what the model does."""
    if found := sited(facts, "op-person-decides"):
        return passed(Text("a person decides within the program"), spread(found))
    for document, start, blocks in pages(facts, "operations-oversight"):
        if said(blocks) >= number(params, "min-words"):
            return passed(
                Text("a page says who watches and may stop the model"), [at(document, start)]
            )
    return failed(Text("nothing says who watches or may stop the model"))
