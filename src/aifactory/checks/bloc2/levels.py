"""Verdicts from uses that several criteria share: in full by some, in part by others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from aifactory.checks.finding import Facts, failed, partly, passed
from aifactory.checks.using import ANYWHERE, MADE, spread, uses
from aifactory.facts.code.model import Role, Use
from aifactory.model import Finding, Text

TRAINS = ("trains-model", "trains-elsewhere")
HOLDS_OUT = ("splits-data", "cross-validates", "holds-out-data")
MEASURES = ("evaluates-model", "measures-model")
PREPARES = re.compile(
    r"\bsklearn\.(?:dummy|feature_extraction|preprocessing|impute|compose|feature_selection)\b|\bfit_transform\b"
    r"|(?<!nlp)\.update\(|(?:vectori[sz]er|encoder|scaler|preprocessor|imputer|tokeni[sz]er|bag_of_words|tf_?idf)\w*\.fit\b",
    re.I,
)  # what is fitted to prepare data learns no answer
RUN: tuple[Role, ...] = ("code", "notebook", "test")  # what is run, by whomsoever


def trained(facts: Facts) -> tuple[Use, ...]:
    """Where a model learns, without what is fitted only to prepare data for one."""
    return tuple(u for u in uses(facts, *TRAINS) if not PREPARES.search(f"{u.call} {u.text}"))


def graded(
    facts: Facts,
    full: tuple[Iterable[str], Text],
    part: tuple[Iterable[str], Text],
    missing: Text,
    roles: Iterable[Role] = MADE,
) -> Finding:
    """In full where one of the first uses stands in files of these roles, in part where one of the second."""
    roles = tuple(roles)
    if places := uses(facts, *full[0], roles=roles):
        return passed(full[1], spread(places))
    if places := uses(facts, *part[0], roles=roles):
        return partly(part[1], spread(places))
    return failed(missing)


def scripted(facts: Facts, *names: str) -> tuple[Use, ...]:
    """Uses in what the project runs, its tests and its folder of benchmarks, but for its examples."""
    found = uses(facts, *names, roles=ANYWHERE)
    return tuple(u for u in found if u.role != "example" or "benchmark" in u.path.lower())
