"""The cohort as a workbook: filters, frozen panes, the matrix in colours; no cell is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING

from aifactory.model import Cohort
from aifactory.render.escape import visible
from aifactory.render.grades import content, table
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_000  # characters a cell holds
BEFORE = 8  # columns before the criteria, see table.heads
WIDTHS = (28, 12, 9, 16, 9, 12, 12, 8)
LIGHT, MIDDLE, DARK = "F7FBFF", "9ECAE1", "2171B5"


def render(cohort: Cohort, _: Speech) -> bytes:
    """The workbook's bytes: cohort, criteria, marks, hints."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has a sheet
    first.title = _("Cohort")
    _cohort(first, cohort, _)
    _criteria(book.create_sheet(_("Criteria")), cohort, _)
    _marks(book.create_sheet(_("Marks")), cohort, _)
    _hints(book.create_sheet(_("Hints")), cohort, _)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cohort(sheet: Worksheet, cohort: Cohort, _: Speech) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    _fill(sheet, table.heads(cohort, _), (table.cells(cohort, one, _) for one in cohort.graded))
    for row, one in enumerate(cohort.graded, 2):
        for column, criterion in enumerate(cohort.criteria, BEFORE + 1):
            if mark := one.marks.get(criterion.id):
                cell = sheet.cell(row, column)
                said = table.marked(one, criterion.id, _)
                cell.font = Font(bold=True, underline="single")
                cell.comment = Comment(visible(said)[:LONGEST], visible(mark.by)[:50])
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    after = BEFORE + len(cohort.criteria)
    for number, width in enumerate((40, 14, 12, 40), after + 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.print_area = f"A1:{get_column_letter(after)}{len(cohort.graded) + 1}"
    _colour(sheet, cohort)


def _colour(sheet: Worksheet, cohort: Cohort) -> None:
    """A colour scale for each criterion, and for totals one around the threshold."""
    from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    last = len(cohort.graded) + 1
    for number, criterion in enumerate(cohort.criteria, BEFORE + 1):
        letter = get_column_letter(number)
        rule = ColorScaleRule(  # type: ignore[no-untyped-call]
            start_type="num",
            start_value=0,
            start_color=LIGHT,
            mid_type="num",
            mid_value=criterion.points / 2,
            mid_color=MIDDLE,
            end_type="num",
            end_value=criterion.points,
            end_color=DARK,
        )
        sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", rule)
    threshold = f"{cohort.policy.threshold:g}"
    for sign, colour in ((">=", "C6EFCE"), ("<", "FFC7CE")):
        rule = FormulaRule(  # type: ignore[no-untyped-call]
            formula=[f"AND(ISNUMBER(C2),C2{sign}{threshold})"],
            fill=PatternFill(bgColor=colour, fill_type="solid"),
        )
        sheet.conditional_formatting.add(f"C2:C{last}", rule)


def _criteria(sheet: Worksheet, cohort: Cohort, _: Speech) -> None:
    heads = [_("Criterion"), _("Title"), _("Points"), _("Median"), _("Among the weakest")]
    yes = _("yes")
    rows = (
        [content.name(c), c.title, c.points, c.median, yes if c.id in cohort.weakest else ""]
        for c in cohort.criteria
    )
    _fill(sheet, heads, rows, (18, 60, 9, 9, 14))


def _marks(sheet: Worksheet, cohort: Cohort, _: Speech) -> None:
    """Proven points beside the jury's, criterion by criterion."""
    heads = [_("Candidate"), _("Criterion"), _("Points"), _("Proven"), _("Jury"), _("Counted")]
    heads += [_("Given by"), _("Date"), _("Reason")]
    rows: list[list[table.Cell]] = []
    for one in cohort.graded:
        for criterion in cohort.criteria:
            mark = one.marks.get(criterion.id)
            rows.append(
                [
                    one.candidate.name,
                    criterion.id,
                    criterion.points,
                    one.proven(criterion.id),
                    mark.points if mark else None,
                    one.final(criterion.id),
                    mark.by if mark else "",
                    mark.date if mark else "",
                    mark.reason if mark else "",
                ]
            )
    _fill(sheet, heads, rows, (28, 12, 9, 9, 9, 9, 20, 12, 60))


def _hints(sheet: Worksheet, cohort: Cohort, _: Speech) -> None:
    heads = [_("Candidate"), _("Kind"), _("Hint"), _("Evidence")]
    rows: Iterable[list[table.Cell]] = (
        [one.candidate.name, kind, said, "; ".join(f"{p.place} {p.text}".strip() for p in found)]
        for one in cohort.graded
        for kind, said, found in content.hint_lines(one, _)
    )
    _fill(sheet, heads, rows, (28, 28, 70, 90))


def _fill(
    sheet: Worksheet,
    heads: list[str],
    rows: Iterable[list[table.Cell]],
    widths: tuple[int, ...] = (),
) -> None:
    """A table with a frozen head and filters."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column)
        _put(cell, head)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E7ECF2")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            _put(sheet.cell(row, column), value)
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, one wide
    sheet.print_title_rows = "1:1"
    sheet.row_dimensions[1].height = 32  # points: heads may take two lines
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{sheet.max_row}"


def _put(cell: Cell | MergedCell, value: table.Cell) -> None:
    """A value as itself: a text that begins with "=" stays a text."""
    if isinstance(value, str):
        cell.value = visible(value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = True
    elif value is not None:
        cell.value = value
