"""Facts, packs and scorecards as the store keeps them: JSON, compressed.

A card is kept in English and without the help of its checks, which the pack has in both languages:
`spoken` gives a card its words in either.
"""

from __future__ import annotations

import hashlib
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from aifactory.fleet.orders import Points, Score
from aifactory.model import CheckResult, CriterionResult, Help, Scorecard
from aifactory.policy import Check, Policy

if TYPE_CHECKING:
    from aifactory.facts import Facts

Kept = TypeVar("Kept")
NO_HELP = Help()
LARGEST = 1 << 28  # bytes that anything kept may unpack to


def pack(value: Any) -> bytes:
    """Anything that msgspec knows."""
    return zlib.compress(msgspec.json.encode(value), 6)


def unpack(data: bytes, kind: type[Kept]) -> Kept:
    """What was packed."""
    return msgspec.json.decode(unpacked(data), type=kind)


def unpacked(data: bytes) -> bytes:
    """The JSON of what was packed."""
    stream = zlib.decompressobj()
    found = stream.decompress(data, LARGEST)
    if not stream.eof:
        raise ValueError("a kept value is cut short, or larger than any is")
    return found


@lru_cache(maxsize=64)
def pack_of(data: bytes) -> Policy:
    """A policy that was packed; a process that scores many unpacks it once."""
    return unpack(data, Policy)


@lru_cache(maxsize=64)
def digest_of(data: bytes) -> str:
    """The digest of a policy that was packed."""
    return policy_digest(pack_of(data))


def policy_digest(policy: Policy) -> str:
    """What changes when anything in a pack does, its words too."""
    return hashlib.sha256(msgspec.json.encode(policy)).hexdigest()[:16]


def facts_digest(facts: Facts) -> tuple[str, bytes]:
    """The digest of facts, and the facts packed."""
    data = msgspec.json.encode(facts)
    return hashlib.sha256(data).hexdigest(), zlib.compress(data, 6)


def scored(facts: Facts, policy: Policy, digest: str = "") -> Score:
    """The score of facts under a policy; its digest where that is known."""
    from aifactory.engine import evaluate

    card = evaluate(facts, policy, "en")
    return Score(
        policy=digest or policy_digest(policy),
        points=policy.total,
        threshold=policy.threshold,
        proven=card.score.proven,
        reach=card.score.reach,
        waived=card.score.waived,
        validated=card.score.validated,
        criteria=tuple(
            Points(one.id, one.points, one.proven, one.reach, one.waived) for one in card.criteria
        ),
        card=pack(plain(card)),
    )


def plain(card: Scorecard) -> Scorecard:
    """A card without help."""
    criteria = tuple(
        replace(one, checks=tuple(replace(check, help=NO_HELP) for check in one.checks))
        for one in card.criteria
    )
    return replace(card, criteria=criteria)


def spoken(card: Scorecard, policy: Policy, lang: str) -> Scorecard:
    """A kept card with titles, remedies and help in a language, from the pack it was scored by."""
    checks = {check.id: check for check in policy.checks()}
    titles = {one.id: one for one in policy.criteria}

    def said(result: CheckResult) -> CheckResult:
        check: Check = checks[result.id]
        told = Help(
            asks=check.asks.in_(lang),
            why=check.why.in_(lang),
            how=check.how.in_(lang),
            remedy=check.remedy.in_(lang),
            uri=policy.help_uri.replace("{check}", check.id),
        )
        remedy = check.remedy.in_(lang) if result.remedy else ""
        return replace(result, title=check.title.in_(lang), remedy=remedy, help=told)

    def named(one: CriterionResult) -> CriterionResult:
        known = titles[one.id]
        return replace(
            one,
            title=known.title.in_(lang),
            question=known.question.in_(lang),
            checks=tuple(map(said, one.checks)),
        )

    about = replace(card.policy, title=policy.title.in_(lang))
    return replace(card, policy=about, criteria=tuple(map(named, card.criteria)))
