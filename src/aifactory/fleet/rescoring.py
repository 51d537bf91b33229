"""Score facts that are stored, a handful a process: nothing of a repository is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct

from aifactory.errors import AifactoryError
from aifactory.fleet.orders import PRELOAD, Score
from aifactory.fleet.packing import digest_of, pack_of, scored, unpacked
from aifactory.workers import side_by_side

HANDFUL = 32
PATIENCE = 600.0  # seconds for a handful


class Stored(Struct, frozen=True):
    """Facts of a reading, packed, and the packs to score them by, packed too."""

    reading: int
    facts: bytes
    policies: tuple[bytes, ...]


class Handful(Struct, frozen=True):
    """What one process scores."""

    stored: tuple[Stored, ...]


def rescored(stored: Iterable[Stored], *, jobs: int) -> Iterator[tuple[int, tuple[Score, ...]]]:
    """The scores of each reading, as they come; none of those whose facts cannot be read."""
    work = handfuls(stored)
    for done in side_by_side(score, work, jobs=jobs, patience=PATIENCE, preload=PRELOAD):
        yield from done.value or [(one.reading, ()) for one in done.piece.stored]


def handfuls(stored: Iterable[Stored]) -> Iterator[Handful]:
    """A few at a time, so that neither memory nor the start of processes weighs."""
    rest = iter(stored)
    while held := tuple(islice(rest, HANDFUL)):
        yield Handful(held)


def score(handful: Handful) -> list[tuple[int, tuple[Score, ...]]]:
    """Scores by reading."""
    from aifactory.engine import load_facts

    found: list[tuple[int, tuple[Score, ...]]] = []
    for one in handful.stored:
        try:
            facts = load_facts(unpacked(one.facts))
        except (AifactoryError, ValueError):
            found.append((one.reading, ()))
            continue
        found.append(
            (one.reading, tuple(scored(facts, pack_of(p), digest_of(p)) for p in one.policies))
        )
    return found
