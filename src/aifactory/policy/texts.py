"""The texts of a pack with the numbers it was given: `{min-words}`, or `{share%}` for a share."""

from __future__ import annotations

import re

import msgspec

from aifactory.policy.types import Check, Localized, Param, Policy

_HOLE = re.compile(r"\{([a-z][a-z0-9-]*)(%?)\}")
_FIELDS = ("title", "asks", "why", "how", "remedy")
_GAP = "\N{NO-BREAK SPACE}"


def filled(policy: Policy) -> Policy:
    """The pack with every hole of its checks' texts filled; a hole that names no param stays."""
    criteria = tuple(
        msgspec.structs.replace(one, checks=tuple(_filled(check) for check in one.checks))
        for one in policy.criteria
    )
    return msgspec.structs.replace(policy, criteria=criteria)


def _filled(check: Check) -> Check:
    if not check.params:
        return check
    texts = {}
    for name in _FIELDS:
        text: Localized = getattr(check, name)
        texts[name] = Localized(
            en=_fill(text.en, check.params, ",", ".", "%"),
            fr=_fill(text.fr, check.params, _GAP, ",", f"{_GAP}%"),
        )
    return msgspec.structs.replace(check, **texts)


def _fill(text: str, params: dict[str, Param], group: str, point: str, percent: str) -> str:
    def value(hole: re.Match[str]) -> str:
        found = params.get(hole[1], hole[0])
        if not isinstance(found, int | float):
            return found if isinstance(found, str) else ", ".join(found)
        number = f"{found * 100:,.6g}" if hole[2] else f"{found:,.12g}"
        marks = {",": group, ".": point}
        return "".join(marks.get(char, char) for char in number) + (percent if hole[2] else "")

    return _HOLE.sub(value, text)
