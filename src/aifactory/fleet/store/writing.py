"""What is written into the store. Each function may be done twice: the second changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, case, select, update
from sqlalchemy.dialects import postgresql, sqlite

from aifactory.fleet.entries import Entry
from aifactory.fleet.orders import Failure, Outcome, Score
from aifactory.fleet.packing import pack, policy_digest
from aifactory.fleet.store.tables import (
    criteria,
    failures,
    policies,
    readings,
    repositories,
    runs,
    scores,
)
from aifactory.policy import Policy
from aifactory.snapshot.open import name_of

Item = TypeVar("Item")
AT_ONCE = 500  # rows or values of one statement


def now() -> datetime:
    """This moment as the store has it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def insert(connection: Connection, table: Table) -> Any:
    """An INSERT that knows what to do in a conflict, in this database's dialect."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def once(connection: Connection, table: Table, unique: Sequence[str], row: dict[str, Any]) -> int:
    """The number of the row with these unique values, which is added where there is none."""
    adding = insert(connection, table).values(row)
    added = connection.execute(
        adding.on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
    ).scalar()
    if added is not None:
        return int(added)
    same = [table.c[name] == row[name] for name in unique]
    return int(connection.execute(select(table.c.id).where(*same)).scalar_one())


def begin_run(
    connection: Connection, token: str, inventory: str, program: str, at: datetime
) -> int:
    """A new run; `token` tells it from all others."""
    row = {"token": token, "inventory": inventory, "program": program, "started": at}
    return once(connection, runs, ["token"], {**row, "outcome": "running"})


def end_run(
    connection: Connection, run: int, outcome: str, at: datetime, counts: Mapping[str, int]
) -> None:
    """A run is over."""
    row = {"outcome": outcome, "ended": at, **counts}
    connection.execute(update(runs).where(runs.c.id == run).values(row))


def register(connection: Connection, entries: Iterable[Entry], at: datetime) -> dict[str, int]:
    """The numbers of an inventory's repositories by name; new ones are added, teams brought up
    where they could be told.
    """
    found: dict[str, int] = {}
    adding = insert(connection, repositories)
    told = {"team": adding.excluded.team, "listed_at": adding.excluded.listed_at}
    for some in handfuls(sorted(entries, key=lambda entry: entry.name), AT_ONCE):
        for sure in (True, False):
            rows = [
                {
                    "address": one.name,
                    "name": name_of(one.name),
                    "team": one.team or "",
                    "head": "",
                    "listed_at": at,
                }
                for one in some
                if (one.team is not None) is sure
            ]
            change = told if sure else {"listed_at": at}
            if rows:
                connection.execute(
                    adding.on_conflict_do_update(index_elements=["address"], set_=change), rows
                )
        names = select(repositories.c.address, repositories.c.id).where(
            repositories.c.address.in_([one.name for one in some])
        )
        found.update((address, number) for address, number in connection.execute(names))
    return found


def keep_policy(connection: Connection, policy: Policy) -> int:
    """The number of a pack."""
    row = {
        "name": policy.id,
        "version": policy.version,
        "digest": policy_digest(policy),
        "data": pack(policy),
    }
    return once(connection, policies, ["name", "version", "digest"], row)


def keep(
    connection: Connection, outcome: Outcome, run: int, packs: Mapping[str, int], at: datetime
) -> int:
    """Store what was read of a repository: facts and scores once; its failures are over."""
    row = {
        "repository_id": outcome.repository,
        "run_id": run,
        "head": outcome.head,
        "facts_version": outcome.facts_version,
        "program": outcome.program,
        "as_of": outcome.as_of,
        "forge": outcome.forge,
        "read_at": at,
        "seconds": outcome.seconds,
        "digest": outcome.digest,
        "facts": outcome.facts,
    }
    reading = once(connection, readings, ["repository_id", "program", "digest"], row)
    keep_scores(connection, reading, outcome.scores, packs, at)
    seen(connection, {outcome.repository: outcome.head}, at, reading)
    return reading


def keep_scores(
    connection: Connection,
    reading: int,
    found: Iterable[Score],
    packs: Mapping[str, int],
    at: datetime,
) -> None:
    """Store scores of a reading that it has not yet."""
    for score in found:
        row = {
            "reading_id": reading,
            "policy_id": packs[score.policy],
            "points": score.points,
            "threshold": score.threshold,
            "proven": score.proven,
            "reach": score.reach,
            "waived": score.waived,
            "validated": score.validated,
            "scored_at": at,
            "card": score.card,
        }
        number = once(connection, scores, ["reading_id", "policy_id"], row)
        parts = [{"score_id": number, **msgspec.structs.asdict(one)} for one in score.criteria]
        if parts:
            connection.execute(insert(connection, criteria).on_conflict_do_nothing(), parts)


def seen(connection: Connection, heads: Mapping[int, str], at: datetime, reading: int = 0) -> None:
    """Repositories were reached and stand at these commits; their failures are over."""
    for some in handfuls(heads, AT_ONCE):
        here = repositories.c.id.in_(some)
        known = case(heads, value=repositories.c.id) if len(some) > 1 else heads[some[0]]
        change: dict[str, Any] = {"checked_at": at, "head": known}
        if reading:
            change["reading_id"] = reading
        connection.execute(update(repositories).where(here).values(change))
        over = failures.c.repository_id.in_(some) & failures.c.resolved_at.is_(None)
        connection.execute(update(failures).where(over).values(resolved_at=at))


def fail(connection: Connection, repository: int, failure: Failure, run: int, at: datetime) -> None:
    """A repository could not be read: one open failure each, counting the runs that failed."""
    adding = insert(connection, failures).values(
        repository_id=repository,
        run_id=run,
        kind=failure.kind,
        reason=msgspec.json.encode(failure.reason).decode(),
        attempts=1,
        first_at=at,
        last_at=at,
    )
    again = case((failures.c.run_id == run, failures.c.attempts), else_=failures.c.attempts + 1)
    connection.execute(
        adding.on_conflict_do_update(
            index_elements=["repository_id"],
            index_where=failures.c.resolved_at.is_(None),
            set_={
                "run_id": run,
                "kind": adding.excluded.kind,
                "reason": adding.excluded.reason,
                "attempts": again,
                "last_at": at,
            },
        )
    )
    connection.execute(
        update(repositories).where(repositories.c.id == repository).values(checked_at=at)
    )


def handfuls(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Items a few at a time."""
    rest = iter(items)
    while held := list(islice(rest, size)):
        yield held
