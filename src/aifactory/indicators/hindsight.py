"""What a period held, for a retrospective: forecast against actual, what slipped, what hurt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from aifactory.forge.records import Request
from aifactory.indicators import flow, forecasting
from aifactory.indicators.periods import Period, weeks
from aifactory.indicators.planning import plan
from aifactory.indicators.report import Data, compute, looked_at, seen_by
from aifactory.model import Hindsight, Reviewer, TicketPlace

BEFORE = 26  # weeks that the forecast at the start is drawn from
SHOWN = ("lead-time", "cycle-time", "wip", "first-review", "merge-time", "change-fail-rate")


def look_back(data: Data, since: date, until: date) -> Hindsight:
    """The facts from `since` to `until`, both included."""
    period = Period(since, until + timedelta(days=1))
    report = compute(data, since, until)
    epics = plan(data.name, data.tickets, data.milestones, until).epics
    requests = data.requests or ()
    merged = [one for one in requests if period.holds(one.merged)]
    horizon = max(1, round(period.days / 7))
    return Hindsight(
        name=data.name,
        since=since.isoformat(),
        until=until.isoformat(),
        expected=expected(data, since, horizon),
        horizon=horizon,
        done=len(flow.finished(data.tickets, period)),
        opened=sum(period.holds(ticket.opened) for ticket in data.tickets),
        slipped=tuple(one for one in epics if one.late),
        incidents=tuple(
            TicketPlace(t.id, t.title, t.url, t.state_at(period.last))
            for t in data.tickets
            if t.incident and period.holds(t.opened)
        ),
        waiting=sum(
            one.created <= period.last and not (one.closed and one.closed <= period.last)
            for one in requests
        ),
        unreviewed=sum(one.reviews is not None and not looked_at(one) for one in merged),
        reviewers=load(data.requests, period),
        figures=tuple(figure for figure in report.figures if figure.id in SHOWN),
        aging=report.aging[:5],
    )


def load(requests: Sequence[Request] | None, period: Period) -> tuple[Reviewer, ...] | None:
    """Who reviewed the requests of others in a period, and how often, the most first; machines
    aside. None where no reviews were read.
    """
    if requests is None or (requests and all(one.reviews is None for one in requests)):
        return None
    reviews, seen = Counter[str](), Counter[str]()
    for request in requests:
        given = Counter(one.by for one in seen_by(request) if period.holds(one.at))
        reviews += given
        seen.update(given.keys())
    ordered = sorted(reviews, key=lambda name: (-reviews[name], name))
    return tuple(Reviewer(name, reviews[name], seen[name]) for name in ordered)


def expected(data: Data, since: date, horizon: int) -> dict[float, int]:
    """What the weeks before the period let one expect of so many weeks."""
    past = weeks(since - timedelta(weeks=BEFORE), since - timedelta(days=1))
    begun = min((ticket.opened for ticket in data.tickets), default="")
    known = [week for week in past if begun and week.last >= begun]
    samples = flow.throughput(data.tickets, known)
    return {} if forecasting.thin(samples) else forecasting.items_in(samples, horizon)
