"""Flow: how much is finished, how long it takes, how much is under way.

Definitions follow the Kanban Guide (2020) and Vacanti, "Actionable Agile Metrics" (2015):
throughput counts items finished in a period, lead time runs from opening to closing, cycle time
from when work was first taken up, work in progress is what was taken up and is not finished.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import ceil
from statistics import median

from msgspec import Struct

from aifactory.indicators.periods import Calendar, Period
from aifactory.indicators.tickets import STARTED, STATES, Ticket, standing
from aifactory.model import Aging


class Durations(Struct, frozen=True):
    """Days that things took: `n` measured, `left_out` without the dates to measure them.

    The median interpolates; the 85th and 95th percentiles are nearest-rank: a duration that was.
    """

    n: int
    left_out: int
    median: float = 0.0
    p85: float = 0.0
    p95: float = 0.0
    values: tuple[tuple[str, float], ...] = ()  # (when it ended, days), oldest first


def nearest_rank(values: Sequence[float], share: float) -> float:
    """The least value that at least this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def durations(pairs: Iterable[tuple[str, str]], calendar: Calendar) -> Durations:
    """Of (begun, ended) times; a pair that lacks its beginning is left out."""
    measured, left_out = list[tuple[str, float]](), 0
    for begun, ended in pairs:
        if begun and ended:
            measured.append((ended, calendar.between(begun, ended)))
        else:
            left_out += 1
    measured.sort()
    days = [value for _, value in measured]
    if not days:
        return Durations(0, left_out)
    return Durations(
        n=len(days),
        left_out=left_out,
        median=median(days),
        p85=nearest_rank(days, 0.85),
        p95=nearest_rank(days, 0.95),
        values=tuple(measured),
    )


def finished(tickets: Iterable[Ticket], period: Period) -> list[Ticket]:
    """The tickets that were done in a period."""
    return [ticket for ticket in tickets if period.holds(ticket.done)]


def lead_time(tickets: Iterable[Ticket], period: Period, calendar: Calendar) -> Durations:
    """From opening to closing, of what was done in the period."""
    return durations(((t.opened, t.done) for t in finished(tickets, period)), calendar)


def cycle_time(tickets: Iterable[Ticket], period: Period, calendar: Calendar) -> Durations:
    """From first being taken up to closing, of what was done in the period."""
    return durations(((t.taken_up, t.done) for t in finished(tickets, period)), calendar)


def throughput(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> list[int]:
    """How many tickets were done in each period."""
    return per_period((ticket.done for ticket in tickets), weeks)


def arrivals(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> list[int]:
    """How many tickets were opened in each period."""
    return per_period((ticket.opened for ticket in tickets), weeks)


def per_period(moments: Iterable[str], weeks: Sequence[Period]) -> list[int]:
    """How many times lie in each of successive periods."""
    return [round(sum_) for sum_ in sums(((moment, 1) for moment in moments), weeks)]


def sums(amounts: Iterable[tuple[str, float]], weeks: Sequence[Period]) -> list[float]:
    """What amounts at their times come to in each of successive periods; a time that is "", or
    outside of them all, does not count.
    """
    found = [0.0] * len(weeks)
    if weeks:
        first, ends = weeks[0].first, [week.last for week in weeks]
        for moment, amount in amounts:
            if first <= moment <= ends[-1]:
                found[bisect_left(ends, moment)] += amount
    return found


def so_far(amounts: Iterable[tuple[str, float]], weeks: Sequence[Period]) -> list[float]:
    """What amounts at their times come to at the end of each of successive periods."""
    found = [0.0] * (len(weeks) + 1)  # the last one: after them all
    ends = [week.last for week in weeks]
    for moment, amount in amounts:
        found[bisect_left(ends, moment)] += amount
    return [*accumulate(found[:-1])]


def in_progress(tickets: Sequence[Ticket], moment: str) -> int:
    """How many tickets were under way at a time."""
    return sum(state in STARTED for state in map(standing(tickets, moment), tickets))


def aging(tickets: Iterable[Ticket], moment: str, calendar: Calendar) -> list[Aging]:
    """What is under way at a time, since it was first taken up, the oldest first."""
    found = [
        Aging(
            *(t.id, t.title, t.url, t.state_at(moment)),
            days=calendar.between(t.started, moment),
            epic=t.epic,
        )
        for t in tickets
        if t.state_at(moment) in STARTED
    ]
    return sorted(found, key=lambda one: (-one.days, one.id))


def cumulative(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> dict[str, list[int]]:
    """How many tickets stood in each state at the end of each period: each is counted in at the
    time it came into a state and out when it left, so that its cost does not grow with the weeks.
    """
    steps: dict[str, list[tuple[str, float]]] = {state: [] for state in STATES}
    for ticket in tickets:
        stood = ""
        for moment, state in ticket.path():
            if state != stood:
                if stood:
                    steps[stood].append((moment, -1))
                if state:
                    steps[state].append((moment, 1))
                stood = state
    return {state: [round(count) for count in so_far(steps[state], weeks)] for state in STATES}


def weigh(tickets: Sequence[Ticket], least: float = 0.5) -> tuple[str, Callable[[Ticket], float]]:
    """The unit of effort: points where at least so large a share of what was done has a size,
    else the ticket; and what a ticket weighs in it (one without a size weighs no points).
    """
    done = [ticket for ticket in tickets if ticket.done]
    sized = sum(ticket.points is not None for ticket in done)
    if done and sized >= least * len(done):
        return "points", points
    return "tickets", one_each


def points(ticket: Ticket) -> float:
    """The size of a ticket, 0 where it has none."""
    return ticket.points or 0.0


def one_each(ticket: Ticket) -> float:  # noqa: ARG001
    """Every ticket weighs the same."""
    return 1.0
