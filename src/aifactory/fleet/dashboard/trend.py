"""How the fleet stood over time: pure functions of the scores that were kept.

A repository stands at a moment as its newest reading until then says; one that is read only when
it changes keeps its score in between. (Where a repository went back to a commit that had been read
before, that reading keeps its first date: its past shows the commit in between.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from aifactory.fleet.dashboard.standing import Past
from aifactory.policy import Policy

STEPS = (1, 7, 28)  # days between two moments
MOST = 60  # moments


class Course(Struct, frozen=True):
    """Some repositories over the moments, in thousandths: the mean share of a policy's points, the
    share of repositories that is validated, and the mean share of each criterion's points; `counts`
    is how many had been read. None where none had.
    """

    counts: tuple[int, ...]
    points: tuple[int | None, ...]
    validated: tuple[int | None, ...]
    criteria: Mapping[str, tuple[int | None, ...]]


def moments(first: date, last: date) -> tuple[date, ...]:
    """Days from the first to the last, a day, a week or four weeks apart, at most 60; the last is
    always one of them.
    """
    days = (last - first).days
    step = next((step for step in STEPS if days // step < MOST), STEPS[-1])
    count = min(MOST, days // step + 1)
    return tuple(last - timedelta(days=step * back) for back in range(count - 1, -1, -1))


def states(history: Sequence[Past], ends: Iterable[datetime]) -> Iterator[dict[int, Past]]:
    """The score of each repository at each of these moments; both are oldest first."""
    stands: dict[int, Past] = {}
    place = 0
    for end in ends:
        while place < len(history) and history[place].at <= end:
            stands[history[place].repository] = history[place]
            place += 1
        yield dict(stands)


def ends(days: Iterable[date]) -> list[datetime]:
    """The last moment of each day."""
    return [datetime.combine(day, time.max) for day in days]


def by_team(state: Mapping[int, Past], teams: Mapping[int, str]) -> dict[str, list[Past]]:
    """The scores of a state by the team that the repository is in now."""
    found: dict[str, list[Past]] = {}
    for number, past in state.items():
        found.setdefault(teams.get(number, ""), []).append(past)
    return found


def course(
    policy: Policy, rows: Sequence[Sequence[Past]], points: Mapping[int, Mapping[str, float]]
) -> Course:
    """The course of the repositories whose scores at each moment are `rows`; `points` are those
    of their criteria, by the score.
    """
    return Course(
        counts=tuple(map(len, rows)),
        points=tuple(_share([past.proven for past in row], policy.total) for row in rows),
        validated=tuple(_share([past.validated for past in row], 1) for row in rows),
        criteria={
            one.id: tuple(
                _share([points[past.score].get(one.id, 0.0) for past in row], one.points)
                for row in rows
            )
            for one in policy.criteria
        },
    )


def _share(values: Sequence[float], most: float) -> int | None:
    """The mean of values as thousandths of what is most."""
    if not values or most <= 0:
        return None
    return round(1000 * sum(values) / len(values) / most)
