"""Scope and what is done of it: velocity, burnup and burndown (Scrum Guide 2010; Cohn 2005)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from msgspec import Struct

from aifactory.indicators.periods import Period
from aifactory.indicators.tickets import Ticket

Weight = Callable[[Ticket], float]


class Burn(Struct, frozen=True):
    """Scope, what is done of it and what remains, at the end of each period."""

    scope: tuple[float, ...]
    done: tuple[float, ...]

    @property
    def left(self) -> tuple[float, ...]:
        """The burndown: scope without what is done."""
        return tuple(round(s - d, 6) for s, d in zip(self.scope, self.done, strict=True))


def velocity(
    tickets: Sequence[Ticket], iterations: Sequence[Period], weight: Weight
) -> list[float]:
    """What was finished in each of successive iterations."""
    starts = [one.start.isoformat() for one in iterations]
    sums = [0.0] * len(starts)
    for ticket in tickets:
        position = bisect_right(starts, ticket.done[:10]) - 1
        if position >= 0 and iterations[position].holds(ticket.done):
            sums[position] += weight(ticket)
    return sums


def burn(tickets: Sequence[Ticket], periods: Sequence[Period], weight: Weight) -> Burn:
    """Scope counts what was opened and not dropped; done, what was finished."""
    ends = [period.last for period in periods]
    scope, done = [0.0] * (len(ends) + 1), [0.0] * (len(ends) + 1)
    for ticket in tickets:
        size = weight(ticket)
        scope[bisect_left(ends, ticket.opened)] += size
        if ticket.closed:
            closed = bisect_left(ends, max(ticket.opened, ticket.closed))
            if ticket.dropped:
                scope[closed] -= size
            else:
                done[closed] += size
    return Burn(running(scope), running(done))


def running(steps: Sequence[float]) -> tuple[float, ...]:
    """What steps add up to, without the last; sizes taken away again leave no dust behind."""
    return tuple(round(total, 6) for total in [*accumulate(steps)][:-1])
