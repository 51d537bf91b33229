"""Which inventories name which repositories, and which repositories none names any more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, func, select, update

from aifactory.fleet.entries import Entry
from aifactory.fleet.store.tables import listings, repositories
from aifactory.fleet.store.writing import AT_ONCE, handfuls, insert, register

LISTED = repositories.c.unlisted_at.is_(None)  # what counts: some inventory names it


class Unlisted(Struct, frozen=True):
    """A repository that no inventory names any more, and since when."""

    address: str
    team: str
    since: datetime


def take_in(
    connection: Connection, entries: Iterable[Entry], inventory: str, at: datetime
) -> tuple[dict[str, int], int]:
    """Register an inventory's repositories; their numbers by name, and how many are named by no
    inventory from now on, for this one named them and does no longer.
    """
    numbers = register(connection, entries, at)
    for some in handfuls(sorted(numbers.values()), AT_ONCE):
        rows = [{"inventory": inventory, "repository_id": number} for number in some]
        connection.execute(insert(connection, listings).on_conflict_do_nothing(), rows)
        here = repositories.c.id.in_(some) & ~LISTED
        connection.execute(update(repositories).where(here).values(unlisted_at=None))
    return numbers, leave(connection, inventory, set(numbers.values()), at)


def leave(connection: Connection, inventory: str, stay: set[int], at: datetime) -> int:
    """An inventory names only these any more; how many are now named by none."""
    named = select(listings.c.repository_id).where(listings.c.inventory == inventory)
    gone = [number for number in connection.execute(named).scalars() if number not in stay]
    count = 0
    for some in handfuls(sorted(gone), AT_ONCE):
        here = (listings.c.inventory == inventory) & listings.c.repository_id.in_(some)
        connection.execute(delete(listings).where(here))
        nowhere = ~repositories.c.id.in_(select(listings.c.repository_id))
        left = repositories.c.id.in_(some) & nowhere & LISTED
        count += connection.execute(
            update(repositories).where(left).values(unlisted_at=at)
        ).rowcount
    return count


def inventories(connection: Connection) -> list[tuple[str, int]]:
    """The inventories, and how many repositories each names."""
    name, count = listings.c.inventory, func.count(listings.c.repository_id)
    rows = connection.execute(select(name, count).group_by(name).order_by(name))
    return [(name, number) for name, number in rows]


def unlisted(connection: Connection) -> list[Unlisted]:
    """What no inventory names any more, by address."""
    columns = (repositories.c.address, repositories.c.team, repositories.c.unlisted_at)
    rows = connection.execute(select(*columns).where(~LISTED).order_by(repositories.c.address))
    return [Unlisted(*row) for row in rows]
