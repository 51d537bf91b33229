"""Whether a project has a model at all: what is asked of models means nothing without one."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts
from aifactory.checks.using import uses
from aifactory.facts.code.model import Use

SENT = re.compile(r"upload|push|def ")
OF_MODEL = re.compile(r"model|checkpoint|weights|modele|(?:^|/)regist(?:ry|ries)\.py", re.I)


def has_model(facts: Facts) -> bool:
    """Whether code trains a model or puts one to work."""
    return bool(uses(facts, "trains-model", "lc-trains", "lc-applies-model"))


def of_models(facts: Facts, *names: str) -> tuple[Use, ...]:
    """Uses that concern a model; a file sent to a hub is one only where its place says so."""
    if not has_model(facts):
        return ()
    return tuple(
        use
        for use in uses(facts, *names)
        if not SENT.search(use.call) or OF_MODEL.search(f"{use.path} {use.inside} {use.text}")
    )
