"""The five keys of DORA (dora.dev, 2024 and 2025 editions), from what was deployed and merged.

Deployments are those that the forge knows, else releases, else version tags, else runs of a
workflow that is named for deploying; what was cancelled or skipped deployed nothing. A change
reaches its users with the first deployment after it was merged that did not fail by its outcome.
A deployment failed where its outcome says so, or where a ticket marked as an incident was opened
after it, before the next one and within a week.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal

from msgspec import Struct

from aifactory.facts.forge import ForgeFacts
from aifactory.facts.history import HistoryFacts
from aifactory.forge.records import Request
from aifactory.indicators.flow import Durations, durations
from aifactory.indicators.periods import Calendar, Period, instant
from aifactory.indicators.tickets import Ticket

Source = Literal["deployments", "releases", "tags", "runs", ""]
FAILED = ("failure", "error", "failed", "timed_out", "startup_failure")
NOTHING_DONE = (
    *("pending", "queued", "waiting", "in_progress", "created", "running", "blocked", "manual"),
    *("scheduled", "action_required", "cancelled", "canceled", "skipped", "stale"),
)
LIVE = re.compile(r"^(?:prod|production|live|public|pypi|github-pages)", re.I)
DEPLOYS = re.compile(r"deploy|release|publish|deliver|livraison|mise en ligne", re.I)
REPAIR = re.compile(r"hot-?fix|incident|rollback|revert|correctif urgent", re.I)
REQUESTED = ("pull_request", "pull_request_target", "merge_request_event")
AFTERMATH = timedelta(days=7)


class Delivery(Struct, frozen=True):
    """Something put before users; `good` is None where nothing tells how it went."""

    at: str
    good: bool | None = None
    name: str = ""


class Keys(Struct, frozen=True):
    """The five keys over a period; None, or an empty measure, where the data do not allow one.

    `a_week` is deployments a week; `lead` runs from a change's first commit (its opening where
    that is not known) to the deployment that brought it; `recovery` from a failed deployment to
    the next good one; `failed` is a share of the `judged` deployments, `rework` of all `n`.
    """

    source: Source
    n: int
    a_week: float
    lead: Durations
    recovery: Durations
    judged: int
    failed: float | None
    rework: float | None


def deliveries(
    forge: ForgeFacts | None, history: HistoryFacts | None, branch: str = ""
) -> tuple[Source, tuple[Delivery, ...]]:
    """What was delivered, oldest first, and by whose word."""
    if forge:
        if forge.deployments:
            place = environment(d.environment for d in forge.deployments)
            deployed = [
                Delivery(one.at, good(one.outcome), place)
                for one in forge.deployments
                if one.environment == place and one.outcome not in NOTHING_DONE
            ]
            return "deployments", tuple(sorted(deployed, key=_when))
        if forge.releases:
            released = [Delivery(one.published, None, one.tag) for one in forge.releases]
            return "releases", tuple(sorted(released, key=_when))
    if history and (tags := [tag for tag in history.tags if tag.version]):
        tagged = [Delivery(f"{tag.date}T12:00:00Z", None, tag.name) for tag in tags]
        return "tags", tuple(sorted(tagged, key=_when))
    if forge:
        runs = [
            Delivery(run.ended, good(run.outcome), run.name)
            for run in forge.runs
            if run.ended
            and run.outcome not in NOTHING_DONE
            and DEPLOYS.search(run.name)
            and run.branch in ("", branch)
            and run.event not in REQUESTED  # a fork's branch may have the name of ours
        ]
        if runs:
            return "runs", tuple(sorted(runs, key=_when))
    return "", ()


def _when(one: Delivery) -> tuple[str, str]:
    return one.at, one.name


def good(outcome: str) -> bool | None:
    """Whether an outcome is a good one; None where it says nothing ("inactive" was good once)."""
    return None if not outcome else outcome not in FAILED


def environment(names: Iterable[str]) -> str:
    """The environment that users see: one named for it, else the one deployed to most."""
    counted = Counter(names)
    live = [name for name in counted if LIVE.match(name)]
    return max(live or counted, key=lambda name: (counted[name], name))


def keys(
    source: Source,
    delivered: Sequence[Delivery],
    requests: Sequence[Request],
    tickets: Sequence[Ticket],
    period: Period,
    calendar: Calendar,
    days: int = 0,
) -> Keys:
    """The keys over a period, from every delivery that is known; `days` is how many of the
    period's days the project was there (0: all).
    """
    incidents = sorted(ticket.opened for ticket in tickets if ticket.incident)
    fates = [*zip(delivered, failing(delivered, incidents), strict=True)]
    inside = [one for one in delivered if period.holds(one.at)]
    known = [bad for one, bad in fates if bad is not None and period.holds(one.at)]
    live = [one.at for one in delivered if one.good is not False]
    return Keys(
        source=source,
        n=len(inside),
        a_week=len(inside) * 7 / (days or period.days),
        lead=lead(requests, live, period, calendar),
        recovery=recovery(fates, period, calendar),
        judged=len(known),
        failed=sum(known) / len(known) if known else None,
        rework=rework(inside, live, requests),
    )


def failing(delivered: Sequence[Delivery], incidents: Sequence[str]) -> list[bool | None]:
    """Whether each delivery, oldest first, failed; None where nothing could tell."""
    moments = [one.at for one in delivered]
    found: list[bool | None] = []
    for one in delivered:
        position = bisect_right(moments, one.at)
        following = moments[position] if position < len(moments) else ""
        nearest = bisect_left(incidents, one.at)
        after = incidents[nearest] if nearest < len(incidents) else ""
        hurt = (
            bool(after)
            and (not following or after < following)
            and instant(after) - instant(one.at) <= AFTERMATH
        )
        if one.good is False or hurt:
            found.append(True)
        else:
            found.append(False if one.good or incidents else None)
    return found


def lead(
    requests: Iterable[Request], moments: Sequence[str], period: Period, calendar: Calendar
) -> Durations:
    """From first commit to deployment, of the changes deployed in the period."""
    pairs = []
    for request in requests:
        if request.merged:
            position = bisect_left(moments, request.merged)
            deployed = moments[position] if position < len(moments) else ""
            if period.holds(deployed):
                begun = request.first_commit or request.created
                pairs.append((min(begun, request.created), deployed))
    return durations(pairs, calendar)


def recovery(
    fates: Sequence[tuple[Delivery, bool | None]], period: Period, calendar: Calendar
) -> Durations:
    """From a failed delivery to the next one that did not fail; those not mended are left out."""
    sound = [one.at for one, bad in fates if not bad]
    pairs = []
    for one, bad in fates:
        if bad and period.holds(one.at):
            position = bisect_right(sound, one.at)
            pairs.append((one.at, sound[position] if position < len(sound) else ""))
    return durations(pairs, calendar)


def rework(
    inside: Sequence[Delivery], moments: Sequence[str], requests: Sequence[Request]
) -> float | None:
    """The share of deliveries that brought an unplanned repair: a request whose label or title
    names a hot fix, an incident, a roll-back. None without deliveries or labelled requests.
    """
    if not inside or not any(request.labels for request in requests):
        return None
    repaired = set()
    for request in requests:
        if request.merged and any(REPAIR.search(text) for text in (request.title, *request.labels)):
            position = bisect_left(moments, request.merged)
            if position < len(moments):
                repaired.add(moments[position])
    return sum(one.at in repaired for one in inside) / len(inside)
