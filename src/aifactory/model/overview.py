"""What several scorecards of one repository say together."""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True):
    """A pack of the certification; `card` is the place of its scorecard, None where it has none."""

    id: str
    card: int | None = None


class Apart(Struct, frozen=True):
    """What the certification asks besides, and how that is judged."""

    title: str
    how: str


class Overview(Struct, frozen=True, kw_only=True):
    """Scorecards by their places: those of the certification, where any is, and the `further` ones.

    `whole`: all packs were asked for.
    """

    title: str
    parts: tuple[Part, ...] = ()
    apart: tuple[Apart, ...] = ()
    further: tuple[int, ...] = ()
    whole: bool = False
