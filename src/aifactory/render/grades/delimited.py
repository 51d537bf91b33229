"""The cohort as CSV that a spreadsheet opens and in which no cell is a formula."""

from __future__ import annotations

import csv
import io

from aifactory.model import Cohort
from aifactory.render.escape import visible
from aifactory.render.grades import table
from aifactory.render.translate import Speech

# What a spreadsheet begins a formula with, in wide forms too; see OWASP on CSV injection.
STARTS = tuple("=+-@\t\r\n＝＋－＠")
MARK = "\ufeff"  # tells spreadsheets that the text is UTF-8


def render(cohort: Cohort, _: Speech) -> bytes:
    """A line for each candidate; in French with ";" and decimal commas, as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if _.lang == "fr" else ",")
    writer.writerow([safe(head) for head in table.heads(cohort, _)])
    for one in cohort.graded:
        writer.writerow([written(cell, _) for cell in table.cells(cohort, one, _)])
    return (MARK + out.getvalue()).encode("utf-8", "replace")


def written(cell: table.Cell, _: Speech) -> str:
    """A cell: numbers stay numbers."""
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else _.number(cell)


def safe(text: str) -> str:
    """`text` that is not computed: an apostrophe before what begins a formula."""
    quoted = text.lstrip(" ").startswith(STARTS)
    shown = visible(text)
    return f"'{shown}" if quoted else shown
