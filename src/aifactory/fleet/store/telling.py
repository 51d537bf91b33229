"""What is asked of the store to tell of the fleet: where each repository stands, and stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, select

from aifactory.fleet.dashboard.standing import Kept, Past
from aifactory.fleet.store.listing import LISTED
from aifactory.fleet.store.tables import (
    criteria,
    policies,
    readings,
    repositories,
    runs,
    scores,
)
from aifactory.fleet.store.writing import AT_ONCE, handfuls

STREAM = 500  # rows that are fetched at a time


def packs(connection: Connection) -> dict[str, tuple[int, bytes]]:
    """Number and data of each pack that scores a listed repository now, by name; of several
    versions of one, that by which a score was made last.
    """
    last = func.max(scores.c.scored_at)
    rows = connection.execute(
        select(policies.c.name, policies.c.id, policies.c.data)
        .join(scores, scores.c.policy_id == policies.c.id)
        .join(repositories, repositories.c.reading_id == scores.c.reading_id)
        .where(LISTED)
        .group_by(policies.c.id, policies.c.name, policies.c.data)
        .order_by(last, policies.c.id)
    )
    return {name: (number, data) for name, number, data in rows}


def standing(connection: Connection, policy: int) -> list[Kept]:
    """Every listed repository with its score by a policy, by address; those that were read and are
    held to other policies only are left out.
    """
    score = (scores.c.reading_id == repositories.c.reading_id) & (scores.c.policy_id == policy)
    rows = connection.execute(
        select(
            repositories.c.id,
            repositories.c.address,
            repositories.c.name,
            repositories.c.team,
            repositories.c.checked_at,
            readings.c.head,
            readings.c.read_at,
            scores.c.id.label("score"),
            scores.c.proven,
            scores.c.reach,
            scores.c.waived,
            scores.c.validated,
        )
        .select_from(
            repositories.outerjoin(readings, readings.c.id == repositories.c.reading_id).outerjoin(
                scores, score
            )
        )
        .where(LISTED, repositories.c.reading_id.is_(None) | scores.c.id.is_not(None))
        .order_by(repositories.c.address)
    )
    return [_kept(row) for row in rows.mappings()]


def _kept(row: RowMapping) -> Kept:
    return Kept(
        repository=row["id"],
        address=row["address"],
        name=row["name"],
        team=row["team"],
        head=row["head"] or "",
        read=row["read_at"],
        checked=row["checked_at"],
        score=row["score"] or 0,
        proven=row["proven"],
        reach=row["reach"],
        waived=row["waived"],
        validated=bool(row["validated"]),
    )


def cards(connection: Connection, policy: int) -> Iterator[tuple[int, bytes]]:
    """The scorecard, packed, of each score that stands now by a policy."""
    rows = connection.execution_options(yield_per=STREAM).execute(
        select(scores.c.id, scores.c.card)
        .join(repositories, repositories.c.reading_id == scores.c.reading_id)
        .where(scores.c.policy_id == policy, LISTED)
    )
    return ((number, card) for number, card in rows)


def history(connection: Connection, policy: int) -> list[Past]:
    """Every score by a policy with the moment at which it was read, oldest first."""
    rows = connection.execution_options(yield_per=10 * STREAM).execute(
        select(
            readings.c.repository_id,
            readings.c.read_at,
            scores.c.id,
            scores.c.proven,
            scores.c.validated,
        )
        .join(scores, scores.c.reading_id == readings.c.id)
        .where(scores.c.policy_id == policy)
        .order_by(readings.c.read_at, readings.c.id)
    )
    return [Past(one, at, score, proven, bool(valid)) for one, at, score, proven, valid in rows]


def points(connection: Connection, numbers: Iterable[int]) -> dict[int, dict[str, float]]:
    """The points proven for each criterion of these scores."""
    found: dict[int, dict[str, float]] = {}
    for some in handfuls(sorted(numbers), AT_ONCE):
        rows = connection.execute(
            select(criteria.c.score_id, criteria.c.criterion, criteria.c.proven).where(
                criteria.c.score_id.in_(some)
            )
        )
        for number, criterion, proven in rows:
            found.setdefault(number, {})[criterion] = proven
    return found


def last_begun(connection: Connection) -> datetime | None:
    """When the newest run began; None where there was none."""
    return connection.execute(select(func.max(runs.c.started))).scalar()
