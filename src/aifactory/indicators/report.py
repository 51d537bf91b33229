"""All indicators of a period at once: figures, and series to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from aifactory.checks.tracked import is_bot
from aifactory.forge.records import Milestone, Request, Review
from aifactory.indicators import dora, flow, scope
from aifactory.indicators.dora import Delivery, Source
from aifactory.indicators.flow import Durations
from aifactory.indicators.periods import Calendar, Period, periods, weeks
from aifactory.indicators.tickets import Ticket
from aifactory.model import Figure, Report, Series, Text

NO_STARTS = Text("no ticket shows when it was taken up: move a state label when work begins")
NO_DONE = Text("no ticket was finished in this period")
NO_REQUESTS = Text("no request was merged in this period")
NO_REVIEWS = Text("no request that was merged in this period was reviewed by another person before")
NO_FORGE = Text("a tracker's export tells nothing of requests: read the forge")
NO_CHANGE = Text("no merged request reached a deployment in this period")
NO_DELIVERIES = Text("no deployment, release, version tag or deploying run is known")
IDLE = Text("nothing was deployed in this period")
NO_OUTCOME = Text("what is known of deliveries does not tell how they went; label incidents")
NO_REPAIRS = Text("no request carries a label that could mark an unplanned repair")
NO_MARK = Text("no dated record of satisfaction with a mark in this period")
NO_FAILURE = Text("no failed deployment in this period")
NOT_MENDED = Text("no failed deployment of this period is mended yet")


class Data(Struct, frozen=True, kw_only=True):
    """What indicators are computed from; `requests` is None where no forge was read."""

    name: str
    tickets: tuple[Ticket, ...]
    requests: tuple[Request, ...] | None = None
    source: Source = ""
    deliveries: tuple[Delivery, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    satisfaction: tuple[tuple[str, float], ...] = ()  # (day, share of the best mark)
    notes: tuple[Text, ...] = ()
    unread: Text | None = None  # why there are no tickets and requests to speak of


def compute(
    data: Data, since: date, until: date, iteration: int = 14, calendar: Calendar | None = None
) -> Report:
    """Every indicator that the data allow."""
    calendar = calendar or Calendar()
    whole = Period(since, date.fromordinal(until.toordinal() + 1), calendar.zone)
    unit, weight = flow.weigh(data.tickets)
    every = weeks(since, until, calendar.zone)
    iterations = periods(since, until, iteration, calendar.zone)
    cycle = flow.cycle_time(data.tickets, whole, calendar)
    return Report(
        name=data.name,
        since=since.isoformat(),
        until=until.isoformat(),
        iteration=iteration,
        figures=(
            *instead(of_tickets(data.tickets, whole, every, iterations, calendar), data.unread),
            *instead(
                of_requests(data.requests, whole, calendar), data.unread or unasked(data.requests)
            ),
            *of_deliveries(data, whole, calendar),
            of_satisfaction(data.satisfaction, whole),
        ),
        series=tuple(series_of(data.tickets, every, iterations, unit, weight)),
        aging=tuple(flow.aging(data.tickets, whole.last, calendar)),
        notes=data.notes,
        scatter=(cycle if cycle.n else flow.lead_time(data.tickets, whole, calendar)).values,
    )


def of_tickets(
    tickets: Sequence[Ticket],
    whole: Period,
    every: Sequence[Period],
    iterations: Sequence[Period],
    calendar: Calendar,
) -> list[Figure]:
    """Velocity, throughput, lead and cycle time, work in progress. What was before the first
    ticket does not count among the iterations and weeks of a mean.
    """
    unit, weight = flow.weigh(tickets)
    begun = min((ticket.opened for ticket in tickets), default="")
    speeds = scope.velocity(tickets, onward(begun, iterations), weight)
    counts = flow.throughput(tickets, onward(begun, every))
    lead = flow.lead_time(tickets, whole, calendar)
    cycle = flow.cycle_time(tickets, whole, calendar)
    now = flow.in_progress(tickets, whole.last)
    told = now or any(ticket.started for ticket in tickets)
    under_way = Figure("wip", "tickets", float(now), n=now)
    return [
        mean("velocity", unit, speeds, None if any(speeds) else NO_DONE),
        mean("throughput", "week", counts, None if any(counts) else NO_DONE),
        measured("lead-time", lead, NO_DONE),
        measured("cycle-time", cycle, NO_STARTS if lead.n else NO_DONE),
        under_way if told else lacking("wip", "tickets", NO_STARTS),
    ]


def onward(moment: str, every: Sequence[Period]) -> list[Period]:
    """The periods from that of a time on."""
    return [one for one in every if one.last >= moment]


def unasked(requests: Sequence[Request] | None) -> Text | None:
    """Why there are no requests to speak of; None where there are."""
    return NO_FORGE if requests is None else None


def instead(figures: Sequence[Figure], reason: Text | None) -> list[Figure]:
    """Figures that were not to be had for want of their source say that, and no other reason."""
    if reason is None:
        return [*figures]
    return [replace(one, missing=reason) if one.missing is not None else one for one in figures]


def of_requests(
    requests: Sequence[Request] | None, whole: Period, calendar: Calendar
) -> list[Figure]:
    """How long requests wait for eyes, and for their merge."""
    merged = [r for r in requests or () if whole.holds(r.merged) and not is_bot(r.author)]
    first = flow.durations(((r.created, looked_at(r)) for r in merged), calendar)
    whole_way = flow.durations(((r.created, r.merged) for r in merged), calendar)
    return [
        measured("first-review", first, NO_REVIEWS if merged else NO_REQUESTS),
        measured("merge-time", whole_way, NO_REQUESTS),
    ]


def looked_at(request: Request) -> str:
    """When somebody else first reviewed a request, before it was merged; "" for never."""
    seen = (review.at for review in seen_by(request))
    found = min(seen, default="")
    return "" if request.merged and found > request.merged else found


def seen_by(request: Request) -> list[Review]:
    """The reviews of a request by people who are not its author."""
    return [
        review
        for review in request.reviews or ()
        if review.by and review.by != request.author and not is_bot(review.by)
    ]


def of_deliveries(data: Data, whole: Period, calendar: Calendar) -> list[Figure]:
    """The five keys of DORA."""
    begun = Period(max(whole.start, begun_on(data, whole)), whole.end, whole.zone)
    found = dora.keys(
        *(data.source, data.deliveries, data.requests or (), data.tickets, whole, calendar),
        days=begun.days,
    )
    no = NO_DELIVERIES if not data.deliveries else None
    told = {"source": data.source}
    rate = Figure("deployment-frequency", "week", found.a_week, n=found.n, **told)  # type: ignore[arg-type]
    asked = no or data.unread or unasked(data.requests)
    no_outcome = NO_OUTCOME if found.n else IDLE
    unharmed = no_outcome if found.failed is None else NO_FAILURE
    repairs = NO_REPAIRS if found.n else IDLE
    broken = NOT_MENDED if found.recovery.left_out else unharmed
    return [
        lacking("deployment-frequency", "week", no) if no else rate,
        measured("change-lead-time", found.lead, asked or NO_CHANGE, data.source),
        measured("recovery-time", found.recovery, no or broken, data.source),
        replace(
            shared("change-fail-rate", found.failed, found.judged, no or no_outcome, data.source),
            left_out=0 if no else found.n - found.judged,
        ),
        shared("rework-rate", found.rework, found.n, asked or repairs, data.source),
    ]


def begun_on(data: Data, whole: Period) -> date:
    """The first day of which a tracker tells; that of the period where there is none, or where
    it tells nothing of the period: what went before a project takes nothing from its rates.
    """
    moments = (*(t.opened for t in data.tickets), *(r.created for r in data.requests or ()))
    delivered = (one.at for one in data.deliveries)
    first = min((*moments, *delivered), default="") if moments else ""
    return date.fromisoformat(first[:10]) if whole.holds(first) else whole.start


def of_satisfaction(marks: Sequence[tuple[str, float]], whole: Period) -> Figure:
    """The last mark of the period."""
    inside = [share for day, share in marks if whole.holds(day)]
    if not inside:
        return lacking("satisfaction", "share", NO_MARK)
    return Figure("satisfaction", "share", inside[-1], n=len(inside))


def mean(name: str, unit: str, values: Sequence[float], missing: Text | None) -> Figure:
    """A figure that is the mean of a series."""
    if missing or not values:
        return lacking(name, unit, missing or NO_DONE)
    return Figure(name, unit, sum(values) / len(values), n=len(values))


def measured(name: str, found: Durations, missing: Text, source: str = "") -> Figure:
    """A figure of durations."""
    if not found.n:
        return Figure(name, "days", left_out=found.left_out, source=source, missing=missing)
    return Figure(name, "days", found.median, found.p85, found.p95, found.n, found.left_out, source)


def shared(name: str, value: float | None, n: int, missing: Text, source: str) -> Figure:
    """A figure that is a share."""
    if value is None:
        return Figure(name, "share", source=source, missing=missing)
    return Figure(name, "share", value, n=n, source=source)


def lacking(name: str, unit: str, missing: Text) -> Figure:
    """A figure that the data do not allow."""
    return Figure(name, unit, missing=missing)


def series_of(
    tickets: Sequence[Ticket],
    every: Sequence[Period],
    iterations: Sequence[Period],
    unit: str,
    weight: scope.Weight,
) -> list[Series]:
    """What there is to draw."""
    starts = tuple(week.start.isoformat() for week in every)
    turns = tuple(one.start.isoformat() for one in iterations)
    burnt = scope.burn(tickets, every, weight)
    states = flow.cumulative(tickets, every)
    bugs = [ticket for ticket in tickets if ticket.bug]
    opened, closed = flow.arrivals(bugs, every), flow.per_period((t.closed for t in bugs), every)
    speeds = scope.velocity(tickets, iterations, weight)
    under_way = [a + b for a, b in zip(states["doing"], states["review"], strict=True)]
    return [
        Series("velocity", unit, turns, {"done": tuple(speeds)}),
        Series("burnup", unit, starts, {"scope": burnt.scope, "done": burnt.done}),
        Series("burndown", unit, starts, {"left": burnt.left}),
        Series("throughput", "tickets", starts, {"done": floats(flow.throughput(tickets, every))}),
        Series("wip", "tickets", starts, {"wip": floats(under_way)}),
        Series("cumulative", "tickets", starts, {k: floats(v) for k, v in states.items()}),
        Series("bugs", "tickets", starts, {"opened": floats(opened), "closed": floats(closed)}),
    ]


def floats(values: Sequence[int]) -> tuple[float, ...]:
    """Counts as numbers."""
    return tuple(map(float, values))
