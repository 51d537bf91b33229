"""Work done side by side, each piece in a process of its own that may crash or hang alone."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from multiprocessing import connection, get_all_start_methods, get_context, parent_process
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:  # not every system has them all
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

TICK = 0.2  # seconds between two looks at the clock
MANNERS = 1.0  # seconds that a process may take to end what it has started
GRACE = 2.0  # seconds that a killed process may take to be gone
Work = Callable[[Any], Any]
Tell = Callable[[Sequence[Any], int, "float | None"], None]


class Done(Struct, frozen=True):
    """A piece of work that came to an end. `code` is its process's: 0 fine, negative a signal;
    `late`: it was stopped because its time was over; `value` is what the work returned.
    """

    piece: Any
    code: int
    late: bool = False
    value: Any = None


class Running:
    """A piece of work under way in a process of its own."""

    def __init__(self, process: BaseProcess, answer: Connection, piece: Any) -> None:
        self.process = process
        self.answer = answer
        self.piece = piece
        self.value: Any = None
        self.since = time.monotonic()

    def ended(self) -> bool:
        """Whether it is over; its value is taken as soon as it is there, for a pipe is narrow."""
        if self.answer.closed:
            return not self.process.is_alive()
        over = not self.process.is_alive()  # asked first: what it sent before can be read still
        with suppress(EOFError, OSError):
            if self.answer.poll():
                self.value = self.answer.recv()
                self.answer.close()
                self.process.join(GRACE)
                return True
            return over
        self.answer.close()
        self.process.join(GRACE)
        return not self.process.is_alive()

    def stop(self) -> None:
        """End the process and what it started: asked first, so that it can stop its helpers."""
        pid = self.process.pid
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(MANNERS)
        if pid and os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.join(GRACE)
        self.answer.close()


def side_by_side(
    work: Work,
    pieces: Iterator[Any] | Sequence[Any],
    *,
    jobs: int,
    patience: float,
    tell: Tell | None = None,
    preload: Sequence[str] = (),
) -> Iterator[Done]:
    """Do `work` on every piece, `jobs` at a time, each for at most `patience` seconds.

    Yields what ends, as it ends. `tell` hears now and then which pieces are under way, how many
    are left, and in how many seconds all may be done. What runs is stopped when the caller ends.
    A piece that is None stands for none to be had for the moment. `preload` names modules that
    processes find imported.
    """
    context = _context(preload)
    known = len(pieces) if isinstance(pieces, Sequence) else 0
    waiting, running, spent = iter(pieces), list[Running](), list[float]()
    more, taken = True, 0
    try:
        while more or running:
            while more and len(running) < jobs:
                piece = next(waiting, waiting)
                if piece is waiting:
                    more = False
                elif piece is None:
                    break
                else:
                    taken += 1
                    running.append(_start(context, work, piece))
            rest = max(0, known - taken)
            if tell:
                ahead = to_go(spent, running, rest, jobs)
                tell([one.piece for one in running], rest + len(running), ahead)
            if running:
                _wait(running)
            elif more:
                time.sleep(TICK)
            for one in list(running):
                over = one.ended()
                late = not over and time.monotonic() - one.since > patience
                if not over and not late:
                    continue
                one.stop()  # also what a crashed process left behind
                running.remove(one)
                spent.append(time.monotonic() - one.since)
                code = one.process.exitcode
                code = -signal.SIGTERM if code is None or late else code
                yield Done(one.piece, code, late, one.value)
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


def _wait(running: Sequence[Running]) -> None:
    """Until one of them says something or ends, but not for long."""
    heard = [one.process.sentinel for one in running]
    heard += [one.answer for one in running if not one.answer.closed]  # type: ignore[misc]
    connection.wait(heard, timeout=TICK)


def _context(preload: Sequence[str]) -> ForkServerContext | SpawnContext:
    """Processes that share nothing with this one; those of a fork server start faster."""
    if "forkserver" in get_all_start_methods():
        context = get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        return context
    return get_context("spawn")


def _start(context: ForkServerContext | SpawnContext, work: Work, piece: Any) -> Running:
    environ = dict(os.environ)  # a fork server knows the one that it was started in
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_apart, args=(work, piece, environ, theirs), daemon=True)
    try:
        process.start()
    finally:
        theirs.close()
    return Running(process, ours, piece)


def _apart(work: Work, piece: Any, environ: Mapping[str, str], answer: Connection) -> None:
    """In the new process: in a group of its own, without terminal, deaf to Ctrl-C."""
    os.environ.clear()
    os.environ.update(environ)
    if os.name == "posix":
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    value = work(piece)
    with suppress(BrokenPipeError):
        answer.send(value)


def _leave(number: int, frame: object) -> None:
    """Unwind, so that every helper that was started is stopped."""
    del frame
    sys.exit(-number)


def _outlive_nobody() -> None:
    """End with the process that asked for the work, whatever became of it."""
    asker = parent_process()
    if asker is None:
        return
    asker.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(MANNERS)
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
