"""The orders of a run as workers take them, as far as time and requests allow."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from aifactory.fleet.amounts import Budget, Pace
from aifactory.fleet.orders import Order, Outcome

TRIES = 2  # of what crashed: a process can be killed for no fault of its repository


class Limits:
    """The time and the requests of one run, counted from now on."""

    def __init__(self, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.end = clock() + budget.time if budget.time else None
        self.pace = Pace(budget.requests, budget.window)

    @property
    def over(self) -> bool:
        """Whether the time of the run is over."""
        return self.end is not None and self.clock() >= self.end

    def free(self, under_way: int = 0) -> bool:
        """Whether more requests may be made now."""
        return self.pace.free(self.clock(), under_way)

    def count(self, requests: int) -> None:
        """So many requests were made."""
        self.pace.count(requests, self.clock())


class Queue(Iterator["Order | None"]):
    """Orders one by one; None where none is to be had for the moment.

    Whoever takes orders hands each outcome to `settle`, which says whether it is final.
    """

    def __init__(self, orders: Iterable[Order], limits: Limits) -> None:
        self.waiting = deque(orders)
        self.under_way: dict[int, Order] = {}
        self.tries: dict[int, int] = {}
        self.limits = limits

    def __next__(self) -> Order | None:
        if not self.under_way and (not self.waiting or self.limits.over):
            raise StopIteration
        if not self.waiting or self.limits.over or not self.limits.free(len(self.under_way)):
            return None
        order = self.waiting.popleft()
        self.under_way[order.repository] = order
        return order

    @property
    def left(self) -> int:
        """How many orders are not settled."""
        return len(self.waiting) + len(self.under_way)

    def settle(self, outcome: Outcome) -> bool:
        """Whether an outcome is final; else its order will be tried once more."""
        self.limits.count(outcome.requests)
        order = self.under_way.pop(outcome.repository)
        tries = self.tries[outcome.repository] = self.tries.get(outcome.repository, 0) + 1
        if outcome.failure and outcome.failure.kind == "crash" and tries < TRIES:
            self.waiting.append(order)
            return False
        return True
