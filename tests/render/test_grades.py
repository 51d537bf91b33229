"""Pages of a grading session: escaped, sorted by their own script in a real browser."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256

import pytest
from docx import Document
from msgspec.structs import replace

from aifactory.model import Candidate, Cohort, CohortCriterion, Graded, Hint, Mark, Text
from aifactory.render import grades
from aifactory.render.grades import delimited, document, heatmap, markdown, sheet, workbook
from aifactory.render.translate import Speech
from tests.render.cards import HOSTILE, card, hostile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CRITERIA = (
    CohortCriterion("B4Cr1", (), "Presenting", 2, "What is it for?", 1.0),
    CohortCriterion("B4Cr9", ("B5Cr9",), "Delivery", 2, "How often?", 0.5),
)
MARK = Mark(1.75, "Ms Martin", "2026-06-30", "shown live")


def _graded(name, read=None, **more):
    return Graded(candidate=Candidate(name, f"/srv/{name}"), slug=name, card=read, **more)


def _cohort(*graded):
    return Cohort(
        name="class",
        date="2026-06-30",
        policy=card().policy,
        criteria=CRITERIA,
        graded=graded,
        median=1.5,
        weakest=("B4Cr9",),
        near=(graded[0].candidate.name,),
    )


PLAIN = _cohort(
    _graded("b", card(), marks={"B4Cr1": MARK}),
    _graded("c", replace(card(), criteria=card().criteria[::-1])),
    _graded("a", failure="no such folder"),
)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_nothing_of_a_hostile_candidate_is_live(lang):
    message = Text("all files are those of {other}", {"other": HOSTILE})
    mark = Mark(1, HOSTILE, "2026-06-30", HOSTILE)
    evil = Graded(
        candidate=Candidate(HOSTILE, HOSTILE, group=HOSTILE),
        slug="x",
        card=hostile(),
        failure=HOSTILE,
        marks={"B4Cr1": mark},
        hints=(Hint("tree", message, HOSTILE, hostile().criteria[0].checks[0].evidence),),
        notes=(message,),
    )
    cohort = replace(_cohort(evil), name=HOSTILE, notes=(message,))
    for form in grades.FORMS:
        for _name, data in grades.files(cohort, form, lang):
            if form in ("html", "csv"):
                text = data.decode("utf-8")
                assert not re.search(
                    r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202e]", text.replace("\r\n", "\n")
                )
            if form == "html":
                assert "<script>alert" not in text
                assert not re.search(r"<(?:img|bold|b>x)", text)
                assert "javascript:alert" not in "".join(re.findall(r'href="[^"]*"', text))
    grades.summary(cohort, lang).encode()


def test_the_table_for_a_wiki_spaces_its_colons_in_french():
    lost = _graded("Zoé", failure="introuvable")
    page = markdown.render(_cohort(_graded("Ada", card()), lost), Speech("fr"))
    assert "\n- Médiane\u00a0: 1,5 sur 4\n" in page
    assert page.endswith("\nZoé\u00a0: introuvable\n")


def test_a_sheet_dates_its_marks_as_its_reader_does():
    assert "Ms Martin, 30/06/2026" in sheet.render(PLAIN, PLAIN.graded[0], Speech("fr"))
    page = Document(io.BytesIO(document.render(PLAIN, PLAIN.graded[0], Speech("fr"))))
    cells = [cell.text for table in page.tables for row in table.rows for cell in row.cells]
    assert "Ms Martin, 30/06/2026" in cells


def test_numbers_carry_their_mark_and_both_figures_stand():
    page = heatmap.render(PLAIN, Speech("en"))
    assert "mark of Ms Martin, 2026-06-30: shown live (proven: 1)" in page
    own = sheet.render(PLAIN, PLAIN.graded[0], Speech("en"))
    row = re.search(r"B4Cr1 · Presenting</th>(.*?)</tr>", own)
    assert re.findall(r">([^<]+)</td>", row[1]) == ["2", "1", "1", "1.75", "1.75"]


@pytest.mark.parametrize(
    ("value", "shade"),
    [(0, 0), (0.25, 1), (0.5, 2), (0.99, 2), (1, 3), (1.5, 4), (1.99, 4), (2, 5)],
)
def test_the_shade_follows_the_share(value, shade):
    assert heatmap.shade(value, 2) == shade


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＠"])
def test_no_cell_of_a_csv_begins_a_formula(start):
    cohort = _cohort(_graded(f"{start}1+1", card()))
    text = delimited.render(cohort, Speech("en")).decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[0].startswith("'")
    assert row[2] == "1.5"


def test_a_workbook_and_a_document_take_what_xml_cannot_hold():
    cohort = _cohort(_graded("a\x00\x0b\ud800" + "x" * 40_000, hostile()))
    assert workbook.render(cohort, Speech("fr")).startswith(b"PK")
    assert document.render(cohort, cohort.graded[0], Speech("fr")).startswith(b"PK")


def _dumped(tmp_path, page):
    """The page as Chromium leaves it once its scripts have run."""
    path = tmp_path / "page.html"
    path.write_text(page, "utf-8")
    quiet = ("quic", "gpu", "background-networking", "component-update", "sync")
    command = [
        *(CHROMIUM, "--headless", "--no-sandbox", "--no-first-run", "--dump-dom"),
        *(f"--disable-{name}" for name in quiet),
        *("--virtual-time-budget=3000", f"--user-data-dir={tmp_path / 'profile'}"),
        path.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
@pytest.mark.parametrize(
    ("column", "clicks", "order"),
    [(0, 1, "abc"), (0, 2, "cba"), (1, 1, "cba"), (1, 2, "bca")],
)
def test_the_map_is_sorted_by_its_own_script_alone(tmp_path, column, clicks, order):
    page = heatmap.render(PLAIN, Speech("en"))
    click = f"for (let i = 0; i < {clicks}; i++)" + (
        f' document.querySelectorAll(".map button")[{column}].click();'
    )
    allowed = b64encode(sha256(click.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{allowed}' ")
    # The second script is not allowed, and would spoil the order if it ran.
    evil = "<script>document.querySelector('.map').remove()</script>"
    dom = _dumped(tmp_path, page.replace("</body>", f"<script>{click}</script>{evil}</body>"))
    body = dom[dom.index("<tbody>") : dom.index("</tbody>")]
    assert re.findall(r'href="sheets/(\w)\.html"', body) == list(order)
    assert f'aria-sort="{("ascending", "descending")[clicks - 1]}"' in dom
