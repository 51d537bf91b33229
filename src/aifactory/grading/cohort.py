"""A cohort: sheets, medians, weakest criteria, who is near the threshold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec.structs import replace

from aifactory.facts import Facts
from aifactory.grading.marks import Marks
from aifactory.model import (
    Candidate,
    Cohort,
    CohortCriterion,
    Graded,
    Hint,
    Mark,
    Scorecard,
    Text,
    plural,
)
from aifactory.policy import Policy
from aifactory.render.escape import flowed
from aifactory.scoring import evaluate, reference
from aifactory.snapshot.clone import is_url
from aifactory.snapshot.transport import without_credentials

WEAKEST = 3


def scored(
    facts: Facts, policy: Policy, lang: str, marks: Mapping[str, Mark]
) -> tuple[Scorecard, tuple[Text, ...]]:
    """The scorecard of a candidate with the jury's marks of checks, and what is said of waivers.

    Under a jury nobody excuses himself: what the repository waives is scored as it is.
    """
    card = evaluate(replace(facts, waivers=()), policy, lang, marks=marks)
    if not facts.waivers:
        return card, ()
    checks = ", ".join(dict.fromkeys(waiver.check for waiver in facts.waivers))
    note = plural(
        "{n} waiver in the candidate's own .aifactory.yml was ignored: {checks}",
        "{n} waivers in the candidate's own .aifactory.yml were ignored: {checks}",
        len(facts.waivers),
        checks=checks,
    )
    return card, (note,)


def assemble(
    name: str,
    date: str,
    policy: Policy,
    graded: Sequence[Graded],
    *,
    near: float,
    lang: str,
    notes: Iterable[Text] = (),
) -> Cohort:
    """The cohort with its figures; `near` is in points on either side of the threshold."""
    criteria = tuple(
        CohortCriterion(
            one.id,
            one.aliases,
            flowed(one.title.in_(lang)),
            one.points,
            flowed(one.question.in_(lang)),
            middle(sheet.final(one.id) for sheet in graded),
        )
        for one in policy.criteria
    )
    cohort = Cohort(
        name=name,
        date=date,
        policy=reference(policy, lang),
        criteria=criteria,
        graded=tuple(graded),
        median=None,
        weakest=weakest(criteria),
        near=(),
        notes=tuple(notes),
    )
    totals = [(sheet, cohort.total(sheet)) for sheet in graded]
    close = [
        sheet.candidate.name
        for sheet, total in totals
        if total is not None and abs(round(total - policy.threshold, 2)) <= near
    ]
    return replace(cohort, median=middle(total for _sheet, total in totals), near=tuple(close))


def middle(values: Iterable[float | None]) -> float | None:
    """The median of what is known, None where nothing is."""
    known = [value for value in values if value is not None]
    return round(median(known), 2) if known else None


def weakest(criteria: Iterable[CohortCriterion]) -> tuple[str, ...]:
    """The criteria with the smallest medians for their points; none where all is reached.

    Those that equal the last of them are as weak: the order of the referential is no rank.
    """
    rated = sorted(
        (one.median / one.points, place, one.id)
        for place, one in enumerate(criteria)
        if one.median is not None and one.points and one.median < one.points
    )
    return tuple(name for share, _place, name in rated if share <= rated[:WEAKEST][-1][0])


def sheet(
    candidate: Candidate,
    slug: str,
    facts: Facts | None,
    policy: Policy,
    lang: str,
    *,
    marks: Marks,
    failure: str = "",
    hints: Iterable[Hint] = (),
    notes: Iterable[Text] = (),
) -> Graded:
    """A candidate's grade sheet."""
    given = marks.get(candidate.name, {})
    criteria = {one.id for one in policy.criteria}
    checks = {name: mark for name, mark in given.items() if name not in criteria}
    card, said = scored(facts, policy, lang, checks) if facts else (None, ())
    address = candidate.repository  # a roster may hold tokens; no sheet shows them
    shown = without_credentials(address) if is_url(address) else address
    return Graded(
        candidate=replace(candidate, repository=shown),
        slug=slug,
        card=card,
        failure=failure,
        marks={name: mark for name, mark in given.items() if name in criteria},
        hints=tuple(hints),
        notes=(*said, *notes),
    )
