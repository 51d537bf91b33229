"""Ways to look at what CI does that several checks share."""

from __future__ import annotations

from fnmatch import fnmatchcase

from aifactory.facts import Facts
from aifactory.facts.pipelines.model import Capability, Trigger
from aifactory.model import Evidence

AUTOMATIC = {"push", "tag", "release", "schedule", "other"}


def doing(facts: Facts, *names: str) -> list[Capability]:
    """The capabilities of these names, whatever triggers them."""
    return [c for c in facts.files.capabilities if c.name in names]


def chain(capability: Capability) -> list[Evidence]:
    """The places that lead from the pipeline to the command."""
    return [Evidence(path=p.path, line=p.line, text=p.text) for p in capability.chain]


def on(capability: Capability, kinds: set[str]) -> bool:
    """Whether one of these kinds of trigger reaches it."""
    return any(t.kind in kinds for t in capability.triggers)


def deployments(facts: Facts) -> list[Capability]:
    """What delivers the product without a person's command."""
    names = ["deploy", "publish-package", "push-image"]
    if facts.files.packaging.is_documentation:
        names += ["publish-docs"]
    return [c for c in doing(facts, *names) if on(c, AUTOMATIC) and not is_rehearsal(c)]


def is_rehearsal(capability: Capability) -> bool:
    """Whether it publishes to an index that exists for trials only."""
    return any("testpypi" in v or "test.pypi" in v for v in capability.detail.values())


def on_default_branch(capability: Capability, branch: str) -> bool:
    """Whether a push to the default branch reaches it."""
    return any(reaches(t, branch) for t in capability.triggers if t.kind == "push")


def reaches(trigger: Trigger, branch: str) -> bool:
    """Whether a push trigger lets this branch through."""
    if any(_is(pattern, branch) for pattern in trigger.ignored):
        return False
    return not trigger.branches or any(_is(pattern, branch) for pattern in trigger.branches)


def _is(pattern: str, branch: str) -> bool:
    return pattern == "$default" or fnmatchcase(branch, pattern.replace("**", "*"))
