"""The arithmetic of triggers: narrow one to some branches, take branches away, merge several.

A branch pattern is a glob (`*` stops at "/", `**` does not), "$default" for the default branch,
or a regular expression between slashes, which is kept but never run: the audited repository
wrote it. Where a pattern cannot be decided, the trigger stays: what may happen is not dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from aifactory.facts.pipelines.model import Trigger

DEFAULT = "$default"
MAX_PATTERNS = 20
MAX_NAME = 250

_GLOB = re.compile(r"\*\*/?|\*|\?|[^*?]+")
_EXACT = re.compile(r"/\^\(?(?:\?:)?([\w.\-|/\\]+)\)?\$/")
_PREFIX = re.compile(r"/\^([\w\-]+(?:\\?/[\w\-]+)*\\?/?)(?:\.[*+])?\$?/")
_INSIDE = re.compile(r"/([\w\-]+)/")


@lru_cache(maxsize=8192)
def match(pattern: str, name: str) -> bool | None:
    """Whether the glob `pattern` matches `name`; None where that cannot be told."""
    if pattern == name:
        return True
    undecidable = pattern == DEFAULT or name == DEFAULT or (len(pattern) > 1 and pattern[0] == "/")
    if undecidable or "[" in pattern or "+" in pattern or len(pattern) + len(name) > 2 * MAX_NAME:
        return None
    if not is_glob(pattern):
        return False
    ends = {0}
    for part in _GLOB.findall(pattern):
        ends = _advance(part, name, ends)
    return len(name) in ends


def _advance(part: str, name: str, ends: set[int]) -> set[int]:
    """Where a match may stand after `part`, from where it may stand before."""
    if not ends:
        return ends
    if part == "**":
        return set(range(min(ends), len(name) + 1))
    if part == "**/":
        slashes = {i + 1 for i in range(min(ends), len(name)) if name[i] == "/"}
        return {i for i in ends if i == 0 or name[i - 1] == "/"} | slashes
    if part == "?":
        return {i + 1 for i in ends if i < len(name)}
    if part != "*":
        return {i + len(part) for i in ends if name.startswith(part, i)}
    reached = set(ends)
    for i in range(min(ends), len(name)):
        if i in reached and name[i] != "/":
            reached.add(i + 1)
    return reached


def from_regex(expression: str) -> tuple[str, ...]:
    """Branch patterns that mean the same as `/…/`, where it is plain; else the expression.

    `/^main$/` and `/^(main|dev)$/` are names, `/^release/` is a prefix, `/main/` a part.
    """
    if exact := _EXACT.fullmatch(expression):
        return tuple(exact[1].replace("\\", "").split("|"))[:MAX_PATTERNS]
    if prefix := _PREFIX.fullmatch(expression):
        return (prefix[1].replace("\\", "") + "**",)
    if inside := _INSIDE.fullmatch(expression):
        return (f"**{inside[1]}**",)
    return (expression[:MAX_NAME],)


def is_glob(pattern: str) -> bool:
    """Whether a pattern may stand for several names."""
    return pattern.startswith("/") or any(sign in pattern for sign in "*?[+")


def split(trigger: Trigger, patterns: Sequence[str]) -> tuple[Trigger | None, Trigger | None]:
    """The part of a trigger on branches that match one of the patterns, and the part that is not.

    A part that cannot occur is None.
    """
    return narrow(trigger, patterns), without(trigger, patterns)


def narrow(trigger: Trigger, patterns: Sequence[str]) -> Trigger | None:
    """The trigger on those of its branches that may match one of `patterns`; None without any."""
    kept = _unique(branch for p in patterns for branch in _within(trigger, p))
    if not kept:
        return None
    ignored = trigger.ignored if any(map(is_glob, kept)) else ()
    return Trigger(trigger.kind, kept, ignored)


def _within(trigger: Trigger, pattern: str) -> tuple[str, ...]:
    """The patterns for what `pattern` may match among the branches of a trigger."""
    if any(match(ignored, pattern) for ignored in trigger.ignored):
        return ()
    if not trigger.branches:
        return (pattern,)
    if pattern == DEFAULT:
        return (DEFAULT,) if DEFAULT in trigger.branches else trigger.branches
    if not is_glob(pattern):
        return (pattern,) if any(match(b, pattern) is not False for b in trigger.branches) else ()
    globs = (pattern,) if any(is_glob(b) for b in trigger.branches) else ()
    names = (b for b in trigger.branches if not is_glob(b) and match(pattern, b) is not False)
    return (*names, *globs)


def without(trigger: Trigger, patterns: Sequence[str]) -> Trigger | None:
    """The trigger without the branches that surely match one of `patterns`; None if none stay."""
    if any(p in ("*", "**") for p in patterns):
        return None
    branches = tuple(b for b in trigger.branches if not any(match(p, b) for p in patterns))
    if trigger.branches and not branches:
        return None
    if branches and not any(map(is_glob, branches)):
        return Trigger(trigger.kind, branches, trigger.ignored)
    return Trigger(trigger.kind, branches, _unique((*trigger.ignored, *patterns)))


def both(left: Trigger, right: Trigger) -> Trigger | None:
    """What starts on either of two triggers of one kind: on the branches of both."""
    part = narrow(left, right.branches) if right.branches else left
    return without(part, right.ignored) if part and right.ignored else part


def intersect(left: Iterable[Trigger], right: Iterable[Trigger]) -> tuple[Trigger, ...]:
    """The kinds that stand on either side, on the branches of both."""
    others = {trigger.kind: trigger for trigger in merge(right)}
    parts = (both(t, others[t.kind]) for t in merge(left) if t.kind in others)
    return tuple(part for part in parts if part)


def merge(triggers: Iterable[Trigger]) -> tuple[Trigger, ...]:
    """One trigger a kind, on every branch that any of them is on, in order of appearance."""
    groups: dict[str, list[Trigger]] = {}
    for trigger in triggers:
        groups.setdefault(trigger.kind, []).append(trigger)
    return tuple(union(group) for group in groups.values())


def union(group: Sequence[Trigger]) -> Trigger:
    """What starts on any of several triggers of one kind."""
    if len(group) == 1:
        return group[0]
    everywhere = any(not t.branches for t in group)
    branches = () if everywhere else _unique(b for t in group for b in t.branches)
    ignored = _unique(
        pattern
        for trigger in group
        for pattern in trigger.ignored
        if all(pattern in t.ignored or not _may_run(t, pattern) for t in group)
    )
    return Trigger(group[0].kind, branches, ignored)


def _may_run(trigger: Trigger, pattern: str) -> bool:
    return not trigger.branches or any(match(b, pattern) for b in trigger.branches)


def _unique(patterns: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(p)[:MAX_NAME] for p in patterns))[:MAX_PATTERNS]
