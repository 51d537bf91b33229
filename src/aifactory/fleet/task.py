"""Read one repository and score it: the work of a process of its own, here or elsewhere."""

from __future__ import annotations

import errno
import time
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory import __version__, tally
from aifactory.engine import consult, gather
from aifactory.errors import AifactoryError
from aifactory.fleet.clones import Clones
from aifactory.fleet.orders import PRELOAD, Failure, Kind, Order, Outcome, concluded
from aifactory.fleet.packing import digest_of, facts_digest, pack_of, scored
from aifactory.model import Text
from aifactory.snapshot import open_snapshot
from aifactory.snapshot.clone import is_url
from aifactory.snapshot.room import TooLarge
from aifactory.workers import side_by_side

if TYPE_CHECKING:
    from aifactory.facts import Facts

NO_SPACE = "No space left on device"  # as git has it


def audit(order: Order) -> Outcome:
    """What became of an order; whatever is wrong with the repository is told, not raised."""
    begun, before = time.monotonic(), tally.requests.made
    try:
        outcome = carried_out(order)
    except Exception as error:
        outcome = Outcome(repository=order.repository, failure=failure_of(error, order))
    outcome.seconds = round(time.monotonic() - begun, 3)
    outcome.requests = tally.requests.made - before
    return outcome


def carried_out(order: Order) -> Outcome:
    """The facts and scores of an order's repository."""
    facts = read(order)
    if order.forge:
        facts = consult(facts, order.forge)
    digest, packed = facts_digest(facts)
    return Outcome(
        repository=order.repository,
        head=facts.subject.commit,
        facts_version=facts.schema,
        program=__version__,
        as_of=order.today,
        forge=order.forge is not None,
        digest=digest,
        facts=packed,
        scores=tuple(scored(facts, pack_of(one), digest_of(one)) for one in order.policies),
    )


def read(order: Order) -> Facts:
    """The facts of a repository; a clone is kept within the room that clones may take."""
    if not is_url(order.address):
        with open_snapshot(order.address) as snapshot:
            return gather(snapshot, order.today, beside=False)
    cache = Path(order.cache)
    clones = Clones(cache)
    try:
        with open_snapshot(order.address, cache=cache, room=order.room) as snapshot:
            clones.note(order.address)
            return gather(snapshot, order.today, beside=False)
    finally:
        if order.disk:
            clones.make_room(order.disk)


def failure_of(error: Exception, order: Order) -> Failure:
    """Why an order could not be carried out, in words, and of which kind that is."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if getattr(cause, "errno", None) == errno.ENOSPC or NO_SPACE in str(error):
        return Failure("disk", error.said if isinstance(error, AifactoryError) else str(error))
    if isinstance(error, TooLarge):
        return Failure("large", error.said)
    if isinstance(error, AifactoryError):
        away = is_url(order.address) and "cannot be cloned" in str(error)
        kind: Kind = "clone" if away else "read"
        return Failure(kind, error.said)
    return Failure("bug", Text("this is a bug in aifactory: {error}", {"error": repr(error)[:500]}))


def apart(order: Order) -> Outcome:
    """Carry out an order in a process of its own, and wait for its end."""
    (done,) = side_by_side(audit, [order], jobs=1, patience=order.seconds, preload=PRELOAD)
    return concluded(done)
