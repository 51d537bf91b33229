"""A pack that extends another: leave out, re-weigh, set params, add, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from aifactory.policy import building
from aifactory.policy.types import Check, Criterion, Level, Localized, Policy


def extend(value: dict[str, Any], base: Policy, known: Mapping[str, Check]) -> Policy:
    """`base` changed as an extension without faults says.

    The total becomes what the checks allow, scored as in `base`; a threshold and levels that are
    not stated keep their share of it. A criterion without checks goes.
    """
    names = {name for criterion in base.criteria for name in criterion.names}
    own = [building.criterion(one, known) for one in value.get("add", ()) if one["id"] not in names]
    changed = [_changed(criterion, value, known) for criterion in base.criteria]
    criteria = tuple(one for one in (*changed, *own) if one.checks)
    total = building.total(base.scoring, criteria)
    share = total / base.total
    return Policy(
        id=value["id"],
        version=value["version"],
        title=msgspec.convert(value["title"], Localized) if "title" in value else base.title,
        threshold=float(value.get("threshold", round(base.threshold * share, 2))),
        total=total,
        criteria=criteria,
        scoring=base.scoring,
        levels=_levels(value, base, total),
        help_uri=value.get("help-uri", base.help_uri),
    )


def _levels(value: dict[str, Any], base: Policy, total: float) -> tuple[Level, ...]:
    if "levels" in value:
        return msgspec.convert(value["levels"], tuple[Level, ...])
    share = total / base.total
    return tuple(
        msgspec.structs.replace(one, points=min(total, round(one.points * share, 2)))
        for one in base.levels
    )


def remaining(criterion: Criterion, left_out: frozenset[str]) -> tuple[Check, ...]:
    """The checks of a criterion that are not left out, by themselves or with their criterion."""
    if not left_out.isdisjoint(criterion.names):
        return ()
    return tuple(one for one in criterion.checks if one.id not in left_out)


def _changed(criterion: Criterion, value: dict[str, Any], known: Mapping[str, Check]) -> Criterion:
    kept = remaining(criterion, frozenset(value.get("leave-out", ())))
    parts = (part for part in value.get("add", ()) if part["id"] in criterion.names)
    added = (building.check(entry, known) for part in parts for entry in part["checks"])
    checks = (*(_adjusted(one, value) for one in kept), *added)
    return msgspec.structs.replace(criterion, checks=checks, points=building.points(checks))


def _adjusted(check: Check, value: dict[str, Any]) -> Check:
    params = {**check.params, **value.get("params", {}).get(check.id, {})}
    points = value.get("weights", {}).get(check.id, check.points)
    return msgspec.structs.replace(building.weighed(check, points), params=params)
