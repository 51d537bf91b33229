"""What a choice of deployment target says: the ranking, its reasons, and what would change it.

Words from the table are in one language already; sentences that are computed are `Text`.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aifactory.model import Text

UNSEEN = 0.005  # of a person: less shows as 0.00
Kind = Literal["document", "project", "assumption"]


class Given(Struct, frozen=True):
    """An input with the value it was given: for sovereignty the title of a `level`."""

    id: str
    title: str
    value: float | str
    unit: str = ""
    level: str = ""


class Reason(Struct, frozen=True):
    """What one input does to a target: `points` lost, or `out` where it is ruled out by it.

    `through` names the inputs that the sentence rests on besides; `sources` where figures are from.
    """

    input: str
    title: str
    points: float
    message: Text
    sources: tuple[str, ...]
    through: tuple[str, ...] = ()
    out: bool = False


class Capability(Struct, frozen=True):
    """Something that the team must be able to do, the people it takes and those who are there."""

    id: str
    title: str
    people: str
    fte: float
    there: float
    sources: tuple[str, ...]

    @property
    def missing(self) -> float:
        """How many people are missing for it."""
        return self.fte - self.there


class Caution(Struct, frozen=True):
    """What no figure says."""

    text: str
    sources: tuple[str, ...]


class Standing(Struct, frozen=True):
    """A target: its place (equal targets share one, 0: ruled out), its points of 100, and why."""

    id: str
    title: str
    place: int
    points: float
    reasons: tuple[Reason, ...]
    capabilities: tuple[Capability, ...]
    cautions: tuple[Caution, ...]

    @property
    def lacking(self) -> tuple[Capability, ...]:
        """The capabilities for which people are missing."""
        return tuple(one for one in self.capabilities if one.missing > UNSEEN)


class Flip(Struct, frozen=True):
    """The least change of one input that gives another answer, the others staying as they are.

    `before` and `after` are values, or titles of levels; `leaders` are the ids of those that come
    first then, none where all are ruled out. `size` is the change as a share of the value, by which
    changes of different inputs compare.
    """

    input: str
    title: str
    unit: str
    before: float | str
    after: float | str
    level: str
    leaders: tuple[str, ...]
    size: float


class Origin(Struct, frozen=True):
    """Where figures come from."""

    id: str
    kind: Kind
    text: str


class Advice(Struct, frozen=True):
    """The whole answer. `standings` are in the order of their places; `leaders` are the ids of
    those that come first, several where they tie, none where all are ruled out; `flips` begin with
    the smallest change, and `steady` are the titles of inputs that alone change nothing.
    """

    table: str
    version: str
    given: tuple[Given, ...]
    standings: tuple[Standing, ...]
    leaders: tuple[str, ...]
    flips: tuple[Flip, ...]
    steady: tuple[str, ...]
    origins: tuple[Origin, ...]
    weights: tuple[tuple[str, float, tuple[str, ...]], ...]
    discuss: tuple[str, ...] = ()

    def titled(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """The titles of targets."""
        names = {one.id: one.title for one in self.standings}
        return tuple(names[id] for id in ids)
