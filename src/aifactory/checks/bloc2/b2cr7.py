"""B2Cr7: quality assurance and CI that follow an architecture of services."""

from __future__ import annotations

import re
from collections import Counter
from posixpath import basename, dirname

from aifactory.checks.bloc2.levels import RUN
from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.pipelines import AUTOMATIC, chain, doing, on
from aifactory.checks.using import shown, spread, uses
from aifactory.facts.containers import Recipe
from aifactory.facts.pipelines.model import Capability
from aifactory.model import Evidence, Finding, Text

GENERIC = re.compile(
    r"^(?:\.?docker(?:files?)?|build|deploy(?:ment)?|ci|containers?|images?|ops|infra)?$", re.I
)
VARIANT = re.compile(
    r"^(?:dev|devel(?:opment)?|test(?:s|ing)?|e2e|playwright|codespaces?|ci|prod(?:uction)?|local|base|cpu|gpu|npu|hpu|xpu|intel|neuron|cuda\w*|rocm|arm\w*|amd64|alpine|slim|debian"
    r"|ubuntu|debug|release|build(?:er)?|multi\w*|full|lite|all|py\d*|python[\d.]*|v?\d[\d.]*)$",
    re.I,
)
AFFIX = re.compile(
    r"^(?:dockerfile|containerfile)[._-](.+)$|^(.+)[._](?:dockerfile|containerfile)$", re.I
)
ASIDE = re.compile(r"(?:^|/)(?:\.[^/]+|examples?|samples?|demos?|tutorials?)/", re.I)
COMPOSE = re.compile(
    r"\bcompose\b(?!.*--no-build).*\b(?:build|up)\b|\bskaffold\s+(?:build|run)\b|\bbake\b"
)


def service_names(facts: Facts) -> dict[str, Recipe]:
    """The services that recipes build, by name: variants of one recipe are one service."""
    found: dict[str, Recipe] = {}
    for recipe in facts.files.containers:
        if not ASIDE.search(recipe.path):
            found.setdefault(_service(recipe.path), recipe)
    return found


def _service(path: str) -> str:
    """A service's name: what the recipe is called for, else its folder."""
    match = AFFIX.match(basename(path))
    called = (match[1] or match[2]) if match else ""
    parts = [part for part in re.split(r"[._-]", called.lower()) if not VARIANT.match(part)]
    if any(parts):
        return "-".join(parts)
    folder = dirname(path)
    while folder and (GENERIC.match(basename(folder)) or VARIANT.match(basename(folder))):
        folder = dirname(folder)
    return folder or "."


def composed(facts: Facts) -> int:
    """How many services the compose file with most of them builds."""
    counts = Counter(use.path for use in uses(facts, "builds-service"))
    return max(counts.values(), default=0)


def service_split(facts: Facts, params: Params) -> Finding:
    """The product is several services of its own, named to run together."""
    least = int(number(params, "at-least"))
    services = service_names(facts)
    built = composed(facts)
    together = uses(facts, "runs-services")
    evidence = [
        *[shown(u) for u in uses(facts, "builds-service")][:2],
        *[Evidence(path=r.path, line=r.line, text=name) for name, r in services.items()],
    ]
    most = max(len(services), built)
    if most >= least and together:
        return passed(Text("{n} services of its own run together", {"n": most}), evidence)
    if most >= least:
        text = Text(
            "{n} services have recipes, but nothing says how they run together", {"n": most}
        )
        return partly(text, evidence)
    values: dict[str, str | int | float] = {"n": most, "least": least}
    return failed(Text("services of its own: {n}; {least} are needed", values), evidence)


def service_ci(facts: Facts, params: Params) -> Finding:
    """CI builds each service."""
    least = int(number(params, "at-least"))
    found = [c for c in doing(facts, "build-image") if on(c, AUTOMATIC | {"pull_request"})]
    found = [c for c in found if not any("--no-build" in place.text for place in c.chain)]
    several = composed(facts) >= least
    for one in found:
        if several and any(COMPOSE.search(place.text) for place in one.chain):
            return passed(Text("CI builds the services together"), chain(one))
    each = {_target(c): c for c in reversed(found)}
    evidence = [chain(c)[-1] for c in each.values()]
    if len(each) >= least and len(service_names(facts)) >= least:
        return passed(Text("CI builds {n} images", {"n": len(each)}), evidence)
    if found:
        return partly(Text("CI builds one image"), evidence)
    return failed(Text("CI builds no image of a service"))


def _target(one: Capability) -> tuple[str, ...]:
    """What tells one image that CI builds from another."""
    detail = one.detail
    told = tuple(detail.get(key, "") for key in ("file", "context"))
    return told if any(told) else (detail.get("image", ""), one.job)


def service_contract(facts: Facts, params: Params) -> Finding:
    """The interface of a service is tested, or held to its contract."""
    contracts = uses(facts, "tests-contract", roles=RUN)
    calls = uses(facts, "tests-interface", roles=("test",))
    if contracts:
        return passed(Text("the interface is held to its contract"), spread(contracts))
    if calls:
        return passed(Text("tests call the interface of a service"), spread(calls))
    return failed(Text("no test calls a service by its interface or holds it to a contract"))
