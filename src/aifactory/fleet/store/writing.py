"""What is written into the store. Each function may be done twice: the second changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Table, bindparam, case, select, update

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
    return inserting(table, connection.dialect.name)


def inserting(table: Table, dialect: str) -> Any:
    """The same, by the dialect's name; the other one is not loaded."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as inserted
    else:
        from sqlalchemy.dialects.sqlite import insert as inserted  # type: ignore[assignment]
    return inserted(table)


@cache
def adding(table: Table, dialect: str, unique: tuple[str, ...]) -> Any:
    """The INSERT of rows that are not there yet, made once: most of its time is its making."""
    statement = inserting(table, dialect).on_conflict_do_nothing(index_elements=unique)
    return statement.returning(table.c.id, *(table.c[name] for name in unique))


def once(connection: Connection, table: Table, unique: Sequence[str], row: dict[str, Any]) -> int:
    """The number of the row with these unique values, which is added where there is none."""
    return once_each(connection, table, unique, [row])[0]


def once_each(
    connection: Connection, table: Table, unique: Sequence[str], rows: Sequence[dict[str, Any]]
) -> list[int]:
    """The numbers of some rows, in their order."""
    if not rows:
        return []
    statement = adding(table, connection.dialect.name, tuple(unique))
    added = {tuple(key): int(number) for number, *key in connection.execute(statement, rows)}
    return [
        added.get(tuple(row[name] for name in unique)) or there(connection, table, unique, row)
        for row in rows
    ]


def there(connection: Connection, table: Table, unique: Sequence[str], row: dict[str, Any]) -> int:
    """The number of a row that was there."""
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


def settle(
    connection: Connection,
    outcomes: Sequence[Outcome],
    run: int,
    packs: Mapping[str, int],
    at: datetime,
) -> None:
    """Store what became of some repositories."""
    keep_all(connection, [one for one in outcomes if not one.failure], run, packs, at)
    for one in outcomes:
        if one.failure:
            fail(connection, one.repository, one.failure, run, at)


def keep(
    connection: Connection, outcome: Outcome, run: int, packs: Mapping[str, int], at: datetime
) -> int:
    """Store what was read of a repository, as `keep_all`; the number of the reading."""
    return keep_all(connection, [outcome], run, packs, at)[0]


def keep_all(
    connection: Connection,
    outcomes: Sequence[Outcome],
    run: int,
    packs: Mapping[str, int],
    at: datetime,
) -> list[int]:
    """Store what was read of repositories: facts and scores once; their failures are over."""
    names = ("head", "facts_version", "program", "as_of", "forge", "seconds", "digest", "facts")
    rows = [
        {
            "repository_id": one.repository,
            "run_id": run,
            "read_at": at,
            **{name: getattr(one, name) for name in names},
        }
        for one in outcomes
    ]
    kept = once_each(connection, readings, ["repository_id", "program", "digest"], rows)
    found = [(kept[n], score) for n, one in enumerate(outcomes) for score in one.scores]
    add_scores(connection, found, packs, at)
    heads = {one.repository: one.head for one in outcomes}
    seen(connection, heads, at, dict(zip(heads, kept, strict=True)))
    return kept


def keep_scores(
    connection: Connection,
    reading: int,
    found: Iterable[Score],
    packs: Mapping[str, int],
    at: datetime,
) -> None:
    """Store scores of a reading that it has not yet."""
    add_scores(connection, [(reading, score) for score in found], packs, at)


def add_scores(
    connection: Connection,
    found: Sequence[tuple[int, Score]],
    packs: Mapping[str, int],
    at: datetime,
) -> None:
    """Store scores, each of a reading, where that has none by its policy yet."""
    names = ("points", "threshold", "proven", "reach", "waived", "validated", "card")
    rows = [
        {
            "reading_id": reading,
            "policy_id": packs[score.policy],
            "scored_at": at,
            **{name: getattr(score, name) for name in names},
        }
        for reading, score in found
    ]
    numbers = once_each(connection, scores, ["reading_id", "policy_id"], rows)
    parts = [
        {"score_id": number, **msgspec.structs.asdict(one)}
        for number, (_, score) in zip(numbers, found, strict=True)
        for one in score.criteria
    ]
    if parts:
        connection.execute(insert(connection, criteria).on_conflict_do_nothing(), parts)


def seen(
    connection: Connection,
    heads: Mapping[int, str],
    at: datetime,
    kept: Mapping[int, int] | None = None,
) -> None:
    """Repositories were reached and stand at these commits; their failures are over. `kept` are
    the readings that stand for them from now on.
    """
    if not heads:
        return
    change: dict[str, Any] = {"checked_at": at, "head": bindparam("commit")}
    rows: list[dict[str, Any]]
    rows = [{"number": number, "commit": head} for number, head in heads.items()]
    if kept is not None:
        change["reading_id"] = bindparam("reading")
        rows = [row | {"reading": kept[number]} for number, row in zip(heads, rows, strict=True)]
    here = repositories.c.id == bindparam("number")
    connection.execute(update(repositories).where(here).values(change), rows)
    for some in handfuls(heads, AT_ONCE):
        over = failures.c.repository_id.in_(some) & failures.c.resolved_at.is_(None)
        connection.execute(update(failures).where(over).values(resolved_at=at))


def fail(connection: Connection, repository: int, failure: Failure, run: int, at: datetime) -> None:
    """A repository could not be read: one open failure each, counting the runs that failed."""
    add = insert(connection, failures).values(
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
        add.on_conflict_do_update(
            index_elements=["repository_id"],
            index_where=failures.c.resolved_at.is_(None),
            set_={
                "run_id": run,
                "kind": add.excluded.kind,
                "reason": add.excluded.reason,
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
