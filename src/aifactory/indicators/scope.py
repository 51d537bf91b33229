"""Scope and what is done of it: velocity, burnup and burndown (Scrum Guide 2010; Cohn 2005)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from aifactory.indicators.flow import so_far, sums
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
        return whole([s - d for s, d in zip(self.scope, self.done, strict=True)])


def velocity(
    tickets: Sequence[Ticket], iterations: Sequence[Period], weight: Weight
) -> list[float]:
    """What was finished in each iteration."""
    return [*whole(sums(((ticket.done, weight(ticket)) for ticket in tickets), iterations))]


def burn(tickets: Sequence[Ticket], periods: Sequence[Period], weight: Weight) -> Burn:
    """Scope counts what was opened and not dropped; done, what was finished."""
    opened = ((ticket.opened, weight(ticket)) for ticket in tickets)
    dropped = ((t.closed, -weight(t)) for t in tickets if t.closed and t.dropped)
    done = ((ticket.done, weight(ticket)) for ticket in tickets if ticket.done)
    return Burn(whole(so_far([*opened, *dropped], periods)), whole(so_far(done, periods)))


def whole(values: Sequence[float]) -> tuple[float, ...]:
    """Sums without what adding and taking away fractions leaves behind them."""
    return tuple(round(value, 6) + 0.0 for value in values)
