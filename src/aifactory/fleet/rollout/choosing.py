"""Which repositories a campaign asks, in which order: pure functions of what is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from aifactory.fleet.packing import unpack
from aifactory.fleet.rollout.campaign import Campaign
from aifactory.fleet.rollout.jobs import Settled
from aifactory.model import Scorecard
from aifactory.remedy.planning import lacking_checks
from aifactory.remedy.table import TABLE

LEAST = 0.01  # points that are worth a look


class Candidate(Struct, frozen=True, kw_only=True):
    """A repository to ask, and the most that it could gain; `before` is what it came to."""

    repository: int
    address: str
    team: str
    most: float
    before: Settled | None = None


def due(settled: Settled | None, head: str, *, retry: bool) -> bool:
    """Whether a repository is to be asked: never twice, those that failed only on demand, and
    where nothing was to be done only after it changed.
    """
    if settled is None:
        return not retry
    if settled.state == "begun":
        return True
    if settled.state in ("failed", "conflict"):
        return retry
    return settled.state == "nothing" and not retry and settled.head != head


def most_gained(card: Scorecard, criteria: Collection[str]) -> float:
    """The points that remedies could gain at most: what the checks that have one lack."""
    known = {name for remedy in TABLE for name in remedy.checks}
    wanted = {
        c.id for one in card.criteria if one.id in criteria or not criteria for c in one.checks
    }
    found = (check for check in lacking_checks(card) if check.id in known & wanted)
    return round(sum(check.points - check.earned for check in found), 2)


def promising(card: bytes | None, campaign: Campaign) -> float | None:
    """What a stored card lets hope for; None where nothing stored tells."""
    if card is None or campaign.kind == "update":
        return None
    return most_gained(unpack(card, Scorecard), campaign.criteria)


def in_order(found: Iterable[Candidate]) -> list[Candidate]:
    """What was begun first, then those that may gain most."""

    def rank(one: Candidate) -> tuple[bool, float, str]:
        begun = one.before is not None and one.before.state == "begun"
        return not begun, -one.most, one.address

    return sorted(found, key=rank)
