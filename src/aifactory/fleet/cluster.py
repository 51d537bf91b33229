"""Orders carried out by workers of Dask, on any number of machines.

A worker carries each order out as this machine does, in a process of its own, so that a repository
that crashes or hangs takes nothing with it. Only what is soon to be carried out is handed over:
a scheduler that is restarted loses little, and that is handed over again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import current_process
from typing import Any
from uuid import uuid4

from aifactory.errors import AifactoryError, BadInput
from aifactory.extras import CLUSTER, needed
from aifactory.fleet.local import Tell
from aifactory.fleet.orders import Failure, Order, Outcome
from aifactory.fleet.queue import Queue
from aifactory.fleet.task import apart
from aifactory.model import Text

Say = Callable[[Text], None]
TICK = 1.0  # seconds between two looks
AHEAD = 2  # orders handed over for each thread of the workers
LEAST = 8  # orders handed over while no worker is known
CONNECT = 10.0  # seconds for one attempt to reach the scheduler


class Cluster:
    """A scheduler's workers; orders that were handed over outlive its restart."""

    def __init__(self, scheduler: str, say: Say, *, patience: float = 600.0) -> None:
        """`say` hears of a scheduler that went away."""
        needed(CLUSTER)
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters, we say
        self.say = say
        self.scheduler = scheduler
        self.patience = patience
        self.client: Any = None
        self.handed: dict[Any, Order] = {}

    def run(self, queue: Queue, *, tell: Tell) -> Iterator[Outcome]:
        """The outcomes of a queue's orders, as they come."""
        self.connect(first=True)
        try:
            yield from self._outcomes(queue, tell)
        finally:
            with suppress(Exception):
                self.client.cancel(list(self.handed))
            self.disconnect()

    def _outcomes(self, queue: Queue, tell: Tell) -> Iterator[Outcome]:
        more = True
        while more or self.handed:
            again: list[Order] = []
            try:
                more = self._fill(queue)
                tell(list(self.handed.values()), queue.left)
                for future in self._ended():
                    order = self.handed.pop(future)
                    outcome = self._outcome(future, order)
                    if outcome is None:
                        again.append(order)
                    else:
                        yield outcome
            except OSError:  # Dask's own errors of connections are of this kind
                again += self.handed.values()
            if again or self.client.status != "running":
                again += [one for one in self.handed.values() if one not in again]
                self.handed.clear()
                self.say(Text("the scheduler is away, trying again"))
                self.connect()
                for order in again:
                    self._hand_over(order)

    def _fill(self, queue: Queue) -> bool:
        """Hand over what the workers can soon begin; False once nothing will be left."""
        threads = sum(self.client.nthreads().values())
        while len(self.handed) < max(AHEAD * threads, LEAST):
            order = next(queue, queue)
            if order is queue:
                return False
            if not isinstance(order, Order):
                return True
            self._hand_over(order)
        return True

    def _hand_over(self, order: Order) -> None:
        key = f"aifactory-{order.repository}-{uuid4().hex[:8]}"
        future = self.client.submit(in_worker, order, key=key, pure=False)
        self.handed[future] = order

    def _ended(self) -> list[Any]:
        """The futures that are over, waited for a little."""
        from distributed import wait
        from distributed.client import FuturesCancelledError

        if not self.handed:
            time.sleep(TICK)
            return []
        with suppress(TimeoutError, FuturesCancelledError):  # those are told by their status
            wait(list(self.handed), timeout=TICK, return_when="FIRST_COMPLETED")  # type: ignore[no-untyped-call]
        return [future for future in self.handed if future.done()]

    def _outcome(self, future: Any, order: Order) -> Outcome | None:
        """What a future holds; None where it was lost with the scheduler."""
        if future.status in ("lost", "cancelled"):
            return None
        error = future.exception() if future.status == "error" else None
        if error is None:
            found: Outcome = future.result()
            return found
        return Outcome(repository=order.repository, failure=crash(error))

    def connect(self, *, first: bool = False) -> None:
        """Reach the scheduler, the first time at once, later within patience."""
        from distributed import Client

        self.disconnect()
        end = time.monotonic() + (0 if first else self.patience)
        while True:
            try:
                self.client = Client(self.scheduler, timeout=CONNECT)  # type: ignore[no-untyped-call]
                return
            except (OSError, ValueError) as error:
                if time.monotonic() < end and isinstance(error, OSError):
                    time.sleep(TICK)
                    continue
                kind = BadInput if first else SchedulerGone
                values = {"scheduler": self.scheduler, "reason": str(error).split("\n")[0]}
                raise kind(
                    Text("no scheduler answers at {scheduler}: {reason}", values),
                    Text("start one with `dask scheduler`, its workers with `dask worker`"),
                ) from None

    def disconnect(self) -> None:
        """Let go of the scheduler."""
        if self.client is not None:
            with suppress(Exception):
                self.client.close(timeout=CONNECT)
            self.client = None


class SchedulerGone(AifactoryError):
    """The scheduler did not come back in time."""

    exit_code = 3


def in_worker(order: Order) -> Outcome:
    """Carry out an order in a worker of Dask; as it is started, it might have no processes."""
    current_process().daemon = False
    return apart(order)


def crash(error: BaseException) -> Failure:
    """A worker that ended again and again, or something that was not foreseen."""
    if type(error).__name__ == "KilledWorker":
        return Failure("crash", Text("the workers that read it ended, again and again"))
    return Failure("bug", Text("this is a bug in aifactory: {error}", {"error": repr(error)[:500]}))
