"""Which packs make up the certification (`policies/certification.yml`), and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from msgspec import Struct, convert

from aifactory.model import Apart, Overview, Part, Scorecard
from aifactory.policy import Localized, available, data_path
from aifactory.policy.source import parse

ALL = "all"  # in the place of a pack's name


class Besides(Struct, frozen=True):
    """What is judged apart, and how."""

    title: Localized
    how: Localized


class Certification(Struct, frozen=True):
    """The whole file."""

    title: Localized
    packs: tuple[str, ...]
    apart: tuple[Besides, ...]
    further: tuple[str, ...]


@cache
def certification() -> Certification:
    """The shipped file."""
    raw: Any = parse(data_path("certification.yml").read_text("utf-8")).value
    return convert(raw, Certification)


def every() -> tuple[str, ...]:
    """The names of the shipped packs: the certification's, then the further ones."""
    told, shipped = certification(), available()
    known = [name for name in (*told.packs, *told.further) if name in shipped]
    return tuple(dict.fromkeys((*known, *shipped)))


def chosen(names: Iterable[str]) -> list[str]:
    """These packs, each once, with every shipped one for "all"."""
    found = (every() if name == ALL else (name,) for name in names)
    return [*dict.fromkeys(name for part in found for name in part)]


def overview(cards: Sequence[Scorecard], lang: str, *, whole: bool = False) -> Overview:
    """How these scorecards stand together; `whole`: all packs were asked for."""
    told = certification()
    places: dict[str, int] = {}
    for place, card in enumerate(cards):
        places.setdefault(card.policy.id, place)
    parts = tuple(Part(name, places.get(name)) for name in told.packs)
    mine = {part.card for part in parts}
    apart = tuple(Apart(one.title.in_(lang), one.how.in_(lang)) for one in told.apart)
    return Overview(
        title=told.title.in_(lang),
        parts=parts if mine != {None} else (),
        apart=apart if mine != {None} else (),
        further=tuple(place for place in range(len(cards)) if place not in mine),
        whole=whole,
    )
