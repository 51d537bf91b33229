"""B1Cr1: automatic deployment by the methods, norms and tools of an organisation."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, passed
from aifactory.checks.pipelines import chain, deployments, doing
from aifactory.checks.reading import sections
from aifactory.checks.tracked import either
from aifactory.checks.using import by_use, spread, uses, widened
from aifactory.facts.forge import ForgeFacts
from aifactory.model import Evidence, Finding, Text

LOST = ("failure", "error", "failed")


def deployment_as_code(facts: Facts, params: Params) -> Finding:
    """What is deployed is described by files: manifests, infrastructure, a platform's definition."""
    return by_use(
        facts,
        ["deployment-as-code"],
        Text("what is deployed is described as code"),
        Text("no manifest, infrastructure code or platform definition describes a deployment"),
    )


def deployment_environments(facts: Facts, params: Params) -> Finding:
    """Environments are told apart: in CI, in overlays, in values, or on the forge."""
    return either(facts, lambda: _declared(facts), _deployed_to)


def _declared(facts: Facts) -> Finding:
    found = uses(facts, "environments-apart")
    if found and (deployments(facts) or doing(facts, "deploy", "push-image", "publish-package")):
        return passed(Text("environments of deployment are declared"), spread(found))
    if found:
        return failed(Text("environments are declared, but nothing in CI deploys"), spread(found))
    return failed(Text("no environment of deployment is declared in CI, overlays or values"))


def _deployed_to(forge: ForgeFacts) -> Finding:
    done = [d for d in forge.deployments if d.environment and d.outcome not in LOST]
    if not done:
        return failed(Text("the forge knows no deployment to an environment"))
    evidence = [Evidence(url=d.url, text=f"{d.environment} {d.at[:10]}") for d in done]
    return passed(Text("the forge knows deployments to environments"), evidence)


def deployment_reversible(facts: Facts, params: Params) -> Finding:
    """A delivery can be taken back, or a schema moved forward and back, by a command."""
    found = uses(facts, "schema-migrated", "rolls-back")
    if found:
        return passed(Text("migrations or a way back are kept as code"), spread(found))
    least = int(number(params, "min-words"))
    for document in widened(facts).files.documents:
        for heading, below in sections(document, "rollback"):
            if below.words >= least and (below.code or below.commands):
                place = at(document, heading)
                return passed(Text("a page says by which command one goes back"), [place])
    return failed(Text("no migration of a schema, no script or command that goes back"))


def deployment_secrets(facts: Facts, params: Params) -> Finding:
    """Secrets stay out of the code, and something sees to it."""
    if scans := doing(facts, "scan-secrets"):
        return passed(Text("CI looks for secrets"), chain(scans[0]))
    return by_use(
        facts,
        ["secrets-outside"],
        Text("secrets come from a store, or a hook keeps them out"),
        Text("no scan for secrets in CI, no hook, no store of secrets"),
    )


def deployment_method(facts: Facts, params: Params) -> Finding:
    """Whether methods and norms of the organisation were understood: the jury's to judge."""
    evidence = [
        at(document, heading)
        for document in widened(facts).files.documents
        for heading, below in sections(document, "deployment")
        if below.words >= number(params, "min-words") or below.commands or below.code
    ]
    evidence += [place for one in deployments(facts)[:2] for place in chain(one)[-1:]]
    question = Text("whose methods, norms and tools does the deployment follow, and why?")
    return ask(question, evidence)
