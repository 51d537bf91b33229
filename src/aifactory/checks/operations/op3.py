"""Op3: guard-rails: infrastructure as code that is validated before it is applied."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.operations.sited import sited
from aifactory.checks.pages import lines, pages
from aifactory.checks.pipelines import chain, doing, on
from aifactory.checks.reading import mentions, sections
from aifactory.checks.using import ANYWHERE, spread, uses, widened
from aifactory.facts.documents.model import Block
from aifactory.facts.documents.sections import words as count_words
from aifactory.model import Finding, Text

ORDERS = re.compile(
    r"^(?!.*/skills?/)(?:.*/)?(?:agents|claude|gemini|copilot-instructions|\.?cursorrules)\.mdc?$",
    re.I,
)
CHECKED = {"push", "pull_request"}
VERIFIES = re.compile(
    r"\btests?\b|\breviews?\b|\brelu\w*\b|\brelecture|\bvalidat\w*|\bv[ée]rifi\w*|\blint\w*|\bmake check|\bpre-commit|\bhuman\b|\bcoverage\b",
    re.I,
)


def infra_described(facts: Facts, params: Params) -> Finding:
    """The infrastructure is code."""
    if found := sited(facts, "op-infra-as-code", "op-workload-on-cluster"):
        return passed(Text("the infrastructure is described as code"), spread(found))
    if found := sited(facts, "op-service-on-machine"):
        return partly(Text("services are described, but not what they run on"), spread(found))
    return failed(
        Text("no infrastructure as code: no Terraform, manifests, chart, playbook or bundle")
    )


def infra_validated(facts: Facts, params: Params) -> Finding:
    """CI validates the infrastructure code before it is applied."""
    found = doing(facts, "validate-infra", "check-infra-policy")
    reached = [one for one in found if on(one, CHECKED)]
    if reached:
        clearest = min(reached, key=lambda one: len(one.chain))
        return passed(Text("CI validates the infrastructure code"), chain(clearest))
    if found:
        text = Text("infrastructure code is validated, but neither on push nor on a request")
        return partly(text, chain(found[0]))
    return failed(
        Text("no CI step validates infrastructure code (validate, plan, tflint, kubeconform…)")
    )


def infra_policies(facts: Facts, params: Params) -> Finding:
    """Rules about infrastructure are code, and hold."""
    scanned = doing(facts, "check-infra-policy")
    if scanned:
        return passed(Text("CI holds infrastructure code to policies"), chain(scanned[0]))
    own = uses(facts, "op-rules-of-infra", roles=ANYWHERE)
    if own and (ran := doing(facts, "scan-code")):
        return passed(
            Text("CI holds infrastructure code to rules of its own"), [*spread(own), *chain(ran[0])]
        )
    written = sited(facts, "op-policy-of-infra")
    admitted = [use for use in written if use.call.startswith("kind:")]
    if admitted:
        return passed(Text("the cluster holds what is applied to policies"), spread(admitted))
    if written or own:
        return partly(
            Text("policies are written, but CI does not hold anything to them"),
            spread([*written, *own]),
        )
    return failed(
        Text("no policy as code: no checkov, tfsec, conftest, kyverno or rule of one's own")
    )


def infra_self_service(facts: Facts, params: Params) -> Finding:
    """Teams get an environment by themselves, within bounds."""
    guarded, offered = sited(facts, "op-inputs-guarded"), sited(facts, "op-infra-offered")
    evidence = [*spread(guarded)[:2], *spread(offered)[:2]]
    if guarded and offered:
        return passed(Text("infrastructure can be had by values, and values are bounded"), evidence)
    if guarded:
        return partly(Text("values are bounded, but nothing is there to be taken again"), evidence)
    if offered:
        return partly(
            Text("infrastructure can be had by values, but nothing bounds these"), evidence
        )
    return failed(Text("nothing to be had by values: no module, overlay, environment or schema"))


def assistant_bounded(facts: Facts, params: Params) -> Finding:
    """What an assistant writes is held to the same proofs as what people write."""
    least = int(number(params, "min-words"))
    for document in widened(facts).files.documents:
        if ORDERS.search(document.path):
            orders = [block for block in document.blocks if block.kind != "heading"]
            if _bounds(tuple(orders), least):
                return passed(
                    Text("orders to the assistants name what must be checked"),
                    [at(document, document.blocks[0])],
                )
        for heading, below in sections(document, "operations-assistant"):
            if _bounds(below.blocks, least) and not mentions(document.path, "retrospective"):
                return passed(
                    Text("a rule on code that an assistant writes"), [at(document, heading)]
                )
    for document, _, blocks in pages(facts, "operations-capabilities", "review"):
        for block, line in lines(blocks):
            if mentions(line, "operations-assistant") and VERIFIES.search(line):
                return passed(
                    Text("a rule on code that an assistant writes"), [at(document, block, line)]
                )
    return failed(Text("no rule on how code that an assistant writes is validated"))


def _bounds(blocks: tuple[Block, ...], least: int) -> bool:
    text = "\n".join(block.text for block in blocks)
    return count_words(text) >= least and VERIFIES.search(text) is not None
