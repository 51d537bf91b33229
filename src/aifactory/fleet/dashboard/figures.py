"""Figures of many repositories: how they stand, where they are weak, what would gain most.

Pure functions. Those that were never read count in no figure but their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median

from msgspec import Struct

from aifactory.fleet.dashboard.standing import Line, Part
from aifactory.model import combined
from aifactory.policy import Policy


class Sums(Struct, frozen=True):
    """How some repositories stand, in points; None where none of them was read."""

    repositories: int
    scored: int
    validated: int
    mean: float | None
    median: float | None
    least: float | None


class Weakness(Struct, frozen=True):
    """A criterion over some repositories: the mean of the points proven and within reach, and how
    many repositories have none of its points, and all.
    """

    criterion: str
    points: float
    mean: float
    reach: float
    none: int
    full: int

    @property
    def share(self) -> float:
        """The share of its points that is proven, from 0 to 1."""
        return self.mean / self.points if self.points > 0 else 0.0


class Gain(Struct, frozen=True):
    """What the remedy of a check would gain: in how many repositories, how many points in all, at
    how many minutes in all (0: not known), and how many would be validated by it alone.
    """

    check: str
    repositories: int
    points: float
    minutes: int
    validates: int


def sums(lines: Iterable[Line]) -> Sums:
    """How these repositories stand."""
    lines = list(lines)
    proven = [line.kept.proven for line in lines if line.kept.proven is not None]
    return Sums(
        repositories=len(lines),
        scored=len(proven),
        validated=sum(line.kept.validated for line in lines),
        mean=fmean(proven) if proven else None,
        median=median(proven) if proven else None,
        least=min(proven, default=None),
    )


def weakest(policy: Policy, lines: Iterable[Line]) -> list[Weakness]:
    """The criteria of a policy, the weakest first; none where no repository was read."""
    parts: dict[str, list[tuple[float, float]]] = {}
    for line in lines:
        for part in line.card.criteria if line.card else ():
            parts.setdefault(part.id, []).append((part.proven, part.reach))
    found = []
    for one in policy.criteria:
        if values := parts.get(one.id):
            proven = [value for value, _reach in values]
            found.append(
                Weakness(
                    criterion=one.id,
                    points=one.points,
                    mean=fmean(proven),
                    reach=fmean(reach for _proven, reach in values),
                    none=sum(value <= 0 for value in proven),
                    full=sum(value >= one.points for value in proven),
                )
            )
    return sorted(found, key=lambda one: one.share)


def gains(policy: Policy, lines: Sequence[Line]) -> list[Gain]:
    """The remedies that would gain anything, those of most points over all repositories first."""
    count: dict[str, list[float]] = {}
    validated: dict[str, int] = {}
    for line in lines:
        for part in line.card.criteria if line.card else ():
            for answer in part.checks:
                if (lost := answer.lost) > 0:
                    count.setdefault(answer.id, []).append(lost)
                    over = not line.kept.validated and _with(policy, line, part, lost)
                    validated[answer.id] = validated.get(answer.id, 0) + over
    found = [
        Gain(
            check=check.id,
            repositories=len(losses),
            points=sum(losses),
            minutes=check.effort * len(losses),
            validates=validated[check.id],
        )
        for check in policy.checks()
        if (losses := count.get(check.id))
    ]
    return sorted(found, key=lambda one: -one.points)


def _with(policy: Policy, line: Line, gaining: Part, points: float) -> bool:
    """Whether a repository would be validated with more points of one criterion."""
    parts = line.card.criteria if line.card else ()
    proven = (part.proven + (points if part is gaining else 0.0) for part in parts)
    return round(combined(policy.scoring, proven), 2) >= policy.threshold
