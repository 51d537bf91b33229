"""What is known of a repository by one policy, now and before."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Kept(Struct, frozen=True, kw_only=True):
    """A repository as it stands now; `score` is 0, and the figures None, where it was never read.

    `read` is when it was read, `checked` when it was last read, found unchanged or failed.
    """

    repository: int
    address: str
    name: str
    team: str = ""
    head: str = ""
    read: datetime | None = None
    checked: datetime | None = None
    score: int = 0
    proven: float | None = None
    reach: float | None = None
    waived: float | None = None
    validated: bool = False


class Past(Struct, frozen=True):
    """A score of a repository, and when that was read."""

    repository: int
    at: datetime
    score: int
    proven: float
    validated: bool


class Answer(Struct, frozen=True):
    """What a scorecard says of a check; the rest of the card is passed over."""

    id: str
    points: float
    earned: float
    verdict: str

    @property
    def lost(self) -> float:
        """Points that its remedy would gain: none where it is unknown or waived."""
        return self.points - self.earned if self.verdict in ("fail", "partial") else 0.0


class Part(Struct, frozen=True):
    """A criterion of a scorecard."""

    id: str
    proven: float
    reach: float
    checks: tuple[Answer, ...]


class Card(Struct, frozen=True):
    """A scorecard as far as the fleet's figures need it."""

    criteria: tuple[Part, ...]


class Line(Struct, frozen=True):
    """A repository with what its card says; `card` is None where it was never read."""

    kept: Kept
    card: Card | None
