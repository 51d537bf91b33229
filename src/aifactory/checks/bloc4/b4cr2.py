"""B4Cr2: containerisation in the pipeline."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, passed
from aifactory.checks.pipelines import chain, doing
from aifactory.facts.containers import Recipe, Stage
from aifactory.model import Evidence, Finding, Text

ROOTLESS = re.compile(r"nonroot|non-root|rootless|unprivileged", re.I)
ROOT = re.compile(r"^(?:root|0)?(?::.*)?$")


def container_recipe(facts: Facts, params: Params) -> Finding:
    """The product has a recipe for an image."""
    recipes = facts.files.containers
    if not recipes:
        return failed(Text("no Dockerfile, Containerfile, buildpack, ko or jib configuration"))
    evidence = [Evidence(path=r.path, line=r.line, text=r.kind) for r in recipes]
    return passed(Text("a recipe for an image"), evidence)


def container_hardened(facts: Facts, params: Params) -> Finding:
    """At least one recipe pins its bases and drops root."""
    refused = params.get("refused-tags", ["latest"])
    tags = set(refused) if isinstance(refused, list) else {str(refused)}
    faults: list[Evidence] = []
    for recipe in facts.files.containers:
        if recipe.kind != "dockerfile":
            continue
        found = _faults(recipe, tags)
        if not found:
            last = recipe.stages[-1]
            text = f"USER {last.user}" if last.user else last.base
            line = last.user_line or last.line
            return passed(
                Text("pinned bases and an unprivileged user"),
                [Evidence(path=recipe.path, line=line, text=text)],
            )
        faults += found
    if not faults:
        return failed(Text("no Dockerfile to harden"))
    return failed(Text("a base without a fixed tag, or a final stage that runs as root"), faults)


def _faults(recipe: Recipe, refused: set[str]) -> list[Evidence]:
    found = [
        Evidence(path=recipe.path, line=stage.line, text=f"FROM {stage.base}")
        for stage in recipe.stages
        if not stage.internal and not is_pinned(stage.base, refused)
    ]
    last = recipe.stages[-1]
    if not drops_root(last):
        line, text = last.user_line or last.line, f"USER {last.user or 'root'}"
        found.append(Evidence(path=recipe.path, line=line, text=text))
    return found


def is_pinned(base: str, refused: set[str]) -> bool:
    """Whether an image reference carries a digest, or a tag that is not refused."""
    if "@sha256:" in base:
        return True
    name = base.rsplit("/", 1)[-1]
    _, colon, tag = name.partition(":")
    return bool(colon and tag) and tag not in refused and "$" not in tag


def drops_root(stage: Stage) -> bool:
    """Whether a final stage runs as somebody else than root."""
    if stage.user:
        return not ROOT.match(stage.user.strip("\"'"))
    return ROOTLESS.search(stage.base) is not None


def container_built_in_ci(facts: Facts, params: Params) -> Finding:
    """CI builds an image from the recipe."""
    if not facts.files.containers:
        return failed(Text("no recipe to build an image from"))
    found = doing(facts, "build-image")
    if found:
        return passed(Text("CI builds an image"), chain(found[0]))
    return failed(Text("no CI step builds an image, directly or through a local script"))


def container_shipped_by_ci(facts: Facts, params: Params) -> Finding:
    """CI pushes, deploys or scans the image."""
    if not facts.files.containers:
        return failed(Text("no recipe to build an image from"))
    if found := doing(facts, "push-image", "scan-image"):
        return passed(Text("CI pushes or scans the image"), chain(found[0]))
    builders = {c.pipeline for c in doing(facts, "build-image")}
    deployed = [c for c in doing(facts, "deploy") if c.pipeline in builders]
    if deployed:
        return passed(Text("CI deploys what it builds"), chain(deployed[0]))
    return failed(Text("no CI step pushes, deploys or scans an image"))
