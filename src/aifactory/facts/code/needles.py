"""What a text must hold for a pattern to fit somewhere in it, so that most texts need no search."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

LEAST = 3  # characters that tell texts apart


@cache
def needles(pattern: str, flags: int = 0) -> tuple[str, ...]:
    """Folded texts of which all that fits holds one; () where the pattern does not tell."""
    try:
        from re import _parser  # type: ignore[attr-defined]

        parsed = _parser.parse(pattern, flags)
    except (ImportError, AttributeError):  # not a part of the language: another Python may lack it
        return ()
    found = _any_of(parsed)
    return tuple(sorted(found)) if min(map(len, found), default=0) >= LEAST else ()


def _any_of(parsed: Iterable[Any]) -> frozenset[str]:
    """The best texts of which one must stand where this sequence fits; none where it does not tell."""
    best: frozenset[str] = frozenset()
    run = ""
    for op, value in [*parsed, ("END", None)]:
        if str(op) == "LITERAL":
            run += chr(value).lower()
            continue
        for told in (frozenset({run} if run else ()), _inner(str(op), value)):
            if min(map(len, told), default=0) > min(map(len, best), default=0):
                best = told
        run = ""
    return best


def _inner(op: str, value: Any) -> frozenset[str]:
    if op == "SUBPATTERN":
        return _any_of(value[3])
    if op == "ATOMIC_GROUP":
        return _any_of(value)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] >= 1:
        return _any_of(value[2])
    if op == "BRANCH":
        branches = [_any_of(one) for one in value[1]]
        return frozenset().union(*branches) if all(branches) else frozenset()
    return frozenset()
