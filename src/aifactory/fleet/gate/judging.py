"""Whether teams are where they should be: pure functions of scores now and before.

A drop compares like with like: only repositories that had a score by this policy before and have
one now. So a new repository, however weak, is no drop, and a new policy is none either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from statistics import fmean, median

from msgspec import Struct

from aifactory.fleet.dashboard.standing import Kept, Past
from aifactory.fleet.gate.thresholds import Figure, Rule, Thresholds

DIGITS = 4  # of figures: sums of points carry the errors of binary fractions


class Judged(Struct, frozen=True, kw_only=True):
    """A team, its rule (None: held to nothing) and its figure, None where none of its repositories
    was read. `was` and `now` are the figure before and now of the `compared` repositories.
    """

    team: str
    rule: Rule | None
    repositories: int
    scored: int
    value: float | None = None
    compared: int = 0
    was: float | None = None
    now: float | None = None

    @property
    def below(self) -> bool:
        """Whether the figure is below the threshold."""
        least = self.rule.at_least if self.rule else None
        return least is not None and self.value is not None and self.value < least

    @property
    def dropped(self) -> bool:
        """Whether it lost more than it may."""
        most = self.rule.most_drop if self.rule else None
        if most is None or self.was is None or self.now is None:
            return False
        return round(self.was - self.now, DIGITS) > most

    @property
    def untold(self) -> bool:
        """Whether the team is held to a figure that cannot be told."""
        return self.rule is not None and self.value is None

    @property
    def passes(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.below or self.dropped or self.untold)


def judge(
    kept: Iterable[Kept], before: Mapping[int, Past], thresholds: Thresholds
) -> tuple[Judged, ...]:
    """Every team with what its rule says of it, by name; those without a name last."""
    teams: dict[str, list[Kept]] = {}
    for one in kept:
        teams.setdefault(one.team, []).append(one)
    return tuple(
        _judged(team, teams[team], before, thresholds.teams.get(team, thresholds.default))
        for team in sorted(teams, key=lambda team: (not team, team.casefold(), team))
    )


def _judged(
    team: str, members: list[Kept], before: Mapping[int, Past], rule: Rule | None
) -> Judged:
    scored = [one for one in members if one.proven is not None]
    if rule is None or not scored:
        return Judged(team=team, rule=rule, repositories=len(members), scored=len(scored))
    both = [one for one in scored if one.repository in before]
    past = [before[one.repository] for one in both]
    return Judged(
        team=team,
        rule=rule,
        repositories=len(members),
        scored=len(scored),
        value=figure(rule.figure, scored),
        compared=len(both),
        was=figure(rule.figure, past) if past else None,
        now=figure(rule.figure, both) if both else None,
    )


def figure(name: Figure, scores: Iterable[Kept | Past]) -> float:
    """A figure of at least one score: points, or percent for "validated"."""
    found = list(scores)
    if name == "validated":
        return round(100 * sum(one.validated for one in found) / len(found), DIGITS)
    points = [one.proven or 0.0 for one in found]
    if name == "least":
        return round(min(points), DIGITS)
    return round(fmean(points) if name == "mean" else median(points), DIGITS)


def moment(thresholds: Thresholds, now: datetime, last_run: datetime | None) -> datetime:
    """The moment that drops are counted from: just before the last run, or so long ago."""
    if thresholds.seconds:
        return now - timedelta(seconds=thresholds.seconds)
    return (last_run or now) - timedelta(microseconds=1)
