"""Forget what is old."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import DBAPIError

from aifactory.fleet.store.store import Store
from aifactory.fleet.store.tables import failures, readings, repositories, runs


def prune(connection: Connection, before: datetime) -> int:
    """Delete readings of before a moment, with their scores, but no repository's newest; how many.

    Runs that ended before, and failures that were over before, go too.
    """
    newest = select(repositories.c.reading_id).where(repositories.c.reading_id.is_not(None))
    old = readings.c.read_at < before, readings.c.id.not_in(newest)
    count = connection.execute(delete(readings).where(*old)).rowcount
    connection.execute(delete(failures).where(failures.c.resolved_at < before))
    connection.execute(delete(runs).where(runs.c.ended < before))
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
