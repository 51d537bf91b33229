"""The shape of a pack: a policy holds criteria, a criterion holds checks."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct, field

from aifactory.model import Scoring, SourceName

Param: TypeAlias = int | float | str | list[str]


class Localized(Struct, frozen=True):
    """A text in English and in French."""

    en: str = ""
    fr: str = ""

    def in_(self, lang: str) -> str:
        """The text in `lang`: French for "fr" and its variants ("fr-CA"), else English."""
        return self.fr if lang.lower().startswith("fr") else self.en


class Check(Struct, frozen=True, kw_only=True):
    """One question with its points.

    `partial` is what a partial pass earns, 0 where the check has no levels. Any one of `sources`
    can prove it; what only a jury can judge has "jury" alone. `params` are its thresholds and word
    lists. `asks` is the question, `why` defends it, `how` says what counts and what does not,
    `remedy` is the smallest thing that makes it pass and `effort` a rough estimate of that thing,
    in minutes. A remedy builds on those of the checks in `needs`.
    """

    id: str
    points: float
    partial: float = 0.0
    sources: tuple[SourceName, ...]
    params: dict[str, Param] = {}
    title: Localized
    asks: Localized = Localized()
    why: Localized = Localized()
    how: Localized = Localized()
    remedy: Localized = Localized()
    effort: int = 0
    needs: tuple[str, ...] = ()

    @property
    def by_jury(self) -> bool:
        """Whether only a jury's mark answers it."""
        return "jury" in self.sources


class Criterion(Struct, frozen=True, kw_only=True):
    """Checks that answer one sentence of the referential; `question` is what a jury would ask.

    `aliases` are other names under which the criterion is printed; `points` is its checks' sum.
    """

    id: str
    aliases: tuple[str, ...] = ()
    points: float
    title: Localized
    question: Localized = Localized()
    checks: tuple[Check, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The id and the aliases."""
        return (self.id, *self.aliases)


class Level(Struct, frozen=True, kw_only=True):
    """What a score means from so many points on."""

    points: float = field(name="from")
    title: Localized


class Policy(Struct, frozen=True, kw_only=True):
    """A pack: `total` is the best score, validated from `threshold` on.

    The score is the sum of its criteria's points or the least of them, as `scoring` says. `levels`
    name what scores mean, the lowest first. `help_uri` is where its checks are explained, each by
    its id in the place of `{check}`.
    """

    id: str
    version: str
    title: Localized
    threshold: float
    total: float
    criteria: tuple[Criterion, ...]
    scoring: Scoring = "sum"
    levels: tuple[Level, ...] = ()
    help_uri: str = ""

    def level(self, points: float) -> Localized:
        """What a score of so many points is called; empty where it has no name."""
        reached = [one.title for one in self.levels if one.points <= round(points, 2)]
        return reached[-1] if reached else Localized()

    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the criteria."""
        return tuple(check for criterion in self.criteria for check in criterion.checks)
