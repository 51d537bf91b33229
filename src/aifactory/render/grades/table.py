"""The cohort as rows: what its CSV, workbook, Markdown and heat map have in common."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Cohort, CohortCriterion, Graded
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

Cell = str | float | None
NAMED = 3  # of the weakest criteria, where room is a line


def heads(cohort: Cohort, _: Speech) -> list[str]:
    """The names of the columns."""
    return [
        _("Candidate"),
        _("Group"),
        _("Total"),
        _("Result"),
        _("Proven"),
        _("Within reach"),
        _("Marks by the jury"),
        _("Hints"),
        *(one.id for one in cohort.criteria),
        _("Repository"),
        _("Commit"),
        _("Read on"),
        _("Not read because"),
    ]


def cells(cohort: Cohort, one: Graded, _: Speech) -> list[Cell]:
    """A candidate's row; the criteria's points are those with the jury's marks."""
    card = one.card
    return [
        one.candidate.name,
        one.candidate.group,
        cohort.total(one),
        result(cohort, one, _),
        card.score.proven if card else None,
        card.score.reach if card else None,
        float(len(one.marks)),
        float(len(one.hints)),
        *(one.final(criterion.id) for criterion in cohort.criteria),
        one.candidate.repository,
        card.subject.commit if card else "",
        card.subject.as_of if card else "",
        one.failure,
    ]


def result(cohort: Cohort, one: Graded, _: Speech) -> str:
    """Whether the total validates; the reach of a jury's mark is not said here."""
    total = cohort.total(one)
    if total is None:
        return _("incomplete") if one.marks else _("not read")
    return _("validated") if total >= cohort.policy.threshold else _("not validated")


def points(value: float | None, _: Speech) -> str:
    """A number of points, a dash for none."""
    return "–" if value is None else _.number(value)


def marked(one: Graded, criterion: str, _: Speech) -> str:
    """A mark of the jury in words, "" where it gave none."""
    mark = one.marks.get(criterion)
    if mark is None:
        return ""
    return _(
        "mark of {by}, {date}: {reason} (proven: {proven})",
        by=mark.by,
        date=mark.date,
        reason=mark.reason,
        proven=points(one.proven(criterion), _),
    )


def weakest(cohort: Cohort) -> list[CohortCriterion]:
    """The weakest criteria, the weakest first."""
    known = {one.id: one for one in cohort.criteria}
    return [known[name] for name in cohort.weakest]


def figures(cohort: Cohort, _: Speech) -> Iterator[tuple[str, str]]:
    """What a trainer asks first, as label and answer."""
    read = [one for one in cohort.graded if one.card]
    totals = [total for one in cohort.graded if (total := cohort.total(one)) is not None]
    passed = sum(total >= cohort.policy.threshold for total in totals)
    whole = len(cohort.graded)
    yield _("Read"), _("{n} of {whole} repositories", n=len(read), whole=whole)
    validated = _("{n} of {whole}", n=passed, whole=whole)
    yield _("Validated"), validated
    scale = _.number(cohort.policy.total)
    median = _("{points} of {total}", points=points(cohort.median, _), total=scale)
    yield _("Median"), median
    weak = [
        _(
            "{id} {title} ({median}/{points})",
            id=one.id,
            title=one.title,
            median=points(one.median, _),
            points=one.points,
        )
        for one in weakest(cohort)[:NAMED]
    ]
    if more := len(cohort.weakest) - len(weak):
        weak.append(_.plural("and one more", "and {n} more", more))
    yield _("Weakest criteria"), " · ".join(weak) or _("none")
    totals_by_name = {one.candidate.name: cohort.total(one) for one in cohort.graded}
    near = [f"{visible(name)} ({points(totals_by_name[name], _)})" for name in cohort.near]
    threshold = _.number(cohort.policy.threshold)
    label = _("Near the threshold of {threshold}", threshold=threshold)
    yield label, ", ".join(near) or _("none")
    hinted = [visible(one.candidate.name) for one in cohort.graded if one.hints]
    yield _("With hints to look at"), ", ".join(hinted) or _("none")


def summary(cohort: Cohort, _: Speech) -> Iterator[str]:
    """The figures, one a line, and who could not be read."""
    for label, answer in figures(cohort, _):
        yield _("{label}: {answer}", label=label, answer=answer)
    for one in cohort.graded:
        if one.failure:
            name, why = visible(one.candidate.name), visible(one.failure)
            yield _("Not read: {name}: {reason}", name=name, reason=why)
    for note in cohort.notes:
        yield visible(_.text(note))
