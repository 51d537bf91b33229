"""What a period held, for a retrospective: forecast against actual, what slipped, what hurt."""

from __future__ import annotations

from datetime import date, timedelta

from aifactory.indicators import flow, forecasting
from aifactory.indicators.periods import Period, weeks
from aifactory.indicators.planning import plan
from aifactory.indicators.report import Data, compute, looked_at
from aifactory.model import Hindsight, TicketPlace

BEFORE = 26  # weeks that the forecast at the start is drawn from
SHOWN = ("lead-time", "cycle-time", "wip", "first-review", "merge-time", "change-fail-rate")


def look_back(data: Data, since: date, until: date) -> Hindsight:
    """The facts from `since` to `until`, both included."""
    period = Period(since, until + timedelta(days=1))
    report = compute(data, since, until)
    epics = plan(data.name, data.tickets, data.milestones, until).epics
    requests = data.requests or ()
    merged = [one for one in requests if period.holds(one.merged)]
    return Hindsight(
        name=data.name,
        since=since.isoformat(),
        until=until.isoformat(),
        expected=expected(data, since, period.days),
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
        figures=tuple(figure for figure in report.figures if figure.id in SHOWN),
        aging=report.aging[:5],
    )


def expected(data: Data, since: date, days: int) -> dict[float, int]:
    """What the weeks before the period let one expect of as many days."""
    past = weeks(since - timedelta(weeks=BEFORE), since - timedelta(days=1))
    begun = min((ticket.opened[:10] for ticket in data.tickets), default=since.isoformat())
    samples = flow.throughput(data.tickets, past)
    known = samples[-sum(week.end.isoformat() > begun for week in past) :]
    if forecasting.thin(known):
        return {}
    return forecasting.items_in(known, max(1, round(days / 7)))
