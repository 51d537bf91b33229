"""Open a store: which database, its engine, and its tables brought up to this version."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from aifactory.errors import BadInput, system_reason
from aifactory.extras import POSTGRESQL, needed
from aifactory.fleet.places import default_store
from aifactory.fleet.store.store import Store, Tell, silent
from aifactory.model import Text

if TYPE_CHECKING:
    from alembic.config import Config

BUSY = 60  # seconds that SQLite waits for another writer
LOCK = 5_171_339  # what concurrent migrations on PostgreSQL wait for
ALIVE = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10}
HINT = Text("give --store a file's path, sqlite:///FILE, or postgresql://USER@HOST/DATABASE")


def open_store(
    where: str = "", *, make: bool = True, patience: float = 600.0, tell: Tell = silent
) -> Store:
    """The store at a URL or path, the user's own by default; its tables are made where absent, its
    file only on demand: whoever only reads may have mistyped its name.

    BadInput where it cannot be opened. Later, `patience` is how many seconds it may be away.
    """
    url = located(where, make=make)
    engine = engine_of(url)
    shown = url.render_as_string(hide_password=True)
    try:
        connection = engine.connect().execution_options(aifactory_writes=True)
        with connection, connection.begin():
            migrate(connection)
    except NewerStore as error:
        engine.dispose()
        raise BadInput(
            Text(
                "{store} was made by a newer version of aifactory: {reason}",
                {"store": shown, "reason": str(error)},
            ),
            Text("update aifactory, or give another store"),
        ) from None
    except DBAPIError as error:
        engine.dispose()
        reason = str(error.orig).strip().split("\n")[0]
        raise BadInput(
            Text("{store} cannot be opened: {reason}", {"store": shown, "reason": reason}), HINT
        ) from None
    return Store(engine, patience=patience, tell=tell)


def located(where: str, *, make: bool = True) -> URL:
    """The URL of a store, whose file is there; BadInput for what is none."""
    if "://" not in where:
        where = str(URL.create("sqlite", database=where or str(default_store())))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        raise BadInput(Text("not the address of a store"), HINT) from None
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        needed(POSTGRESQL)
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise BadInput(Text("{store} is no store that is known", {"store": shown}), HINT)
    path = Path(url.database).absolute()
    if not make and not path.exists():
        hint = Text("fill one with `aifactory fleet audit INVENTORY`, or check --store")
        raise BadInput(Text("there is no store at {path}", {"path": str(path)}), hint)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it tells of private repositories
    except OSError as error:
        values: dict[str, Any] = {"path": str(path), "reason": system_reason(error)}
        raise BadInput(Text("cannot write {path}: {reason}", values), HINT) from None
    return URL.create("sqlite", database=str(path))


def engine_of(url: URL) -> Engine:
    """The engine of a store."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY})
        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", begin)
        return engine
    return create_engine(url, pool_pre_ping=True, connect_args=ALIVE)


def prepare(connection: sqlite3.Connection, record: object) -> None:
    """Settings of a connection to SQLite: readers beside a writer, keys held, our own BEGIN."""
    del record
    connection.isolation_level = None
    for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}")


def begin(connection: Connection) -> None:
    """Writers take the lock at once: one that reads first may find it gone, and could not wait."""
    writes = connection.get_execution_options().get("aifactory_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(connection: Connection) -> None:
    """Bring the tables up to this version; of two programs at once, one waits.

    Where they are of this version already, the library that changes them stays unloaded.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if version(connection) == newest():
        return
    from alembic import command
    from alembic.util.exc import CommandError

    try:
        command.upgrade(settings(connection), "head")
    except CommandError as error:
        raise NewerStore(str(error)) from None


class NewerStore(Exception):
    """The tables are of a version that is not known here."""


def version(connection: Connection) -> str:
    """The version of the tables; "" where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def newest() -> str:
    """The version to which migrations lead: their files are named for it."""
    names = [path.stem for path in (Path(__file__).parent / "migrations/versions").glob("v*.py")]
    return max(names)[1:].split("_")[0]


def settings(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "aifactory.fleet.store:migrations")
    config.attributes["connection"] = connection
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return config
