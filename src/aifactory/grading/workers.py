"""Work done side by side, each piece in a process of its own that may crash or hang alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection, get_all_start_methods, get_context
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:  # not every system has them all
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

TICK = 0.2  # seconds between two looks at the clock
GRACE = 2.0  # seconds that a killed process may take to be gone
Work = Callable[[Any], None]


class Done(Struct, frozen=True):
    """A piece of work that came to an end. `code` is its process's: 0 fine, negative a signal;
    `late`: it was stopped because its time was over.
    """

    piece: Any
    code: int
    late: bool = False


class Running:
    """A piece of work under way in a process of its own."""

    def __init__(self, process: BaseProcess, piece: Any) -> None:
        self.process = process
        self.piece = piece
        self.since = time.monotonic()

    def stop(self) -> None:
        """End the process and what it started."""
        pid = self.process.pid
        if pid and os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.join(GRACE)


def side_by_side(
    work: Work,
    pieces: Sequence[Any],
    *,
    jobs: int,
    patience: float,
    tell: Callable[[Sequence[Any], int, float | None], None],
) -> Iterator[Done]:
    """Do `work` on every piece, `jobs` at a time, each for at most `patience` seconds.

    Yields what ends, as it ends. `tell` hears now and then which pieces are under way, how many
    are left, and in how many seconds all may be done. What runs is stopped when the caller ends.
    """
    context = _context()
    waiting, running, spent = list(pieces), list[Running](), list[float]()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_start(context, work, waiting.pop(0)))
            left = len(waiting) + len(running)
            tell([one.piece for one in running], left, to_go(spent, running, len(waiting), jobs))
            connection.wait([one.process.sentinel for one in running], timeout=TICK)
            for one in list(running):
                late = time.monotonic() - one.since > patience
                if one.process.is_alive() and not late:
                    continue
                late = late and one.process.is_alive()
                one.stop()  # also what a crashed process left behind
                running.remove(one)
                spent.append(time.monotonic() - one.since)
                code = one.process.exitcode
                yield Done(one.piece, -signal.SIGTERM if code is None else code, late)
    finally:
        for one in running:
            one.stop()


def to_go(
    spent: Sequence[float], running: Sequence[Running], waiting: int, jobs: int
) -> float | None:
    """Seconds until all is done, from what the pieces before took; None before the first."""
    if not spent:
        return None
    mean, now = sum(spent) / len(spent), time.monotonic()
    rest = sum(max(0.0, mean - (now - one.since)) for one in running) + mean * waiting
    return rest / jobs


def _context() -> ForkServerContext | SpawnContext:
    """Processes that share nothing with this one; those of a fork server start faster."""
    if "forkserver" in get_all_start_methods():
        context = get_context("forkserver")
        context.set_forkserver_preload(["aifactory.grading.reading"])
        return context
    return get_context("spawn")


def _start(context: ForkServerContext | SpawnContext, work: Work, piece: Any) -> Running:
    environ = dict(os.environ)  # a fork server knows the one that it was started in
    process = context.Process(target=_apart, args=(work, piece, environ), daemon=True)
    process.start()
    return Running(process, piece)


def _apart(work: Work, piece: Any, environ: Mapping[str, str]) -> None:
    """In the new process: in a group of its own, without terminal, deaf to Ctrl-C."""
    os.environ.clear()
    os.environ.update(environ)
    if os.name == "posix":
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    work(piece)
