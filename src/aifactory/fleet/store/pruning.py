"""Forget what is old."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import DBAPIError

from aifactory.fleet.store.store import Store
from aifactory.fleet.store.tables import failures, readings, repositories, rollouts, runs


def prune(connection: Connection, before: datetime) -> int:
    """Delete readings of before a moment, with their scores, but no repository's newest; how many.

    Runs that ended before, failures that were over before, and repositories that no inventory names
    since before go too; of those that a campaign asked, its rows stay, so that none is asked twice.
    """
    count = _forget(connection, before)
    newest = select(repositories.c.reading_id).where(repositories.c.reading_id.is_not(None))
    old = readings.c.read_at < before, readings.c.id.not_in(newest)
    count += connection.execute(delete(readings).where(*old)).rowcount
    connection.execute(delete(failures).where(failures.c.resolved_at < before))
    connection.execute(delete(runs).where(runs.c.ended < before))
    return count


def _forget(connection: Connection, before: datetime) -> int:
    """What is known of repositories that are unlisted since before; how many readings that was."""
    gone = repositories.c.unlisted_at < before
    theirs = select(repositories.c.id).where(gone)
    count = connection.execute(
        delete(readings).where(readings.c.repository_id.in_(theirs))
    ).rowcount
    connection.execute(delete(failures).where(failures.c.repository_id.in_(theirs)))
    connection.execute(update(repositories).where(gone).values(reading_id=None))
    asked = select(rollouts.c.repository_id)
    connection.execute(delete(repositories).where(gone, repositories.c.id.not_in(asked)))
    return count


def shrink(store: Store) -> None:
    """Give the room back to the disk; PostgreSQL does so by itself."""
    if store.engine.dialect.name != "sqlite":
        return
    with suppress(DBAPIError):  # others are at it, or no room for a copy: it will do so later
        connection = store.engine.raw_connection()
        try:
            connection.cursor().execute("VACUUM")
        finally:
            connection.close()
