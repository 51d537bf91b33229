"""What the store holds of the fleet, by policy, with the figures that are told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection

from aifactory.errors import BadInput, NothingToAudit
from aifactory.fleet.dashboard.figures import Gain, Sums, Weakness, gains, sums, weakest
from aifactory.fleet.dashboard.standing import Card, Kept, Line, Past
from aifactory.fleet.dashboard.trend import Course, by_team, course, ends, moments, states
from aifactory.fleet.packing import unpack
from aifactory.fleet.store import listing, reading, telling
from aifactory.fleet.store.listing import Unlisted
from aifactory.fleet.store.reading import Failed
from aifactory.fleet.store.store import Store
from aifactory.model import Text
from aifactory.policy import Policy


class Group(Struct, frozen=True):
    """The whole fleet (`team` is None) or a team of it, "" for those without one."""

    team: str | None
    sums: Sums
    weakest: tuple[Weakness, ...]
    gains: tuple[Gain, ...]
    course: Course


class Told(Struct, frozen=True):
    """What is told of the fleet by one policy: `groups` begin with the whole fleet, then teams by
    name; `days` are the moments of their courses.
    """

    policy: Policy
    lines: tuple[Line, ...]
    groups: tuple[Group, ...]
    days: tuple[str, ...]


class Fleet(Struct, frozen=True):
    """All that is told, as it was at `made` (UTC); what no inventory names any more is `unlisted`,
    and counts in nothing else.
    """

    made: datetime
    policies: tuple[Told, ...]
    failures: tuple[Failed, ...]
    unlisted: tuple[Unlisted, ...] = ()


def gather(store: Store, made: datetime, names: Sequence[str] = ()) -> Fleet:
    """What is told by these policies, or by all that score a repository now."""
    found = chosen(store, names)
    told = tuple(_told(store, policy, number, made) for number, policy in found)
    failing, gone = store.read(reading.failing), store.read(listing.unlisted)
    return Fleet(made, told, tuple(failing), tuple(gone))


def chosen(store: Store, names: Sequence[str] = ()) -> list[tuple[int, Policy]]:
    """Numbers and packs of these names, or of all that score a repository now; BadInput for a name
    that is not among them.
    """
    known = store.read(telling.packs)
    if not known:
        raise NothingToAudit(
            Text("the store holds no scores"),
            Text("fill it with `aifactory fleet audit INVENTORY`"),
        )
    for name in names:
        if name not in known:
            values: dict[str, str | int | float | Text] = {"names": ", ".join(sorted(known))}
            raise BadInput(
                Text("no score in the store is by the policy {name}", {"name": name}),
                Text("choose from: {names}; or score by it with `aifactory fleet score`", values),
            )
    found = (known[name] for name in dict.fromkeys(names or sorted(known)))
    return [(number, unpack(data, Policy)) for number, data in found]


def _told(store: Store, policy: Policy, number: int, made: datetime) -> Told:
    kept = store.read(telling.standing, number)
    cards = store.read(_cards, number)
    lines = tuple(Line(one, cards.get(one.score)) for one in kept)
    teams = {one.repository: one.team for one in kept}
    history = [past for past in store.read(telling.history, number) if past.repository in teams]
    first = min((past.at for past in history), default=made)
    days = moments(first.date(), made.date())
    found = list(states(history, ends(days)))
    found[-1] = {one.repository: _now(one, made) for one in kept if one.score}
    points = store.read(telling.points, {p.score for state in found for p in state.values()})
    split = [by_team(state, teams) for state in found]
    groups = [_group(None, policy, lines, course(policy, [[*s.values()] for s in found], points))]
    for team in sorted(set(teams.values()), key=lambda team: (not team, team.casefold(), team)):
        some = [line for line in lines if line.kept.team == team]
        rows = [state.get(team, []) for state in split]
        groups.append(_group(team, policy, some, course(policy, rows, points)))
    return Told(policy, lines, tuple(groups), tuple(day.isoformat() for day in days))


def _cards(connection: Connection, policy: int) -> dict[int, Card]:
    """Cards as they come, so that no more than one is unpacked at a time."""
    return {score: unpack(data, Card) for score, data in telling.cards(connection, policy)}


def _now(kept: Kept, made: datetime) -> Past:
    """What stands for a repository now, whenever it was read."""
    return Past(kept.repository, made, kept.score, kept.proven or 0.0, kept.validated)


def _group(team: str | None, policy: Policy, lines: Iterable[Line], path: Course) -> Group:
    some = list(lines)
    weak, gain = tuple(weakest(policy, some)), tuple(gains(policy, some))
    return Group(team, sums(some), weak, gain, path)
