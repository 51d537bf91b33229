"""Which repositories are to be read, and which only scored: pure functions of what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct


class Wanted(Struct, frozen=True):
    """What a reading must be of to be good still; where the forge counts, `forge_since` is the ISO
    date from which on it must have been asked, for what it knows changes without a commit.
    """

    facts_version: str
    program: str
    forge_since: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """What the store knows of a repository: its newest reading (0 for none), and the digests of
    the policies by which that is scored; `failed`: the last attempt at it failed.
    """

    repository: int
    reading: int = 0
    head: str = ""
    facts_version: str = ""
    program: str = ""
    as_of: str = ""  # the day of the reading
    forge: bool = False  # whether it asked the forge
    checked: str = ""  # an ISO time, "" for never
    scored: frozenset[str] = frozenset()
    failed: bool = False


class Plan(Struct, frozen=True):
    """Repositories by what is to be done: read; scored from stored facts; nothing.

    Those to be read are in the order in which they are due, those never read first.
    """

    read: tuple[int, ...]
    score: tuple[int, ...]
    unchanged: tuple[int, ...]


def current(known: Known, head: str, wanted: Wanted) -> bool:
    """Whether the newest reading says what a new one would: same commit, facts and program."""
    if not known.reading or not head or known.head != head:
        return False
    if wanted.forge_since and not (known.forge and known.as_of >= wanted.forge_since):
        return False
    return (known.facts_version, known.program) == (wanted.facts_version, wanted.program)


def plan(
    fleet: Sequence[Known],
    policies: Mapping[int, Iterable[str]],
    wanted: Wanted,
    *,
    heads: Mapping[int, str] | None = None,
) -> Plan:
    """What is to be done; with `heads`, the commits at HEAD now, only where something changed."""
    read, score, unchanged = [], [], []
    for known in fleet:
        if heads is None or not current(known, heads.get(known.repository, ""), wanted):
            read.append(known)
        elif not known.scored.issuperset(policies[known.repository]):
            score.append(known.repository)
        else:
            unchanged.append(known.repository)
    read.sort(key=lambda known: (known.checked, known.repository))
    return Plan(tuple(one.repository for one in read), tuple(score), tuple(unchanged))
