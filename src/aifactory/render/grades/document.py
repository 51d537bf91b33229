"""A candidate's grade sheet as a DOCX document, to be filled in by the jury."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aifactory.model import Cohort, CohortCriterion, Graded
from aifactory.render.escape import visible
from aifactory.render.grades import content, table
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from docx.document import Document as Page
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

SHADE = "E7ECF2"
LINK = "0550AE"
LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def render(cohort: Cohort, one: Graded, _: Speech) -> bytes:
    """The document's bytes."""
    from docx import Document

    page = Document()
    title = visible(_("Grade sheet of {name}", name=one.candidate.name))
    _prepare(page, title, _)
    page.core_properties.created = page.core_properties.modified = _midnight(cohort.date)
    page.add_heading(title, 0)
    subtitle = _("{cohort}, {date}", cohort=cohort.name, date=cohort.date)
    page.add_paragraph(visible(f"{cohort.policy.title or cohort.policy.id} · {subtitle}"))
    _pairs(page, [*content.scores(cohort, one, _), *content.about(one, _)])
    for note in one.notes:
        page.add_paragraph(visible(_.text(note)))
    _summary(page, cohort, one, _)
    for criterion in cohort.criteria:
        _criterion(page, one, criterion, _)
    _decision(page, _)
    _hints(page, one, _)
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def _prepare(page: Page, title: str, _: Speech) -> None:
    """A4, its margins, the language of the spelling checker, page numbers."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = page.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(16)
    normal = page.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    normal.paragraph_format.space_after = Pt(3)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES.get(_.lang, "en-GB"))
    normal.element.get_or_add_rPr().append(language)
    page.core_properties.title = title[:250]
    page.core_properties.author = ""
    footer = section.footer.paragraphs[0]
    footer.add_run(f"{title} · ")
    for kind in ("begin", None, "end"):  # the number of the page, which the word processor fills in
        run = footer.add_run()
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = "PAGE"
        run._r.append(part)


def _midnight(day: str) -> datetime:
    """The session's date, which stands in the document's properties."""
    return datetime.fromisoformat(day)


def _pairs(page: Page, pairs: list[tuple[str, str]]) -> None:
    grid = _grid(page, len(pairs), (45, 129))
    for row, (label, value) in zip(grid.rows, pairs, strict=True):
        _label(row.cells[0], label)
        row.cells[1].text = visible(value)


def _summary(page: Page, cohort: Cohort, one: Graded, _: Speech) -> None:
    page.add_heading(_("Points"), 1)
    heads = (_("Criterion"), _("Points"), _("Proven"), _("Within reach"), _("Jury"))
    grid = _grid(page, len(cohort.criteria) + 2, (94, 18, 20, 22, 20))
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        _label(cell, head)
    for row, criterion in zip(grid.rows[1:], cohort.criteria, strict=False):
        found, mark = content.result(one, criterion.id), one.marks.get(criterion.id)
        row.cells[0].text = visible(f"{content.name(criterion)} · {criterion.title}")
        row.cells[1].text = _.number(criterion.points)
        row.cells[2].text = table.points(found.proven if found else None, _)
        row.cells[3].text = table.points(found.reach if found else None, _)
        row.cells[4].text = _.number(mark.points) if mark else ""
    last = grid.rows[-1].cells
    _label(last[0], _("Total"))
    last[1].text = _.number(cohort.policy.total)
    last[2].text = table.points(one.card.score.proven if one.card else None, _)
    last[3].text = table.points(one.card.score.reach if one.card else None, _)
    last[4].text = table.points(cohort.total(one), _) if one.marks else ""


def _criterion(page: Page, one: Graded, criterion: CohortCriterion, _: Speech) -> None:
    found, mark = content.result(one, criterion.id), one.marks.get(criterion.id)
    scale = _.number(criterion.points)
    page.add_heading(visible(f"{content.name(criterion)} · {criterion.title}"), 1)
    if found and one.card:
        proven = _("{proven} proven, {reach} within reach", proven=found.proven, reach=found.reach)
        page.add_paragraph(f"{proven} / {scale}").paragraph_format.keep_with_next = True
        for line in content.lines(found, one.card.subject, _):
            _line(page, line, _)
    rows = (
        (_("Question for the jury to ask"), criterion.question),
        (_("The jury's mark"), f"{_.number(mark.points) if mark else '        '} / {scale}"),
        (_("Reason"), mark.reason if mark else "\n"),
        (_("Given by, on"), f"{mark.by}, {_.date(mark.date)}" if mark else ""),
    )
    grid = _grid(page, len(rows), (45, 129))
    for row, (label, value) in zip(grid.rows, rows, strict=True):
        _label(row.cells[0], label)
        row.cells[1].text = "\n".join(map(visible, value.split("\n")))
        _whole(row)


def _line(page: Page, line: content.Line, _: Speech) -> None:
    """A check: its sign, its points, what was found and where."""
    paragraph = page.add_paragraph(style="List Bullet")
    paragraph.add_run(f"{line.sign} {line.title}").bold = True
    paragraph.add_run(f" ({line.worth}) {line.message}")
    for proof in line.proofs:
        below = page.add_paragraph(style="List Bullet 2")
        if proof.url and proof.place:
            _link(below, proof.place, proof.url)
        else:
            below.add_run(proof.place)
        below.add_run(f" {proof.text}" if proof.text else "").italic = True
    if line.more > 0:
        more = _.plural("and one more", "and {n} more", line.more)
        page.add_paragraph(more, style="List Bullet 2")


def _decision(page: Page, _: Speech) -> None:
    page.add_heading(_("Decision of the jury"), 1)
    grid = _grid(page, 2, (74, 40, 60))
    heads = (_("Members of the jury"), _("Date"), _("Signatures"))
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        _label(cell, head)
    grid.rows[1].cells[0].text = "\n\n"


def _hints(page: Page, one: Graded, _: Speech) -> None:
    if not one.hints:
        return
    page.add_page_break()  # type: ignore[no-untyped-call]
    page.add_heading(_("Hints, for the jury alone"), 1)
    said = _(
        "They deserve a look and a question. They prove nothing, and no point depends on them."
    )
    page.add_paragraph(said)
    for kind, sentence, proofs in content.hint_lines(one, _):
        paragraph = page.add_paragraph(style="List Bullet")
        paragraph.add_run(kind).bold = True
        paragraph.add_run(f" · {sentence}")
        for proof in proofs:
            below = page.add_paragraph(style="List Bullet 2")
            if proof.url and proof.place:
                _link(below, proof.place, proof.url)
                below.add_run(f" {proof.text}")
            else:
                below.add_run(f"{proof.place} {proof.text}".strip())


def _grid(page: Page, rows: int, widths: tuple[int, ...]) -> Table:
    """An empty table with a frame; widths in millimetres."""
    from docx.shared import Mm

    grid: Table = page.add_table(rows, len(widths), style="Table Grid")
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):  # one word processor reads these,
        column.width = Mm(width)
        for cell in column.cells:  # another those
            cell.width = Mm(width)
    page.add_paragraph()
    return grid


def _label(cell: _Cell, text: str) -> None:
    """A shaded cell in bold."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    cell.text = ""
    cell.paragraphs[0].add_run(visible(text)).bold = True
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), SHADE)
    cell._tc.get_or_add_tcPr().append(shade)


def _whole(row: Any) -> None:
    """Keep a row on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _link(paragraph: Paragraph, text: str, url: str) -> None:
    """A hyperlink, which the library has no call for."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, True))
    run = paragraph.add_run(text)
    run.font.underline = True
    run.font.color.rgb = RGBColor.from_string(LINK)
    link.append(run._r)
    paragraph._p.append(link)
