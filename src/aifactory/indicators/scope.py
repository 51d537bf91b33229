"""Scope and what is done of it: velocity, burnup and burndown (Scrum Guide 2010; Cohn 2005)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from aifactory.indicators.flow import finished
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
        return tuple(s - d for s, d in zip(self.scope, self.done, strict=True))


def velocity(
    tickets: Sequence[Ticket], iterations: Sequence[Period], weight: Weight
) -> list[float]:
    """What was finished in each iteration."""
    return [sum(map(weight, finished(tickets, one))) for one in iterations]


def burn(tickets: Sequence[Ticket], periods: Sequence[Period], weight: Weight) -> Burn:
    """Scope counts what was opened and not dropped; done, what was finished."""
    scope, done = [], []
    for period in periods:
        moment = period.last
        known = [
            t for t in tickets if t.opened <= moment and not (t.dropped and t.closed <= moment)
        ]
        scope.append(sum(map(weight, known)))
        done.append(
            sum(weight(ticket) for ticket in known if ticket.done and ticket.done <= moment)
        )
    return Burn(tuple(scope), tuple(done))
