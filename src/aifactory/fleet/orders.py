"""What is asked of a worker, and what it answers: small, fit for a pipe or a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from aifactory.model import Text

if TYPE_CHECKING:
    from aifactory.engine import ForgeOptions
    from aifactory.workers import Done

PRELOAD = ("aifactory.fleet.warm",)  # what processes that carry orders out find imported
Kind = Literal["read", "clone", "large", "disk", "time", "crash", "bug"]


class Order(Struct, frozen=True, kw_only=True):
    """One repository to read for the ISO date `today`, and to score.

    `address` may hold credentials; `policies` are packs, packed (see `packing`); `cache` is the
    folder of clones and `disk` the bytes that they may take together, `room` those of one, 0 for
    no bound; `seconds` is how long it may take.
    """

    repository: int
    address: str
    today: str
    policies: tuple[bytes, ...]
    cache: str = ""
    disk: int = 0
    room: int = 0
    seconds: float = 600.0
    forge: ForgeOptions | None = None


class Points(Struct, frozen=True):
    """The figures of a criterion."""

    criterion: str
    points: float
    proven: float
    reach: float
    waived: float


class Score(Struct, frozen=True, kw_only=True):
    """A scorecard with its figures apart: `card` is packed."""

    policy: str  # its digest
    points: float
    threshold: float
    proven: float
    reach: float
    waived: float
    validated: bool
    criteria: tuple[Points, ...]
    card: bytes


class Failure(Struct, frozen=True):
    """Why a repository could not be read: "read" is what its owner may mend, "clone" the way to
    it, "large" and "time" our limits, "disk" no room of ours, "crash" and "bug" our own.
    """

    kind: Kind
    reason: Text | str


class Outcome(Struct, kw_only=True):
    """What became of an order: facts, packed, and scores; or why there are none."""

    repository: int
    head: str = ""
    facts_version: str = ""
    program: str = ""
    as_of: str = ""
    forge: bool = False
    digest: str = ""
    facts: bytes = b""
    scores: tuple[Score, ...] = ()
    seconds: float = 0.0
    requests: int = 0
    failure: Failure | None = None


def concluded(done: Done) -> Outcome:
    """The outcome of a process that came to its end, whichever that was."""
    order: Order = done.piece
    if isinstance(done.value, Outcome):
        return done.value
    if done.late:
        seconds = f"{order.seconds:g}"
        reason = Text("it was not read within {seconds} s and was stopped", {"seconds": seconds})
        return Outcome(repository=order.repository, failure=Failure("time", reason))
    reason = Text("the process that read it crashed (exit code {code})", {"code": done.code})
    return Outcome(repository=order.repository, failure=Failure("crash", reason))
