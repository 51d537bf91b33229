"""B1Cr1: automatic deployment by the methods, norms and tools of an organisation."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, ask, at, failed, number, partly, passed
from aifactory.checks.pipelines import chain, deployments, doing
from aifactory.checks.practice import explains, is_handbook, is_news, is_pattern
from aifactory.checks.reading import is_unfilled, sections
from aifactory.checks.tracked import either
from aifactory.checks.using import by_use, spread, uses, widened
from aifactory.facts.documents.model import Document
from aifactory.facts.documents.sections import Section
from aifactory.facts.forge import ForgeFacts
from aifactory.model import Evidence, Finding, Text

LOST = ("failure", "error", "failed")
TOLD = {".env with values", "private key"}  # kinds of what is tracked that tell a secret
GOES_BACK = re.compile(  # what takes back a delivery, as told from a commit that git undoes
    r"\b(?:kubectl|helm|docker|podman|compose|terraform|tofu|ansible\S*|alembic|manage\.py|flask db|prisma|flyway|liquibase|rails"
    r"|gcloud|aws|az|cf|heroku|scalingo|flyctl|fly|kamal|argocd|argo|systemctl|mlflow|dvc|pg_restore|psql|mysql|gh workflow|gh run"
    r"|make \S*(?:rollback|deploy|release|restore)\S*|just \S*(?:rollback|deploy|restore)\S*)\b|\S+\.(?:sh|py|yml)\b"
)


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
    for document in () if is_handbook(facts) else widened(facts).files.documents:
        if is_unfilled(document) or is_pattern(document) or is_news(document):
            continue
        for heading, below in sections(document, "rollback"):
            if not explains(heading) and below.words >= least and _commands(below):
                place = at(document, heading)
                return passed(Text("a page says by which command one goes back"), [place])
    return failed(Text("no migration of a schema, no script or command that goes back"))


def _commands(below: Section) -> bool:
    """Whether a section gives a command that reaches what was deployed."""
    given = (*(block.text for block in below.code), *below.commands)
    return any(GOES_BACK.search(text) for text in given)


def deployment_secrets(facts: Facts, params: Params) -> Finding:
    """Secrets stay out of the code, and something sees to it; what CI is given is a beginning."""
    leaked = [one for one in facts.files.cleanliness.unwanted if one.what in TOLD]
    if leaked:
        evidence = [Evidence(path=one.path, line=one.line, text=one.what) for one in leaked]
        return failed(Text("secrets are tracked"), evidence)
    if scans := doing(facts, "scan-secrets"):
        return passed(Text("CI looks for secrets"), chain(scans[0]))
    if found := uses(facts, "secrets-outside"):
        return passed(Text("secrets come from a store, or a hook keeps them out"), spread(found))
    given = uses(facts, "secrets-injected")
    if given and deployments(facts):
        text = Text(
            "CI gets secrets from its forge to deliver; nothing looks for those in the code"
        )
        return partly(text, spread(given))
    return failed(Text("no scan for secrets in CI, no hook, no store of secrets"))


def deployment_method(facts: Facts, params: Params) -> Finding:
    """Whether methods and norms of the organisation were understood: the jury's to judge."""
    evidence = [
        at(document, heading)
        for document in widened(facts).files.documents
        for heading, below in sections(document, "deployment")
        if _tells(document, below, number(params, "min-words"))
    ]
    evidence += [place for one in deployments(facts)[:2] for place in chain(one)[-1:]]
    question = Text("whose methods, norms and tools does the deployment follow, and why?")
    return ask(question, evidence)


def _tells(document: Document, below: Section, least: float) -> bool:
    """Whether a section on deployment says something of the project's own."""
    if is_unfilled(document) or is_pattern(document) or is_news(document):
        return False
    return below.words >= least or bool(below.commands or below.code)
