"""What a grading session says: candidates, the jury's marks, hints, the cohort."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from aifactory.model.audit import Evidence, PolicyRef, Scorecard, combined
from aifactory.model.text import Text


class Candidate(Struct, frozen=True):
    """A line of a trainer's roster; `repository` is an address or an absolute path, "" for none."""

    name: str
    repository: str
    login: str = ""
    email: str = ""
    group: str = ""


class Mark(Struct, frozen=True):
    """A jury's own mark of a criterion: points, who gave it, on which ISO date, and why."""

    points: float
    by: str
    date: str
    reason: str


class Hint(Struct, frozen=True):
    """A likeness that deserves a look: evidence, never a verdict, never in the score.

    `other` names the candidate it concerns too, "" for none.
    """

    kind: str
    message: Text
    other: str = ""
    evidence: tuple[Evidence, ...] = ()


class Graded(Struct, frozen=True, kw_only=True):
    """A candidate with what was proven and what the jury says; `card` is None, and `failure` says
    why, where the repository could not be read. `slug` is the name of the candidate's files.
    """

    candidate: Candidate
    slug: str
    card: Scorecard | None
    failure: str = ""
    marks: Mapping[str, Mark] = {}
    hints: tuple[Hint, ...] = ()
    notes: tuple[Text, ...] = ()

    def proven(self, criterion: str) -> float | None:
        """The points proven, None where nothing was read."""
        results = self.card.criteria if self.card else ()
        return next((one.proven for one in results if one.id == criterion), None)

    def final(self, criterion: str) -> float | None:
        """The jury's mark where there is one, else the points proven."""
        mark = self.marks.get(criterion)
        return mark.points if mark else self.proven(criterion)


class CohortCriterion(Struct, frozen=True):
    """A criterion of the grade sheet; `median` is that of the points counted, None for none."""

    id: str
    aliases: tuple[str, ...]
    title: str
    points: float
    question: str
    median: float | None = None


class Cohort(Struct, frozen=True, kw_only=True):
    """A grading session: everybody on the roster, in its order. `weakest` are ids of criteria,
    the weakest first; `near` are names of candidates whose total is close to the threshold.
    """

    name: str
    date: str
    policy: PolicyRef
    criteria: tuple[CohortCriterion, ...]
    graded: tuple[Graded, ...]
    median: float | None
    weakest: tuple[str, ...]
    near: tuple[str, ...]
    notes: tuple[Text, ...] = ()

    def total(self, one: Graded) -> float | None:
        """A candidate's points with the jury's marks, None until every criterion has some."""
        points = [one.final(criterion.id) for criterion in self.criteria]
        known = [value for value in points if value is not None]
        return combined(self.policy.scoring, known) if len(known) == len(points) else None
