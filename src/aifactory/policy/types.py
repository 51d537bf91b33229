"""The shape of a pack: a policy holds criteria, a criterion holds checks."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from aifactory.model import SourceName

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
    can prove it. `params` are its thresholds and word lists. `asks` is the question, `why` defends
    it, `how` says what counts and what does not, `remedy` is the smallest thing that makes it pass
    and `effort` a rough estimate of that thing, in minutes. A remedy builds on those of the checks
    in `needs`.
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


class Policy(Struct, frozen=True, kw_only=True):
    """A pack: `total` is the sum of its criteria's points, validated from `threshold` on.

    `help_uri` is where its checks are explained, each by its id in the place of `{check}`.
    """

    id: str
    version: str
    title: Localized
    threshold: float
    total: float
    criteria: tuple[Criterion, ...]
    help_uri: str = ""

    def checks(self) -> tuple[Check, ...]:
        """Every check, in the order of the criteria."""
        return tuple(check for criterion in self.criteria for check in criterion.checks)
