"""The tables. Times are UTC without a zone; `migrations` make them, and a test holds the two equal.

What is described here is described for readers in `docs/fleet.md`.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in this type alone
metadata = MetaData(naming_convention=NAMES)


def key() -> Column[int]:
    """A row's own number."""
    return Column("id", NUMBER, primary_key=True, autoincrement=True)


def of(table: str, *, primary: bool = False, optional: bool = False) -> Column[int]:
    """The row of another table that this one belongs to, and goes with."""
    singular = "repository" if table == "repositories" else table.rstrip("s")
    singular = "policy" if table == "policies" else singular
    gone = "SET NULL" if optional else "CASCADE"
    return Column(
        f"{singular}_id",
        NUMBER,
        ForeignKey(f"{table}.id", ondelete=gone),
        nullable=optional,
        primary_key=primary,
        autoincrement=False,
    )


runs = Table(
    "runs",
    metadata,
    key(),
    Column("token", String(32), nullable=False, unique=True),  # so that it is begun once
    Column("inventory", Text, nullable=False),
    Column("program", String(40), nullable=False),
    Column("started", DateTime, nullable=False),
    Column("ended", DateTime),  # null: under way, or killed
    Column("outcome", String(20), nullable=False),  # running done stopped out-of-time failed
    Column("listed", Integer, nullable=False, default=0),
    Column("read", Integer, nullable=False, default=0),
    Column("scored", Integer, nullable=False, default=0),  # from facts that were stored
    Column("unchanged", Integer, nullable=False, default=0),
    Column("failed", Integer, nullable=False, default=0),
    Column("unreached", Integer, nullable=False, default=0),  # time was over, or it was stopped
)

repositories = Table(
    "repositories",
    metadata,
    key(),
    Column("address", Text, nullable=False, unique=True),  # without credentials
    Column("name", Text, nullable=False),
    Column("team", Text, nullable=False, default=""),
    Column("head", String(64), nullable=False, default=""),  # as it was last seen
    Column("listed_at", DateTime, nullable=False),  # last in an inventory
    Column("checked_at", DateTime),  # last read, or found unchanged
    Column("reading_id", NUMBER),  # what stands for it now; no key, for the two would form a ring
    Column("unlisted_at", DateTime),  # when no inventory named it any more; null: one does
)

listings = Table(
    "listings",
    metadata,
    Column("inventory", Text, primary_key=True),
    of("repositories", primary=True),
    Index("ix_listings_repository_id", "repository_id"),
)

policies = Table(
    "policies",
    metadata,
    key(),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", String(16), nullable=False),  # of the whole pack
    Column("data", LargeBinary, nullable=False),  # the pack, JSON, zlib
    UniqueConstraint("name", "version", "digest"),
)

readings = Table(
    "readings",
    metadata,
    key(),
    of("repositories"),
    of("runs", optional=True),
    Column("head", String(64), nullable=False),  # the commit; "" for a plain folder
    Column("facts_version", String(40), nullable=False),
    Column("program", String(40), nullable=False),
    Column("as_of", String(10), nullable=False),  # the day for which checks count
    Column("forge", Boolean, nullable=False),  # whether the forge was asked
    Column("read_at", DateTime, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("digest", String(64), nullable=False),  # of the facts
    Column("facts", LargeBinary, nullable=False),  # JSON, zlib
    UniqueConstraint("repository_id", "program", "digest"),
    Index("ix_readings_read_at", "read_at"),
)

scores = Table(
    "scores",
    metadata,
    key(),
    of("readings"),
    of("policies"),
    Column("points", Float, nullable=False),  # of the whole pack
    Column("threshold", Float, nullable=False),
    Column("proven", Float, nullable=False),
    Column("reach", Float, nullable=False),
    Column("waived", Float, nullable=False),
    Column("validated", Boolean, nullable=False),
    Column("scored_at", DateTime, nullable=False),
    Column("card", LargeBinary, nullable=False),  # the scorecard without help, JSON, zlib
    UniqueConstraint("reading_id", "policy_id"),
    Index("ix_scores_policy_id", "policy_id"),
)

criteria = Table(
    "criteria",
    metadata,
    of("scores", primary=True),
    Column("criterion", Text, primary_key=True),
    Column("points", Float, nullable=False),
    Column("proven", Float, nullable=False),
    Column("reach", Float, nullable=False),
    Column("waived", Float, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    key(),
    of("repositories"),
    of("runs", optional=True),  # the last that failed
    Column("kind", String(20), nullable=False),  # see fleet.outcome.Kind
    Column("reason", Text, nullable=False),  # a sentence to translate, JSON
    Column("attempts", Integer, nullable=False),
    Column("first_at", DateTime, nullable=False),
    Column("last_at", DateTime, nullable=False),
    Column("resolved_at", DateTime),
    Index(
        "uq_failures_open",
        "repository_id",
        unique=True,
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
    Index("ix_failures_repository_id", "repository_id"),
)

rollouts = Table(
    "rollouts",
    metadata,
    key(),
    of("repositories"),
    Column("campaign", String(80), nullable=False),
    Column("kind", String(20), nullable=False),  # fix or update
    Column("state", String(20), nullable=False),  # see fleet.rollout.jobs.State
    Column("head", String(64), nullable=False),  # the commit that it was planned on
    Column("commit", String(64), nullable=False),  # what was pushed, or was about to be
    Column("url", Text, nullable=False),  # of the request
    Column("reason", Text, nullable=False),  # a sentence to translate, JSON
    Column("gain", Float, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_at", DateTime, nullable=False),
    Column("last_at", DateTime, nullable=False),
    UniqueConstraint("repository_id", "campaign"),
)
