"""A complete pack from its file's values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from aifactory.model import Scoring
from aifactory.policy.types import Check, Criterion, Policy

_TEXTS = ("title", "question", "asks", "why", "how", "remedy")


def build(value: dict[str, Any], known: Mapping[str, Check]) -> Policy:
    """A pack that has no faults; checks take what they leave unsaid from `known`, by id."""
    criteria = tuple(criterion(entry, known) for entry in value["criteria"])
    rest = {key: value[key] for key in ("id", "version", "threshold", "total")}
    rest |= {"title": value["title"], "help_uri": value.get("help-uri", "")}
    rest |= {"scoring": value.get("score", "sum"), "levels": value.get("levels", ())}
    return msgspec.convert({**rest, "criteria": criteria}, Policy)


def criterion(entry: dict[str, Any], known: Mapping[str, Check]) -> Criterion:
    """A criterion from its entry; its points are the sum of its checks."""
    checks = tuple(check(one, known) for one in entry["checks"])
    return msgspec.convert({**entry, "points": points(checks), "checks": checks}, Criterion)


def check(entry: dict[str, Any], known: Mapping[str, Check]) -> Check:
    """A check from its entry, on the ground of the known check with the same id."""
    base = known.get(entry["id"])
    if base is None:
        return msgspec.convert(entry, Check)
    ground = msgspec.to_builtins(weighed(base, entry["points"]))
    params = {**base.params, **entry.get("params", {})}
    return msgspec.convert({**ground, **entry, "params": params}, Check)


def weighed(check: Check, points: float) -> Check:
    """The check at other points; a partial pass keeps its share."""
    partial = round(check.partial * points / check.points, 2)
    return msgspec.structs.replace(check, points=float(points), partial=partial)


def points(checks: tuple[Check, ...]) -> float:
    """The sum of the checks' points, free of the noise of binary fractions."""
    return round(sum(check.points for check in checks), 6)


def total(scoring: Scoring, criteria: tuple[Criterion, ...]) -> float:
    """The best score that these criteria allow."""
    values = [one.points for one in criteria]
    return round(min(values, default=0.0) if scoring == "minimum" else sum(values), 6)


def localized(value: Any) -> Any:
    """The pack with every text in both languages; a single text stands for both."""
    if isinstance(value, list):
        return [localized(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _value(key, item) for key, item in value.items()}


def _value(key: str, item: Any) -> Any:
    if key in _TEXTS and isinstance(item, str):
        return {"en": item, "fr": item}
    return item if key == "params" else localized(item)
