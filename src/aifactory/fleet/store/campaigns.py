"""What campaigns asked of repositories: read, written, and held by one run at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, func, select, text

from aifactory.errors import BadInput
from aifactory.fleet.rollout.campaign import Campaign
from aifactory.fleet.rollout.jobs import Settled
from aifactory.fleet.store.listing import LISTED
from aifactory.fleet.store.store import Store
from aifactory.fleet.store.tables import policies, repositories, rollouts, scores
from aifactory.fleet.store.writing import insert
from aifactory.model import Text
from aifactory.snapshot.lock import take

FAMILY = 5_171_340  # of PostgreSQL's locks that are campaigns


class Member(Struct, frozen=True, kw_only=True):
    """A repository that was read; `card` is its newest score by a policy, packed, None for none;
    `settled` is what a campaign came to there.
    """

    repository: int
    address: str
    team: str
    head: str
    card: bytes | None
    settled: Settled | None


def members(connection: Connection, campaign: str, policy: str) -> list[Member]:
    """Every repository that is listed and was read, by address."""
    scored = (
        select(scores.c.reading_id, func.max(scores.c.id).label("id"))
        .join(policies, policies.c.id == scores.c.policy_id)
        .where(policies.c.name == policy)
        .group_by(scores.c.reading_id)
        .subquery()
    )
    asked = rollouts.c.repository_id == repositories.c.id
    rows = connection.execute(
        select(
            repositories.c.id.label("number"),
            repositories.c.address,
            repositories.c.team,
            repositories.c.head.label("seen"),
            scores.c.card,
            rollouts,
        )
        .select_from(
            repositories.outerjoin(scored, scored.c.reading_id == repositories.c.reading_id)
            .outerjoin(scores, scores.c.id == scored.c.id)
            .outerjoin(rollouts, asked & (rollouts.c.campaign == campaign))
        )
        .where(repositories.c.reading_id.is_not(None), LISTED)
        .order_by(repositories.c.address)
    ).mappings()
    return [
        Member(
            repository=row["number"],
            address=row["address"],
            team=row["team"],
            head=row["seen"],
            card=row["card"],
            settled=Settled(
                state=row["state"],
                reason=msgspec.json.decode(row["reason"], type=Text | str),
                head=row["head"],
                commit=row["commit"],
                url=row["url"],
                gain=row["gain"],
                attempts=row["attempts"],
            )
            if row["state"]
            else None,
        )
        for row in rows
    ]


class Asked(Struct, frozen=True):
    """What a campaign came to in a repository."""

    campaign: str
    state: str
    address: str
    team: str
    reason: Text | str
    url: str
    attempts: int


def asked_of(connection: Connection) -> list[Asked]:
    """What every campaign came to, by campaign and address; where there was nothing to do left
    out.
    """
    columns = (rollouts.c.campaign, rollouts.c.state, repositories.c.address, repositories.c.team)
    rows = connection.execute(
        select(*columns, rollouts.c.reason, rollouts.c.url, rollouts.c.attempts)
        .join(repositories, repositories.c.id == rollouts.c.repository_id)
        .where(rollouts.c.state != "nothing")
        .order_by(rollouts.c.campaign, repositories.c.address)
    )
    return [
        Asked(name, state, address, team, msgspec.json.decode(reason, type=Text | str), url, count)
        for name, state, address, team, reason, url, count in rows
    ]


def settle(
    connection: Connection, repository: int, campaign: Campaign, found: Settled, at: datetime
) -> None:
    """What a campaign came to in a repository; what was pushed before is kept where nothing new
    is said of it.
    """
    adding = insert(connection, rollouts).values(
        repository_id=repository,
        campaign=campaign.name,
        kind=campaign.kind,
        reason=msgspec.json.encode(found.reason).decode(),
        first_at=at,
        last_at=at,
        **{n: getattr(found, n) for n in ("state", "head", "commit", "url", "gain", "attempts")},
    )
    names = ("state", "head", "url", "reason", "gain", "attempts", "last_at")
    new = {name: adding.excluded[name] for name in names}
    if found.commit:
        new["commit"] = adding.excluded.commit
    connection.execute(
        adding.on_conflict_do_update(index_elements=["repository_id", "campaign"], set_=new)
    )


@contextmanager
def held(store: Store, campaign: str) -> Iterator[None]:
    """Have a campaign for one run alone; BadInput where another has it. The system, or the
    database, lets go of it when its holder ends, however that is.
    """
    with ExitStack() as stack:
        if store.engine.dialect.name == "postgresql":
            connection = stack.enter_context(store.engine.connect())
            key = zlib.crc32(campaign.encode()) - (1 << 31)
            asked = text("SELECT pg_try_advisory_lock(:family, :key)")
            free = connection.execute(asked, {"family": FAMILY, "key": key}).scalar_one()
            connection.commit()  # the lock is the session's: no transaction stays open
            stack.callback(connection.invalidate)  # nor does its session go back to the pool
        else:
            free = _taken(Path(f"{store.engine.url.database}.{campaign}.lock"), stack)
        if not free:
            raise BadInput(
                Text("another run of the campaign {name} is under way", {"name": campaign}),
                Text("wait for it to end, then run again: it goes on from there"),
            )
        yield


def _taken(path: Path, stack: ExitStack) -> bool:
    path.touch(mode=0o600)
    file = stack.enter_context(path.open("ab"))
    try:
        take(file)
    except OSError:
        return False
    return True
