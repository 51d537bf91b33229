"""Ways to read a repository that end badly, by the repository's name; put in the place of ours.

Workers import this module: a function patched in a test's own process would not reach them.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from aifactory.fleet import cluster, task
from aifactory.fleet.orders import Order, Outcome

WAIT = 300.0  # seconds that no test should need
audit_well = task.audit
in_worker_well = cluster.in_worker


def audit(order: Order) -> Outcome:
    """As `task.audit`, save for repositories whose name promises otherwise."""
    place = Path(order.address)
    kind = place.name.partition("-")[0]
    mark = place.with_suffix(".begun")
    if kind == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if kind == "exit":
        os._exit(7)
    if kind == "killed" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "hang":
        mark.write_text(str(os.getpid()))
        time.sleep(WAIT)
    if kind == "slow":
        mark.touch()
        time.sleep(1.0)
    if kind == "bug":
        task.gather = unforeseen  # in this process alone
    return audit_well(order)


def unforeseen(*_: object) -> None:
    """A mistake in a reader of facts."""
    raise RuntimeError("not foreseen")


def in_worker(order: Order) -> Outcome:
    """As `cluster.in_worker`, with the reader above; "worker-…" ends the worker itself, once."""
    place = Path(order.address)
    mark = place.with_suffix(".begun")
    if place.name.startswith("worker-") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    task.audit = audit
    return in_worker_well(order)
