"""What the formats for machines list: checks with points to gain, where, and by which name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from aifactory.model import CheckResult, CriterionResult, Evidence, Scorecard
from aifactory.render import summary
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech

README = "README.md"


class Shortfall(NamedTuple):
    """A check that does not pass, with its criterion and its scorecard."""

    card: Scorecard
    criterion: CriterionResult
    check: CheckResult

    @property
    def lost(self) -> float:
        """The points that are to be gained."""
        return max(0.0, round(self.check.points - self.check.earned, 2))

    @property
    def place(self) -> Evidence | None:
        """The first evidence that is a place in a file."""
        return next(iter(places(self.check.evidence)), None)

    @property
    def file(self) -> str:
        """The file that shows it: that of its place, else the page that presents the project.

        Where there is no such page, the one that ought to be written.
        """
        return self.place.path if self.place else self.card.front or README


def shortfalls(cards: Sequence[Scorecard], *, waived: bool = False) -> list[Shortfall]:
    """The checks that do not pass, those with most points to gain first; the accepted ones last."""
    found = [
        Shortfall(card, criterion, check)
        for card in cards
        for criterion in card.criteria
        for check in criterion.checks
        if check.verdict != "pass" and (waived or check.verdict != "waived")
    ]
    return _ranked(found)


def findings(cards: Sequence[Scorecard]) -> list[Shortfall]:
    """What lines of code are annotated with: shortfalls, without what awaits a jury.

    A check that a second pack has borrowed, and that has the same answer there, is told once: with
    the first pack.
    """
    found: list[Shortfall] = []
    told: set[tuple[str, ...]] = set()
    for card in cards:
        own = [one for one in shortfalls([card]) if not one.check.awaits_jury]
        found += [one for one in own if _answer(one) not in told]
        told.update(map(_answer, own))
    return _ranked(found)


def _answer(one: Shortfall) -> tuple[str, ...]:
    return one.check.id, one.check.verdict, str(one.check.message), one.file


def _ranked(found: Iterable[Shortfall]) -> list[Shortfall]:
    return sorted(found, key=lambda one: (one.check.verdict == "waived", -one.lost))


def places(evidence: Iterable[Evidence]) -> list[Evidence]:
    """The evidence that is a place in a file."""
    return [one for one in evidence if one.path]


def fingerprint(one: Shortfall) -> str:
    """The same for the same check of the same pack, whatever else changes: lines, titles, language.

    It rests on identifiers alone, so that a page which tracks a finding follows it.
    """
    name = "\0".join(("aifactory/1", one.card.policy.id, one.check.id))
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def title(check: CheckResult) -> str:
    """The check's title on one line, else its id."""
    return flowed(check.title) or visible(check.id)


def said(check: CheckResult, _: Speech) -> str:
    """What was found and what to do about it, on one line; never empty."""
    message = visible(_.text(check.message)).strip() or title(check)
    if check.awaits_jury and (question := summary.question(check, _)):
        message = f"{message} · {question}"
    remedy = flowed(check.remedy)
    return f"{message} → {remedy}" if remedy else message
