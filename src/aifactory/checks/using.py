"""What checks beyond bloc 4 share: uses by name, and documents of every subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import msgspec

from aifactory.checks.finding import Facts, failed, passed, quote
from aifactory.checks.practice import product_is
from aifactory.facts.code.model import Definitions, Place, Role, Use
from aifactory.model import Evidence, Finding, Text

DEFINED = re.compile(r"(?:async )?def |class ")
HIDDEN = re.compile(r"\.(?!github/|gitlab/|gitea/|forgejo/)[^/]+/")
P = ParamSpec("P")
T = TypeVar("T")
NEAR = 0.25  # share of files at which Python still speaks for a project
MADE: tuple[Role, ...] = ("code", "notebook")  # what the project itself runs
ANYWHERE: tuple[Role, ...] = ("code", "notebook", "test", "example")


def remembered(
    function: Callable[Concatenate[Facts, P], Iterable[T]],
) -> Callable[Concatenate[Facts, P], tuple[T, ...]]:
    """What a function finds, kept for the facts it was last asked of: several checks look at it."""
    held: list[Facts] = []
    known: dict[object, tuple[T, ...]] = {}

    @wraps(function)
    def ask(facts: Facts, /, *args: P.args, **names: P.kwargs) -> tuple[T, ...]:
        if not (held and held[0] is facts):
            held[:] = [facts]
            known.clear()
        key = (args, tuple(names.items()))
        if key not in known:
            known[key] = tuple(function(facts, *args, **names))
        return known[key]

    return ask


def uses(facts: Facts, *names: str, roles: Iterable[Role] = MADE) -> tuple[Use, ...]:
    """Places of these uses in files of these roles, product code first.

    KeyError where no rule has such a name: a check may not wait for what cannot be found.
    """
    from aifactory.facts.code.rules import load_rules

    if unknown := set(names).difference(load_rules().names):
        raise KeyError(f"no rule of policies/uses/ is named {', '.join(sorted(unknown))}")
    wanted = tuple(roles)
    found = [use for use in _told(facts) if use.name in names and use.role in wanted]
    return tuple(sorted(found, key=lambda use: wanted.index(use.role)))


@remembered
def _told(facts: Facts) -> Iterable[Use]:
    """The uses; in an auditor or a linter a function's name says what it looks for, not what it does."""
    looks_on = product_is(facts, "auditing-product")
    return (u for u in facts.code.uses if not (looks_on and DEFINED.match(u.text)))


def shown(use: Use) -> Evidence:
    """A use as evidence; a notebook's cell is numbered as notebooks number it."""
    text = f"In [{use.cell}]: {use.text}" if use.cell else use.text
    return Evidence(path=use.path, line=use.line, text=quote(text))


def placed(place: Place) -> Evidence:
    """A definition as evidence."""
    return Evidence(path=place.path, line=place.line, text=quote(place.text))


def seen(found: Iterable[Place], definitions: Definitions) -> list[Evidence]:
    """What was found among definitions, or else the modules that were looked at."""
    places = [placed(place) for place in found]
    return places or [Evidence(path=path) for path in definitions.sampled]


def judged(facts: Facts, least: int) -> tuple[Definitions, bool]:
    """The definitions that speak for the project, and whether they are Python's.

    Python's, but where it has fewer than `least` or is a small part beside another language.
    """
    python, other = facts.code.definitions, facts.code.elsewhere
    beside = other.public >= least and (
        python.public < least or python.of < NEAR * (python.of + other.of)
    )
    return (other, False) if beside else (python, True)


def spread(found: Iterable[Use]) -> list[Evidence]:
    """Evidence of uses, one of each name first, so that none hides the others; a place stands once."""
    rounds: dict[str, list[Use]] = {}
    for use in found:
        rounds.setdefault(use.name, []).append(use)
    longest = max(map(len, rounds.values()), default=0)
    places = (shown(of[i]) for i in range(longest) for of in rounds.values() if i < len(of))
    return list(dict.fromkeys(places))


def by_use(
    facts: Facts, names: Iterable[str], found: Text, missing: Text, roles: Iterable[Role] = MADE
) -> Finding:
    """Passed where any of these uses stands in files of these roles."""
    places = uses(facts, *names, roles=roles)
    return passed(found, spread(places)) if places else failed(missing)


def widened(facts: Facts) -> Facts:
    """The facts with the documents of every subject, for helpers that look through documents.

    Folders that are hidden hold what tools and assistants are told, but for those of forges.
    """
    return _widened(facts)[0]


@remembered
def _widened(facts: Facts) -> Iterable[Facts]:
    every = (*facts.files.documents, *facts.code.documents)
    documents = tuple(d for d in every if not HIDDEN.match(d.path))
    files = msgspec.structs.replace(facts.files, documents=documents)
    yield msgspec.structs.replace(facts, files=files)
