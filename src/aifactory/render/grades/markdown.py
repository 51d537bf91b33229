"""The cohort as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory.model import Cohort
from aifactory.render.escape import visible
from aifactory.render.grades import table
from aifactory.render.markdown import prose
from aifactory.render.translate import Speech


def render(cohort: Cohort, _: Speech) -> str:
    """The figures and a line for each candidate."""
    return "\n".join(_page(cohort, _)) + "\n"


def _page(cohort: Cohort, _: Speech) -> Iterator[str]:
    title = _("Cohort {name}, {date}", name=cohort.name, date=cohort.date)
    yield f"# {prose(title)}\n"
    for label, answer in table.figures(cohort, _):
        yield "- " + _("{label}: {text}", label=prose(label), text=prose(answer))
    ids = [one.id for one in cohort.criteria]
    columns = (_("Candidate"), _("Total"), _("Result"), *ids)
    rule = "|---|---:|---|" + "---:|" * len(ids)
    yield f"\n| {' | '.join(map(_cell, columns))} |\n{rule}"
    for one in cohort.graded:
        numbers = [table.points(one.final(name), _) for name in ids]
        result = table.result(cohort, one, _)
        total = table.points(cohort.total(one), _)
        row = (visible(one.candidate.name), total, result, *numbers)
        yield f"| {' | '.join(map(_cell, row))} |"
    for one in cohort.graded:
        if one.failure:
            name, reason = prose(one.candidate.name), prose(one.failure)
            yield "\n" + _("{label}: {text}", label=name, text=reason)


def _cell(text: str) -> str:
    return prose(text).replace("|", "\\|")
