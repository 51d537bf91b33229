"""A candidate's grade sheet as an HTML page, ready to be printed and signed."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Cohort, CohortCriterion, Graded
from aifactory.render.grades import content, table
from aifactory.render.grades.page import (
    columns,
    figures,
    labelled,
    page,
    proofs,
    row_head,
    scrolled,
    text,
    title,
)
from aifactory.render.translate import Speech

STYLE = """
.criterion{border-top:2px solid var(--line);padding-top:.25rem}
.criterion h2{display:flex;justify-content:space-between;gap:1rem}
.criterion h2 span:last-child{white-space:nowrap}
.question{border-left:.25rem solid var(--link);margin:.75rem 0;padding:.1rem .75rem}
.lines{list-style:none;padding:0}.lines>li{margin:.4rem 0}
.fill td{height:2.2rem}.fill td:empty{min-width:6rem}.fill th{width:9rem}
.sign td{height:3.5rem}
@media print{.hints{break-before:page}.criterion{margin-top:.5rem}h2{margin-top:.75rem}
.fill td{height:1.6rem}.lines>li{margin:.15rem 0}.soft{margin:.25rem 0}}
"""


def render(cohort: Cohort, one: Graded, _: Speech) -> str:
    """The page."""
    name = _("Grade sheet of {name}", name=one.candidate.name)
    return page(name, _.lang, _body(cohort, one, name, _), style=STYLE)


def _body(cohort: Cohort, one: Graded, name: str, _: Speech) -> Iterator[str]:
    yield title(1, name)
    subtitle = _("{cohort}, {date}", cohort=cohort.name, date=cohort.date)
    yield f'<p class="soft">{text(cohort.policy.title or cohort.policy.id)} · {text(subtitle)}</p>'
    yield figures(content.scores(cohort, one, _))
    yield labelled(content.about(one, _))
    label = _("Note")
    for note in one.notes:
        yield f"<p><strong>{text(label)}</strong> {text(_.text(note))}</p>"
    yield from _summary(cohort, one, _)
    for criterion in cohort.criteria:
        yield from _criterion(one, criterion, _)
    yield from _signature(_)
    yield from _hints(one, _)


def _summary(cohort: Cohort, one: Graded, _: Speech) -> Iterator[str]:
    yield title(2, _("Points"))
    yield scrolled(_("Points"))
    yield "<table><thead><tr>" + columns([_("Criterion")], "grow")
    numbers = (_("Points"), _("Proven"), _("Within reach"), _("Jury"), _("Counted"))
    yield columns(numbers, "n")
    yield "</tr></thead><tbody>"
    for criterion in cohort.criteria:
        found, mark = content.result(one, criterion.id), one.marks.get(criterion.id)
        values = (
            criterion.points,
            found.proven if found else None,
            found.reach if found else None,
            mark.points if mark else None,
            one.final(criterion.id),
        )
        label = f"{content.name(criterion)} · {criterion.title}"
        cells = "".join(f'<td class="n">{text(table.points(value, _))}</td>' for value in values)
        yield f'<tr><th scope="row">{text(label)}</th>{cells}</tr>'
    total = (
        cohort.policy.total,
        one.card.score.proven if one.card else None,
        one.card.score.reach if one.card else None,
        None,
        cohort.total(one),
    )
    cells = "".join(f'<td class="n"><b>{text(table.points(value, _))}</b></td>' for value in total)
    head = row_head(_("Total"))
    yield f"<tr>{head}{cells}</tr></tbody></table></div>"


def _criterion(one: Graded, criterion: CohortCriterion, _: Speech) -> Iterator[str]:
    found = content.result(one, criterion.id)
    scale = _.number(criterion.points)
    score = f"{table.points(one.final(criterion.id), _)} / {scale}"
    heading = f"{content.name(criterion)} · {criterion.title}"
    yield '<section class="criterion">'
    yield f"<h2><span>{text(heading)}</span> <span>{text(score)}</span></h2>"
    if found and one.card:
        proven = _("{proven} proven, {reach} within reach", proven=found.proven, reach=found.reach)
        yield f'<p class="soft">{text(proven)}</p>\n<ul class="lines">'
        for line in content.lines(found, one.card.subject, _):
            yield (
                f'<li class="keep"><span class="{line.verdict}">{text(line.sign)}</span>'
                f" <strong>{text(line.title)}</strong> ({text(line.worth)})"
                f'<div class="said">{text(line.message)}</div>{proofs(line.proofs)}'
            )
            if line.more > 0:
                more = _.plural("and one more", "and {n} more", line.more)
                yield f'<div class="said">{text(more)}</div>'
            if line.remedy:
                yield f'<div class="said screen">→ {text(line.remedy)}</div>'
            yield "</li>"
        yield "</ul>"
    yield '<div class="keep">'
    label = _("Question for the jury to ask")
    yield f'<p class="question"><strong>{text(label)}</strong><br>{text(criterion.question)}</p>'
    yield from _mark(one, criterion, scale, _)
    yield "</div></section>"


def _mark(one: Graded, criterion: CohortCriterion, scale: str, _: Speech) -> Iterator[str]:
    """The jury's own mark, or the room for it."""
    mark = one.marks.get(criterion.id)
    given = f"{_.number(mark.points)} / {scale}" if mark else f"      / {scale}"
    rows = (
        (_("The jury's mark"), given),
        (_("Reason"), mark.reason if mark else ""),
        (_("Given by, on"), f"{mark.by}, {_.date(mark.date)}" if mark else ""),
    )
    yield '<table class="fill">'
    for label, value in rows:
        yield f'<tr><th scope="row">{text(label)}</th><td>{text(value)}</td></tr>'
    yield "</table>"


def _signature(_: Speech) -> Iterator[str]:
    heads = (_("Members of the jury"), _("Date"), _("Signatures"))
    yield '<section class="keep">' + title(2, _("Decision of the jury"))
    yield f'<table class="sign"><tr>{columns(heads)}'
    yield "</tr><tr><td></td><td></td><td></td></tr></table></section>"


def _hints(one: Graded, _: Speech) -> Iterator[str]:
    if not one.hints:
        return
    yield '<section class="hints">' + title(2, _("Hints, for the jury alone"))
    said = _(
        "They deserve a look and a question. They prove nothing, and no point depends on them."
    )
    yield f"<p>{text(said)}</p>"
    for kind, sentence, found in content.hint_lines(one, _):
        yield f'<div class="keep"><h3>{text(kind)}</h3><p>{text(sentence)}</p>{proofs(found)}</div>'
    yield "</section>"
