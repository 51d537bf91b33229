"""Systems that hold data: those that a text names, and those that the project uses."""

from __future__ import annotations

from functools import cache

from aifactory.checks.finding import Facts
from aifactory.checks.reading import mentions
from aifactory.checks.using import MADE
from aifactory.facts.code.model import Use

PREFIX = "dbms-"


@cache
def known() -> tuple[str, ...]:
    """Names of the systems: a rule of uses and a family of words each."""
    from aifactory.facts.code.rules import load_rules

    return tuple(name for name in load_rules().names if name.startswith(PREFIX))


def systems_in(text: str) -> list[str]:
    """The systems that a text names."""
    return mentions(text, *known())


def in_use(facts: Facts) -> dict[str, Use]:
    """The systems that code or configuration of the project uses, each with a place."""
    found: dict[str, Use] = {}
    for use in facts.code.uses:
        if use.name.startswith(PREFIX) and use.role in MADE:
            found.setdefault(use.name, use)
    return found
