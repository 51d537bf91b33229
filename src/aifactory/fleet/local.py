"""Orders carried out on this machine, one at a time in each of some processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from aifactory.fleet.orders import PRELOAD, Order, Outcome, concluded
from aifactory.fleet.queue import Queue
from aifactory.workers import side_by_side

Tell = Callable[[Sequence[Order], int], None]


def on_this_machine(queue: Queue, *, jobs: int, seconds: float, tell: Tell) -> Iterator[Outcome]:
    """The outcomes of a queue's orders, `jobs` at a time, each within so many seconds."""

    def told(pieces: Sequence[Order], left: int, rest: float | None) -> None:
        del left, rest
        tell(pieces, queue.left)

    work = side_by_side(
        audit, queue, jobs=jobs, patience=seconds, tell=told, preload=PRELOAD, again=went_well
    )
    for done in work:
        yield concluded(done)


def audit(order: Order) -> Outcome:
    """Carry out an order, in a process that has what it takes loaded: this one need not."""
    from aifactory.fleet import task

    return task.audit(order)


def went_well(outcome: Outcome) -> bool:
    """Whether the process that read a repository may read another: nothing unforeseen was met."""
    return outcome.failure is None
