"""The shape of the table of targets: see the head of `policies/targets.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from aifactory.advice import Kind
from aifactory.policy import Localized

People: TypeAlias = Literal["infra", "mlops", "support"]
PEOPLE: tuple[People, ...] = ("infra", "mlops", "support")
Sources: TypeAlias = tuple[str, ...]


class Source(Struct, frozen=True):
    """Where figures come from, in both languages."""

    kind: Kind
    en: str
    fr: str

    def in_(self, lang: str) -> str:
        """The words in a language."""
        return Localized(self.en, self.fr).in_(lang)


class Input(Struct, frozen=True, kw_only=True):
    """Something that is asked; the numbers have no meaning for a choice of level."""

    title: Localized
    question: Localized
    unit: Localized = Localized()
    least: float = 0.0
    most: float = 0.0
    step: float = 1.0
    notable: float = 1.0


class Level(Struct, frozen=True):
    """A level of sovereignty."""

    id: str
    title: Localized


class PeopleWeight(Struct, frozen=True, rename="kebab"):
    """Points for missing people and for taken ones, and how many cost all of them."""

    missing: float
    whole_missing: float
    taken: float
    whole_taken: float
    sources: Sources


class Weight(Struct, frozen=True):
    """Points that an input can cost."""

    points: float
    sources: Sources


class SpendWeight(Struct, frozen=True, rename="kebab"):
    """Points for a cost over what may be spent, and for one within it."""

    over: float
    most_over: float
    used: float
    sources: Sources


class Weights(Struct, frozen=True):
    """The most that each input can cost."""

    infra: PeopleWeight
    mlops: PeopleWeight
    support: PeopleWeight
    sovereignty: Weight
    latency: Weight
    requests: Weight
    spend: SpendWeight

    def of(self, people: People) -> PeopleWeight:
        """Those of a kind of people."""
        found: PeopleWeight = getattr(self, people)
        return found

    def totals(self) -> dict[str, float]:
        """The points of each input."""
        return {
            **{kind: self.of(kind).missing + self.of(kind).taken for kind in PEOPLE},
            "sovereignty": self.sovereignty.points,
            "latency": self.latency.points,
            "requests": self.requests.points,
            "spend": self.spend.over + self.spend.used,
        }


class Fte(Struct, frozen=True):
    """Full-time equivalents."""

    fixed: float = 0.0
    endpoint: float = 0.0


class Ability(Struct, frozen=True):
    """Something that the team must be able to do."""

    id: str
    people: People
    title: Localized
    fte: Fte
    sources: Sources


class Allowed(Struct, frozen=True):
    """A level that a target allows, and which share of the points it costs."""

    share: float
    says: Localized


class Sovereignty(Struct, frozen=True):
    """The levels that a target allows, and why it goes no further."""

    levels: Mapping[str, Allowed]
    sources: Sources
    beyond: Localized = Localized()


class Latency(Struct, frozen=True):
    """Milliseconds."""

    usual: float
    best: float
    sources: Sources


class Capacity(Struct, frozen=True):
    """Requests a day."""

    per: Literal["endpoint", "target"]
    easily: float
    most: float
    sources: Sources


class Cost(Struct, frozen=True, rename="kebab"):
    """Money a month, people aside."""

    sources: Sources
    fixed: float = 0.0
    endpoint: float = 0.0
    thousand_requests: float = 0.0


class Warned(Struct, frozen=True):
    """What no figure says."""

    en: str
    fr: str
    sources: Sources


class Target(Struct, frozen=True):
    """What a target asks; `requests` is None where it grows with use."""

    id: str
    title: Localized
    capabilities: tuple[Ability, ...]
    sovereignty: Sovereignty
    latency: Latency
    cost: Cost
    requests: Capacity | None = None
    cautions: tuple[Warned, ...] = ()


class Table(Struct, frozen=True):
    """Everything that an answer rests on."""

    id: str
    version: str
    title: Localized
    sources: Mapping[str, Source]
    inputs: Mapping[str, Input]
    levels: tuple[Level, ...]
    weights: Weights
    targets: tuple[Target, ...]
    discuss: tuple[Localized, ...] = ()

    def level(self, id: str) -> Level:
        """A level by its name."""
        return next(one for one in self.levels if one.id == id)
