"""What a grade sheet says, whatever its form: the candidate, each criterion's lines, the hints."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from aifactory.model import (
    CheckResult,
    Cohort,
    CohortCriterion,
    CriterionResult,
    Evidence,
    Graded,
    Hint,
    Subject,
)
from aifactory.render import summary
from aifactory.render.escape import flowed, visible
from aifactory.render.grades import table
from aifactory.render.links import Forge
from aifactory.render.translate import Speech

EVIDENCE = 3  # pieces of it a check
QUOTED = 140  # characters


class Proof(Struct, frozen=True):
    """Where to look: a place, its address ("" for none), and what stands there."""

    place: str
    url: str
    text: str


class Line(Struct, frozen=True):
    """A check on a sheet: its sign, what it asks, points, what was found and what would help."""

    verdict: str
    sign: str
    title: str
    worth: str
    message: str
    proofs: tuple[Proof, ...]
    more: int
    remedy: str


def about(one: Graded, _: Speech) -> Iterator[tuple[str, str]]:
    """Who and what is graded, as label and value."""
    candidate = one.candidate
    if candidate.group:
        yield _("Group"), visible(candidate.group)
    yield _("Repository"), visible(candidate.repository) or "–"
    if one.card is None:
        yield _("Not read because"), visible(one.failure)
        return
    yield from list(summary.about(one.card, _))[1:]


def scores(cohort: Cohort, one: Graded, _: Speech) -> Iterator[tuple[str, str]]:
    """Points as label and value: proven, within reach, with the jury's marks, and the result."""
    total = _.number(cohort.policy.total)
    if one.card:
        yield _("Proven"), f"{_.points(one.card.score.proven)} / {total}"
        yield _("Within reach"), f"{_.points(one.card.score.reach)} / {total}"
    final = cohort.total(one)
    if one.marks:
        label = _.plural("With {n} mark by the jury", "With {n} marks by the jury", len(one.marks))
        yield label, "–" if final is None else f"{_.points(final)} / {total}"
    threshold = _.number(cohort.policy.threshold)
    label = _("Validated from {threshold}", threshold=threshold)
    yield label, table.result(cohort, one, _)


def name(criterion: CohortCriterion) -> str:
    """A criterion's identifier with the names it is also printed under."""
    return " ".join([criterion.id, *(f"({alias})" for alias in criterion.aliases)])


def result(one: Graded, criterion: str) -> CriterionResult | None:
    """What was read for a criterion, None where nothing was."""
    results = one.card.criteria if one.card else ()
    return next((found for found in results if found.id == criterion), None)


def lines(found: CriterionResult, subject: Subject, _: Speech) -> Iterator[Line]:
    """The checks of a criterion, those that pass first."""
    forge = Forge(subject)
    for check in [*summary.passed(found), *summary.missing(found)]:
        yield line(check, forge, _)


def line(check: CheckResult, forge: Forge, _: Speech) -> Line:
    """A check as it stands on the sheet."""
    shown = check.evidence[:EVIDENCE]
    return Line(
        check.verdict,
        summary.MARKS[check.verdict],
        flowed(check.title),
        summary.worth(check, _),
        said(check, _),
        tuple(proof(one, forge, _) for one in shown),
        len(check.evidence) - len(shown),
        flowed(check.remedy) if check.verdict != "pass" else "",
    )


def said(check: CheckResult, _: Speech) -> str:
    """What was found, and what a jury is asked where only it can answer."""
    question = summary.question(check, _) if check.awaits_jury else ""
    return " · ".join(filter(None, (visible(_.text(check.message)), question)))


def proof(evidence: Evidence, forge: Forge, _: Speech) -> Proof:
    """A piece of evidence, its quotation cut short."""
    text = visible(evidence.text.strip())
    if len(text) > QUOTED:
        text = text[: QUOTED - 1] + "…"
    return Proof(summary.place(evidence, _), forge.link(evidence), text)


def hint_lines(one: Graded, _: Speech) -> Iterator[tuple[str, str, tuple[Proof, ...]]]:
    """Each hint: its kind, its sentence, its evidence."""
    forge = Forge(one.card.subject if one.card else Subject(""))
    for hint in one.hints:
        proofs = tuple(proof(evidence, forge, _) for evidence in hint.evidence)
        yield kind(hint, _), visible(_.text(hint.message)), proofs


def kind(hint: Hint, _: Speech) -> str:
    """What a hint is about, in two words."""
    known = {
        "repository": _("same repository"),
        "history": _("shared history"),
        "tree": _("same files"),
        "rewritten": _("same files under other commits"),
        "files": _("shared files"),
        "template": _("little beyond the template"),
        "early": _("before the course"),
        "candidate": _("another candidate's commits"),
        "author": _("others' commits"),
    }
    return known.get(hint.kind, hint.kind)
