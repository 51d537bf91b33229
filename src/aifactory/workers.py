"""Work done side by side in processes, so that a piece may crash or hang alone.

A process has one piece at a time. Where it may take another after it, what is lost with it is
still that one piece.
"""

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
SHARE = 100  # pieces that a process does before another takes its place
GROWN = 1 << 26  # bytes by which it may grow until then
Work = Callable[[Any], Any]
Again = Callable[[Any], bool]
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
    """A process that does one piece of work after another; `served` counts those before this."""

    def __init__(self, process: BaseProcess, pieces: Connection, answers: Connection) -> None:
        self.process = process
        self.pieces = pieces
        self.answers = answers
        self.piece: Any = None
        self.value: Any = None
        self.busy = self.stays = False
        self.served = -1
        self.since = 0.0

    def begin(self, piece: Any) -> None:
        """Hand it a piece; a process that is gone is found out by waiting for its answer."""
        self.piece, self.value = piece, None
        self.busy, self.stays = True, False
        self.served += 1
        self.since = time.monotonic()
        with suppress(BrokenPipeError):
            self.pieces.send(piece)

    def ended(self) -> bool:
        """Whether its piece is over; the value is taken as soon as it is there."""
        over = not self.process.is_alive()  # asked first: what it sent before can be read still
        with suppress(EOFError, OSError):
            if self.answers.poll():
                self.value, self.stays = self.answers.recv()
                self.busy = False
        return over or not self.busy

    def stop(self) -> None:
        """End the process and what it started: asked first, so that it can stop its helpers."""
        pid = self.process.pid
        self.pieces.close()
        if not self.busy:  # it leaves by itself
            self.process.join(GRACE)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join(MANNERS)
        if pid and os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.join(GRACE)
        self.answers.close()


class Crew:
    """At most `jobs` processes at work; one that may stay waits for its next piece."""

    def __init__(self, work: Work, again: Again | None, jobs: int, preload: Sequence[str]) -> None:
        self.context = _context(preload)
        self.work = work
        self.again = again
        self.jobs = jobs
        self.all: list[Running] = []
        self.ended = 0
        self.spent = 0.0  # seconds, by all that ended

    def busy(self) -> list[Running]:
        """Those that have a piece."""
        return [one for one in self.all if one.busy]

    def begin(self, piece: Any) -> None:
        """Have one that waits, else a new one, begin a piece."""
        for one in self.all:
            if not one.busy and one.process.is_alive():
                return one.begin(piece)
        new = _start(self.context, self.work, self.again)
        self.all.append(new)
        return new.begin(piece)

    def over(self, patience: float) -> Iterator[Done]:
        """What ended. A crash in a process that was not new is no piece's fault yet, for those
        before may have left it behind: it begins anew in a new one.
        """
        for one in self.busy():
            ended = one.ended()
            late = not ended and time.monotonic() - one.since > patience
            if not ended and not late:
                continue
            crashed = ended and one.busy
            code: int | None = 0
            if not one.stays:
                one.stop()  # also what a crashed process left behind
                self.all.remove(one)
                code = one.process.exitcode
            if crashed and one.served:
                self.all.append(new := _start(self.context, self.work, self.again))
                new.begin(one.piece)
                continue
            self.ended += 1
            self.spent += time.monotonic() - one.since
            code = -signal.SIGTERM if code is None or late else code
            yield Done(one.piece, code, late, one.value)

    @property
    def mean(self) -> float | None:
        """Seconds that a piece took; None before the first."""
        return self.spent / self.ended if self.ended else None

    def stop(self) -> None:
        """End them all."""
        for one in self.all:
            one.pieces.close()  # so that those that wait end side by side
        for one in self.all:
            one.stop()


def side_by_side(
    work: Work,
    pieces: Iterator[Any] | Sequence[Any],
    *,
    jobs: int,
    patience: float,
    tell: Tell | None = None,
    preload: Sequence[str] = (),
    again: Again | None = None,
) -> Iterator[Done]:
    """Do `work` on every piece, `jobs` at a time, each for at most `patience` seconds.

    Yields what ends, as it ends. `tell` hears now and then which pieces are under way, how many
    are left, and in how many seconds all may be done. What runs is stopped when the caller ends.
    A piece that is None stands for none to be had for the moment. `preload` names modules that
    processes find imported. Each piece has a process of its own, unless `again` says of a value
    that the process which gave it may take another; it may until it did `SHARE` or grew.
    """
    crew = Crew(work, again, jobs, preload)
    known = len(pieces) if isinstance(pieces, Sequence) else 0
    waiting, done = iter(pieces), list[Done]()
    more, taken = True, 0
    try:
        while more or crew.busy():
            while more and len(crew.busy()) < jobs:
                piece = next(waiting, waiting)
                if piece is waiting:
                    more = False
                elif piece is None:
                    break
                else:
                    taken += 1
                    crew.begin(piece)
            yield from done  # only now, so that nobody waits while the caller is at work
            running, rest = crew.busy(), max(0, known - taken)
            if tell:
                ahead = to_go(crew.mean, running, rest, jobs)
                tell([one.piece for one in running], rest + len(running), ahead)
            if running:
                _wait(running)
            elif more:
                time.sleep(TICK)
            done = list(crew.over(patience))
        yield from done
    finally:
        crew.stop()


def to_go(mean: float | None, running: Sequence[Running], waiting: int, jobs: int) -> float | None:
    """Seconds until all is done, from what a piece took before; None before the first."""
    if mean is None:
        return None
    now = time.monotonic()
    rest = sum(max(0.0, mean - (now - one.since)) for one in running) + mean * waiting
    return rest / jobs


def _wait(running: Sequence[Running]) -> None:
    """Until one of them says something or ends, but not for long."""
    heard: list[Any] = [one.process.sentinel for one in running]
    connection.wait(heard + [one.answers for one in running], timeout=TICK)


def _context(preload: Sequence[str]) -> ForkServerContext | SpawnContext:
    """Processes that share nothing with this one; those of a fork server start faster."""
    if "forkserver" in get_all_start_methods():
        context = get_context("forkserver")
        context.set_forkserver_preload(list(preload))
        return context
    return get_context("spawn")


def _start(context: ForkServerContext | SpawnContext, work: Work, again: Again | None) -> Running:
    environ = dict(os.environ)  # a fork server knows the one that it was started in
    pieces, to_do = context.Pipe(duplex=False)
    answers, told = context.Pipe(duplex=False)
    words = (work, again, environ, pieces, told)
    process = context.Process(target=_apart, args=words, daemon=True)
    try:
        process.start()
    finally:
        pieces.close()
        told.close()
    return Running(process, to_do, answers)


def _apart(
    work: Work,
    again: Again | None,
    environ: Mapping[str, str],
    pieces: Connection,
    answers: Connection,
) -> None:
    """In the new process: in a group of its own, without terminal, deaf to Ctrl-C."""
    os.environ.clear()
    os.environ.update(environ)
    if os.name == "posix":
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_outlive_nobody, daemon=True).start()
    begun, share = held(), SHARE
    while share:
        try:
            piece = pieces.recv()
        except EOFError:  # nobody asks any more
            return
        value = work(piece)
        well = again is not None and again(value) and held() - begun < GROWN
        share = share - 1 if well else 0
        with suppress(BrokenPipeError):
            answers.send((value, share > 0))


def held() -> int:
    """The most bytes of memory that this process has held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most << 10


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
