"""A session: every candidate read once, side by side, kept so that it can be taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from gettext import gettext as _
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from aifactory.errors import AifactoryError, BadInput
from aifactory.grading import reading
from aifactory.grading.outputs import replace_file
from aifactory.grading.reading import Order, Reading
from aifactory.locale import speak
from aifactory.workers import Done, side_by_side

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

    def prepare(self) -> None:
        """Make the folder; what it holds of people is for its owner alone."""
        try:
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            message = _("cannot write {path}: {reason}")
            raise BadInput(
                message.format(path=self.state, reason=error.strerror),
                _("choose another folder with --output"),
            ) from None

    def place(self, slug: str) -> Path:
        """Where a candidate's reading is kept."""
        return self.state / f"{slug}.json"

    def kept(self, order: Order, slug: str) -> Reading | None:
        """What was read of a candidate in this or an earlier run, a failure too; None for
        nothing that answers this order.
        """
        return earlier(order, self.place(slug))

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
        self.prepare()
        tasks = []
        for order, slug in orders:
            if not order.candidate.repository:
                fail(order, self.place(slug), _("the roster names no repository"))
                continue
            tasks.append(Task(order, self.place(slug), self.lang))

        def told(pieces: Sequence[Task], left: int, seconds: float | None) -> None:
            tell([task.order.candidate.name for task in pieces], left, seconds)

        ready = ("aifactory.grading.reading",)
        for done in side_by_side(
            carry_out, tasks, jobs=jobs, patience=patience, tell=told, preload=ready
        ):
            task: Task = done.piece
            if done.code or done.late:
                fail(task.order, task.place, ended(done, patience))
            yield task.order.candidate.name


def earlier(order: Order, place: Path) -> Reading | None:
    """What stands there, if it answers this order."""
    try:
        found = reading.load(place.read_bytes())
    except OSError:
        return None
    same = found and (found.key, found.candidate) == (order.key, order.candidate.name)
    return found if same else None


def fail(order: Order, place: Path, reason: str) -> None:
    """Keep why a candidate could not be read, beside what was read of him before."""
    before = earlier(order, place) or reading.failed(order, "")
    replace_file(place, reading.save(replace(before, failure=reason)))


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
    from aifactory.render.translate import Speech

    speak(task.lang)
    try:
        replace_file(task.place, reading.save(reading.read(task.order, silent)))
    except AifactoryError as error:
        said = map(Speech(task.lang).text, (error.said, error.hint))
        told = " → ".join(filter(None, said))
        fail(task.order, task.place, told)
    except Exception as error:  # the others are graded all the same
        message = _("this is a bug in aifactory: {error}").format(error=repr(error))
        fail(task.order, task.place, message)


def silent(message: str) -> None:
    """Progress of one process among several, which nobody watches."""
