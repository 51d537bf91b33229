"""Changes to a forge: planned, then made one after another, so that any stop can be resumed.

A step says what it does, does it with one call of the writer, and can tell from the forge whether
it stands. Nothing else is needed to go on after a failure: plan again, and do what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from aifactory.forge.errors import Already, ForgeError, Refused, Uncertain
from aifactory.forge.protocol import Reader, Writer
from aifactory.model import Text

Sign = Literal["+", "~", "-"]


class Step(Protocol):
    """One change."""

    @property
    def sign(self) -> Sign:
        """Whether it adds, changes or removes."""

    @property
    def text(self) -> Text:
        """What it changes."""

    def make(self, writer: Writer) -> None:
        """Ask the forge for it."""

    def stands(self, reader: Reader) -> bool:
        """Whether the forge has it."""


class Plan(Struct, frozen=True):
    """Steps in their order, and what was seen and left alone."""

    steps: tuple[Step, ...] = ()
    remarks: tuple[Text, ...] = ()

    def __add__(self, other: Plan) -> Plan:
        return Plan(self.steps + other.steps, self.remarks + other.remarks)


class Outcome(Struct, frozen=True):
    """What was made, what the forge refused and why, what is left, and what stopped it."""

    made: tuple[Step, ...] = ()
    refused: tuple[tuple[Step, ForgeError], ...] = ()
    left: tuple[Step, ...] = ()
    error: ForgeError | None = None


def carry_out(
    steps: Sequence[Step],
    reader: Reader,
    writer: Writer,
    tell: Callable[[Step], None],
) -> Outcome:
    """Make the steps; a refusal is noted and passed over, another failure ends it."""
    made: list[Step] = []
    refused: list[tuple[Step, ForgeError]] = []
    for position, step in enumerate(steps):
        tell(step)
        try:
            make(step, reader, writer)
        except Refused as error:
            refused.append((step, error))
        except ForgeError as error:
            return Outcome(tuple(made), tuple(refused), tuple(steps[position:]), error)
        else:
            made.append(step)
    return Outcome(tuple(made), tuple(refused))


def make(step: Step, reader: Reader, writer: Writer) -> None:
    """Make a step once: where its answer is lost the forge is read before it is asked again."""
    try:
        _ask(step, reader, writer)
    except Uncertain:
        if not step.stands(reader):
            _ask(step, reader, writer)


def _ask(step: Step, reader: Reader, writer: Writer) -> None:
    """Ask for a step; what is there already is made, unless it is something else of its name."""
    try:
        step.make(writer)
    except Already:
        if not step.stands(reader):
            raise
