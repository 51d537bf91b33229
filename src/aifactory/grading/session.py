"""A session: every candidate read once, side by side, kept so that it can be taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path

from msgspec import Struct

from aifactory.errors import AifactoryError
from aifactory.grading import reading
from aifactory.grading.outputs import replace_file
from aifactory.grading.reading import Order, Reading
from aifactory.grading.workers import Done, side_by_side
from aifactory.locale import speak

STATE = ".session"
Tell = Callable[[Sequence[str], int, float | None], None]


class Task(Struct, frozen=True):
    """One candidate to read, where to keep the outcome, and the language of its errors."""

    order: Order
    place: Path
    lang: str


class Session:
    """The readings kept in a folder."""

    def __init__(self, folder: Path, lang: str) -> None:
        self.state = folder / STATE
        self.lang = lang

    def place(self, slug: str) -> Path:
        """Where a candidate's reading is kept."""
        return self.state / f"{slug}.json"

    def kept(self, order: Order, slug: str) -> Reading | None:
        """What was read of a candidate in this or an earlier run, a failure too; None for
        nothing that answers this order.
        """
        try:
            found = reading.load(self.place(slug).read_bytes())
        except OSError:
            return None
        same = found and (found.key, found.candidate) == (order.key, order.candidate.name)
        return found if same else None

    def unread(
        self, orders: Iterable[tuple[Order, str]], again: Callable[[str], bool]
    ) -> list[tuple[Order, str]]:
        """The orders still to be carried out: never read, failed, or to be read `again`."""
        found = []
        for order, slug in orders:
            known = self.kept(order, slug)
            if known is None or known.facts is None or again(order.candidate.name):
                found.append((order, slug))
        return found

    def read(
        self,
        orders: Sequence[tuple[Order, str]],
        *,
        jobs: int,
        patience: float,
        tell: Tell,
    ) -> Iterator[str]:
        """Carry out the orders, each in a process of its own; names of candidates as they end."""
        tasks = []
        for order, slug in orders:
            if not order.candidate.repository:
                reason = _("the roster names no repository")
                self.keep(slug, reading.failed(order, reason))
                continue
            self.place(slug).unlink(missing_ok=True)
            tasks.append(Task(order, self.place(slug), self.lang))
        self.state.mkdir(parents=True, exist_ok=True)

        def told(pieces: Sequence[Task], left: int, seconds: float | None) -> None:
            tell([task.order.candidate.name for task in pieces], left, seconds)

        for done in side_by_side(carry_out, tasks, jobs=jobs, patience=patience, tell=told):
            order = done.piece.order
            if self.kept(order, done.piece.place.stem) is None:
                self.keep(done.piece.place.stem, reading.failed(order, ended(done, patience)))
            yield order.candidate.name

    def keep(self, slug: str, outcome: Reading) -> None:
        """Save a reading."""
        replace_file(self.place(slug), reading.save(outcome))


def ended(done: Done, patience: float) -> str:
    """Why a process left nothing behind."""
    if done.late:
        minutes = f"{patience / 60:g}"
        return _("stopped: it was not read within {minutes} min (see --timeout)").format(
            minutes=minutes
        )
    return _("the reader crashed (exit code {code})").format(code=done.code)


def carry_out(task: Task) -> None:
    """Read one candidate and keep the outcome; runs in a process of its own."""
    speak(task.lang)
    try:
        outcome = reading.read(task.order, silent)
    except AifactoryError as error:
        told = " → ".join(filter(None, (str(error), error.hint)))
        outcome = reading.failed(task.order, told)
    except Exception as error:  # the others are graded all the same
        message = _("this is a bug in aifactory: {error}").format(error=repr(error))
        outcome = reading.failed(task.order, message)
    replace_file(task.place, reading.save(outcome))


def silent(message: str) -> None:
    """Progress of one process among several, which nobody watches."""
