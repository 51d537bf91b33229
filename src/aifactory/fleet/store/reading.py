"""What is asked of the store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, select

from aifactory.fleet.planning import Known
from aifactory.fleet.rescoring import Stored
from aifactory.fleet.store.listing import LISTED
from aifactory.fleet.store.tables import failures, policies, readings, repositories, runs, scores
from aifactory.fleet.store.writing import AT_ONCE, handfuls
from aifactory.model import Text


class Failed(Struct, frozen=True):
    """A failure that is open: of which repository, why, how often, and since when."""

    address: str
    team: str
    kind: str
    reason: Text | str
    attempts: int
    first: datetime
    last: datetime


class Ran(Struct, frozen=True):
    """A run; `ended` is None while it is under way, or where it was killed."""

    inventory: str
    started: datetime
    ended: datetime | None
    outcome: str
    counts: dict[str, int]


class Totals(Struct, frozen=True):
    """How much there is; of repositories that no inventory names, only how many they are."""

    repositories: int
    unlisted: int
    read: int
    readings: int
    failing: int
    policies: tuple[tuple[str, str, int], ...]  # name, version, repositories scored by it


def known(connection: Connection, numbers: Iterable[int]) -> list[Known]:
    """What is known of these repositories, in the order of their numbers."""
    found = []
    for some in handfuls(sorted(numbers), AT_ONCE):
        marks = _scored(connection, some)
        open_ones = set(
            connection.execute(
                select(failures.c.repository_id).where(
                    failures.c.repository_id.in_(some), failures.c.resolved_at.is_(None)
                )
            ).scalars()
        )
        rows = connection.execute(
            select(
                repositories.c.id,
                repositories.c.checked_at,
                readings.c.id.label("reading"),
                readings.c.head,
                readings.c.facts_version,
                readings.c.program,
                readings.c.as_of,
                readings.c.forge,
            )
            .select_from(
                repositories.outerjoin(readings, readings.c.id == repositories.c.reading_id)
            )
            .where(repositories.c.id.in_(some))
            .order_by(repositories.c.id)
        )
        found += [
            Known(
                repository=row.id,
                reading=row.reading or 0,
                head=row.head or "",
                facts_version=row.facts_version or "",
                program=row.program or "",
                as_of=row.as_of or "",
                forge=bool(row.forge),
                checked=row.checked_at.isoformat() if row.checked_at else "",
                scored=frozenset(marks.get(row.id, ())),
                failed=row.id in open_ones,
            )
            for row in rows
        ]
    return found


def _scored(connection: Connection, numbers: list[int]) -> dict[int, set[str]]:
    """The digests of the policies that repositories' newest readings are scored by."""
    marks: dict[int, set[str]] = {}
    rows = connection.execute(
        select(repositories.c.id, policies.c.digest)
        .join(scores, scores.c.reading_id == repositories.c.reading_id)
        .join(policies, policies.c.id == scores.c.policy_id)
        .where(repositories.c.id.in_(numbers))
    )
    for number, digest in rows:
        marks.setdefault(number, set()).add(digest)
    return marks


def newest(connection: Connection) -> dict[int, int]:
    """The newest reading of each repository that has one."""
    rows = connection.execute(
        select(repositories.c.id, repositories.c.reading_id)
        .where(repositories.c.reading_id.is_not(None))
        .order_by(repositories.c.id)
    )
    return {row.id: row.reading_id for row in rows}


def unscored(connection: Connection, digest: str, history: bool) -> list[int]:
    """Readings that a policy does not score yet: the newest of each repository, or all."""
    done = (
        select(scores.c.reading_id)
        .join(policies, policies.c.id == scores.c.policy_id)
        .where(policies.c.digest == digest)
    )
    here = repositories.c.id == readings.c.repository_id
    if not history:
        here = repositories.c.reading_id == readings.c.id
    found = select(readings.c.id).join(repositories, here)
    found = found.where(readings.c.id.not_in(done), LISTED).order_by(readings.c.id)
    return list(connection.execute(found).scalars())


def facts_of(connection: Connection, wanted: Mapping[int, tuple[bytes, ...]]) -> list[Stored]:
    """The facts of some readings, with the packs that each is to be scored by."""
    rows = connection.execute(
        select(readings.c.id, readings.c.facts).where(readings.c.id.in_(list(wanted)))
    )
    return [Stored(number, facts, wanted[number]) for number, facts in rows]


def failing(connection: Connection) -> list[Failed]:
    """The failures that are open, by address."""
    rows = connection.execute(
        select(
            repositories.c.address,
            repositories.c.team,
            failures.c.kind,
            failures.c.reason,
            failures.c.attempts,
            failures.c.first_at,
            failures.c.last_at,
        )
        .join(failures, failures.c.repository_id == repositories.c.id)
        .where(failures.c.resolved_at.is_(None), LISTED)
        .order_by(repositories.c.address)
    )
    return [
        Failed(address, team, kind, msgspec.json.decode(reason, type=Text | str), *rest)
        for address, team, kind, reason, *rest in rows
    ]


def last_runs(connection: Connection, most: int) -> list[Ran]:
    """The newest runs, newest first."""
    names = ("listed", "read", "scored", "unchanged", "failed", "unreached")
    rows = connection.execute(select(runs).order_by(runs.c.id.desc()).limit(most)).mappings()
    return [
        Ran(
            row["inventory"],
            row["started"],
            row["ended"],
            row["outcome"],
            {name: row[name] for name in names},
        )
        for row in rows
    ]


def totals(connection: Connection) -> Totals:
    """How much is stored."""

    def count(column: Any, *where: Any) -> int:
        return int(connection.execute(select(func.count(column)).where(*where)).scalar_one())

    fails = select(failures.c.repository_id).where(failures.c.resolved_at.is_(None))

    by_policy = connection.execute(
        select(policies.c.name, policies.c.version, func.count(repositories.c.id))
        .join(scores, scores.c.policy_id == policies.c.id)
        .join(repositories, repositories.c.reading_id == scores.c.reading_id)
        .where(LISTED)
        .group_by(policies.c.id, policies.c.name, policies.c.version)
        .order_by(policies.c.name, policies.c.id)
    )
    return Totals(
        repositories=count(repositories.c.id, LISTED),
        unlisted=count(repositories.c.id, ~LISTED),
        read=count(repositories.c.reading_id, LISTED),
        readings=count(readings.c.id),
        failing=count(repositories.c.id, LISTED, repositories.c.id.in_(fails)),
        policies=tuple((name, version, number) for name, version, number in by_policy),
    )


def lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every criterion of every score, by address and then oldest reading first, for an export."""
    from aifactory.fleet.store.tables import criteria

    rows = connection.execution_options(yield_per=5000).execute(
        select(
            repositories.c.address.label("repository"),
            repositories.c.team,
            LISTED.label("listed"),
            readings.c.head.label("commit"),
            readings.c.as_of,
            readings.c.read_at,
            (readings.c.id == repositories.c.reading_id).label("newest"),
            policies.c.name.label("policy"),
            policies.c.version.label("policy_version"),
            scores.c.points.label("total_points"),
            scores.c.threshold,
            scores.c.proven.label("total_proven"),
            scores.c.reach.label("total_reach"),
            scores.c.validated,
            criteria.c.criterion,
            criteria.c.points,
            criteria.c.proven,
            criteria.c.reach,
            criteria.c.waived,
        )
        .join(readings, readings.c.repository_id == repositories.c.id)
        .join(scores, scores.c.reading_id == readings.c.id)
        .join(policies, policies.c.id == scores.c.policy_id)
        .join(criteria, criteria.c.score_id == scores.c.id)
        .order_by(repositories.c.address, readings.c.id, policies.c.id, criteria.c.criterion)
    )
    for row in rows.mappings():
        yield dict(row)
