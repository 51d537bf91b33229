"""Grade sheets and the cohort's table, in the forms that trainers and juries use."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aifactory.model import Cohort

FORMS = ("html", "csv", "markdown", "xlsx", "docx")
LIBRARIES = {"xlsx": "openpyxl", "docx": "docx"}


def missing() -> tuple[str, ...]:
    """The forms whose library is not installed."""
    return tuple(form for form, library in LIBRARIES.items() if find_spec(library) is None)


def files(cohort: Cohort, form: str, lang: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every file of a form: the cohort's, a candidate's, or both."""
    from aifactory.render.translate import Speech

    _ = Speech(lang)
    if form == "html":
        from aifactory.render.grades import heatmap, sheet

        yield "cohort.html", heatmap.render(cohort, _).encode()
        for one in cohort.graded:
            yield f"sheets/{one.slug}.html", sheet.render(cohort, one, _).encode()
    elif form == "docx":
        from aifactory.render.grades import document

        for one in cohort.graded:
            yield f"sheets/{one.slug}.docx", document.render(cohort, one, _)
    elif form == "xlsx":
        from aifactory.render.grades import workbook

        yield "cohort.xlsx", workbook.render(cohort, _)
    elif form == "csv":
        from aifactory.render.grades import delimited

        yield "cohort.csv", delimited.render(cohort, _)
    else:
        from aifactory.render.grades import markdown

        yield "cohort.md", markdown.render(cohort, _).encode()


def summary(cohort: Cohort, lang: str) -> str:
    """The cohort in a few lines, for a terminal."""
    from aifactory.render.grades import table
    from aifactory.render.translate import Speech

    return "\n".join(table.summary(cohort, Speech(lang))) + "\n"
