"""Flow: how much is finished, how long it takes, how much is under way.

Definitions follow the Kanban Guide (2020) and Vacanti, "Actionable Agile Metrics" (2015):
throughput counts items finished in a period, lead time runs from opening to closing, cycle time
from when work was first taken up, work in progress is what was taken up and is not finished.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import ceil
from statistics import median
from typing import Literal

from msgspec import Struct

from aifactory.indicators.periods import Calendar, Period
from aifactory.indicators.tickets import STARTED, State, Ticket
from aifactory.model import Aging

STATES: tuple[State, ...] = ("todo", "doing", "review", "done")


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
    return durations(((t.started, t.done) for t in finished(tickets, period)), calendar)


def throughput(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> list[int]:
    """How many tickets were done in each period."""
    return per_period((ticket.done for ticket in tickets), weeks)


def arrivals(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> list[int]:
    """How many tickets were opened in each period."""
    return per_period((ticket.opened for ticket in tickets), weeks)


def per_period(moments: Iterable[str], weeks: Sequence[Period]) -> list[int]:
    """How many times lie in each of successive periods."""
    if not weeks:
        return []
    first, days = weeks[0].start, weeks[0].days
    counted: Counter[int] = Counter()
    for moment in moments:
        if moment:
            year, month, day = (int(part) for part in moment[:10].split("-"))
            counted[(type(first)(year, month, day) - first).days // days] += 1
    return [counted[position] for position in range(len(weeks))]


def in_progress(tickets: Iterable[Ticket], moment: str) -> int:
    """How many tickets were under way at a time."""
    return sum(ticket.state_at(moment) in STARTED for ticket in tickets)


def aging(tickets: Iterable[Ticket], moment: str, calendar: Calendar) -> list[Aging]:
    """What is under way at a time, the oldest first."""
    found = [
        Aging(t.id, t.title, t.url, t.state_at(moment), calendar.between(t.started, moment))
        for t in tickets
        if t.state_at(moment) in STARTED
    ]
    return sorted(found, key=lambda one: (-one.days, one.id))


def cumulative(tickets: Sequence[Ticket], weeks: Sequence[Period]) -> dict[str, list[int]]:
    """How many tickets stood in each state at the end of each period.

    A ticket is looked at when it changes, not at the end of each period: there are fewer changes.
    """
    ends = [week.last for week in weeks]
    steps = {state: [0] * (len(ends) + 1) for state in STATES}
    for ticket in tickets:
        times = {ticket.opened, ticket.closed or ticket.opened, *(move.at for move in ticket.moves)}
        before: State | Literal[""] = ""
        for moment in sorted(times):
            state = ticket.state_at(moment)
            position = bisect_left(ends, moment)
            if before:
                steps[before][position] -= 1
            if state:
                steps[state][position] += 1
            before = state
    return {state: [*accumulate(row)][:-1] for state, row in steps.items()}


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
