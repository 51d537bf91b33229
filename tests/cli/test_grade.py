import csv
import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from docx import Document
from openpyxl import load_workbook

from aifactory.cli import main
from aifactory.cli.grading import under_way
from aifactory.locale import speak
from tests.grading.cohort import ADA, cohort, good
from tests.repos import build_repo

MARKS = """
by: Ms Martin
date: 2026-06-30
marks:
  Ada Lovelace:
    B4Cr1: {mark: 2, reason: "Shown live: all of it"}
  Gone Away:
    B4Cr1: {mark: 1, reason: "On paper"}
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """A cohort of six, graded once with two jobs and a mark; its folder."""
    folder = tmp_path_factory.mktemp("cohort")
    roster = cohort(folder)
    (folder / "marks.yml").write_text(MARKS, "utf-8")
    words = ["grade", str(roster), "--jobs", "2", "--as-of", "2026-06-30", "--lang", "en"]
    assert main([*words, *(f"--format={form}" for form in FORMS)]) == 0
    return folder


FORMS = ("html", "csv", "markdown", "xlsx", "docx")


def _output(folder):
    return folder / "roster-grading"


def _rows(folder, delimiter=","):
    text = (_output(folder) / "cohort.csv").read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    return {row["Candidate"]: row for row in rows}


def _small(tmp_path, *names):
    """A roster of candidates with a repository each."""
    lines = ["name,repository"]
    for name in names:
        build_repo(tmp_path, name).file("README.md", f"# {name}\n").commit(author=ADA).path  # noqa: B018
        lines.append(f"{name},{name}")
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join(lines) + "\n")
    return roster


def _grade(roster, *words):
    return main(["grade", str(roster), "--lang", "en", "--format", "csv", *words])


def test_everybody_stands_in_the_table_with_his_reason(session):
    rows = _rows(session)
    assert list(rows)[:3] == ["Ada Lovelace", "Bob Kahn", "Empty Handed"]
    assert len(rows) == 6
    assert "holds no file" in rows["Empty Handed"]["Not read because"]
    assert "no such folder" in rows["Gone Away"]["Not read because"]
    assert rows["Gone Away"]["Total"] == ""
    assert rows["Gone Away"]["Result"] == "incomplete"
    assert float(rows["Tim Berg"]["Total"]) >= 10
    assert rows["Tim Berg"]["Result"] == "validated"


def test_the_jury_s_mark_counts_and_the_proven_points_stay(session):
    ada, bob = (_rows(session)[name] for name in ("Ada Lovelace", "Bob Kahn"))
    assert float(ada["B4Cr1"]) == 2
    assert float(ada["Proven"]) == float(bob["Proven"]) == float(bob["Total"])
    assert float(ada["Total"]) == float(ada["Proven"]) + 2 - float(bob["B4Cr1"])
    assert ada["Marks by the jury"] == "1"


def test_a_copy_is_hinted_at_and_never_scored(session):
    rows = _rows(session)
    assert int(rows["Bob Kahn"]["Hints"]) == 1
    sheet = (_output(session) / "sheets/bob-kahn.html").read_text("utf-8")
    assert "all files are those of Ada Lovelace" in sheet
    assert "They prove nothing" in sheet
    tim = (_output(session) / "sheets/tim-berg.html").read_text("utf-8")
    assert "files are as the template gave them" in tim


def test_waivers_of_the_candidate_s_own_count_for_nothing(session):
    sheet = (_output(session) / "sheets/eve-moreau.html").read_text("utf-8")
    assert "2 waivers in the candidate&#x27;s own .aifactory.yml were ignored" in sheet
    assert "waived until" not in sheet
    assert _rows(session)["Eve Moreau"]["Proven"] == "0"


def test_a_sheet_holds_what_a_jury_needs(session):
    sheet = (_output(session) / "sheets/ada-lovelace.html").read_text("utf-8")
    for words in (
        "Grade sheet of Ada Lovelace",
        "B4Cr9 (B5Cr9)",
        "Question for the jury to ask",
        "Present your project to someone",
        "README.md:",
        "Shown live: all of it",
        "Ms Martin, 2026-06-30",
        "Signatures",
    ):
        assert words in sheet
    assert sheet.count("The jury&#x27;s mark") == 10
    assert "@media print" in sheet


def test_pages_load_nothing_and_their_script_is_the_one_they_allow(session):
    for path in _output(session).rglob("*.html"):
        page = path.read_text("utf-8")
        assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//", page), path
        assert page.count("<script>") == (path.name == "cohort.html")


def test_the_workbook_has_filters_panes_colours_and_no_formula(session):
    book = load_workbook(_output(session) / "cohort.xlsx")
    sheet = book["Cohort"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(7, len(heads)).coordinate}"
    assert len(sheet.conditional_formatting) == 11
    ada = dict(zip(heads, sheet[2], strict=True))
    assert ada["B4Cr1"].value == 2
    assert "Shown live" in ada["B4Cr1"].comment.text
    assert isinstance(ada["Total"].value, int | float)
    marks = list(book["Marks"].iter_rows(values_only=True))
    assert len(marks) == 61
    assert marks[1][:9] == (
        *("Ada Lovelace", "B4Cr1", 2, 1, 2, 2),
        *("Ms Martin", "2026-06-30", "Shown live: all of it"),
    )
    assert [row[0] for row in book["Hints"].iter_rows(min_row=2, values_only=True)][:2]
    assert all(c.data_type != "f" for one in book for row in one.iter_rows() for c in row)


def test_the_document_is_a_form_to_fill_in(session):
    page = Document(_output(session) / "sheets/bob-kahn.docx")
    text = "\n".join(paragraph.text for paragraph in page.paragraphs)
    assert page.core_properties.title == "Grade sheet of Bob Kahn"
    assert "B4Cr10 (B5Cr10)" in text
    assert "Hints, for the jury alone" in text
    labels = [row.cells[0].text for table in page.tables for row in table.rows]
    assert labels.count("The jury's mark") == labels.count("Given by, on") == 10
    ada = Document(_output(session) / "sheets/ada-lovelace.docx")
    cells = [cell.text for table in ada.tables for row in table.rows for cell in row.cells]
    assert "Ms Martin, 2026-06-30" in cells


def test_a_second_run_reads_nothing_again_and_leaves_what_people_changed(session, capsys):
    output, marks = _output(session), (session / "marks.yml").read_bytes()
    before = {path: path.stat().st_mtime_ns for path in (output / ".session").glob("*-*.json")}
    filled = output / "sheets/eve-moreau.docx"
    page = Document(filled)
    page.tables[-1].rows[1].cells[0].text = "Ms Martin"
    page.save(filled)
    kept = filled.read_bytes()
    words = ["grade", str(session / "roster.csv"), "--as-of", "2026-07-01", "--lang", "en"]
    for _again in range(2):
        assert main([*words, "--format=docx"]) == 0
        assert filled.read_bytes() == kept
        assert "eve-moreau.docx was changed since" in capsys.readouterr().err
    assert sorted(path.name for path in (output / "sheets").glob("eve*.docx")) == [
        "eve-moreau (2).docx",
        "eve-moreau.docx",
    ]
    assert (session / "marks.yml").read_bytes() == marks
    after = {path: path.stat().st_mtime_ns for path in (output / ".session").glob("*-*.json")}
    changed = {path.stem for path, when in after.items() if before[path] != when}
    assert changed == {"empty-handed", "gone-away"}  # tried again


def test_an_empty_form_is_begun_once(tmp_path, capsys):
    roster = _small(tmp_path, "one")
    assert _grade(roster) == 0
    form = (tmp_path / "marks.yml").read_text("utf-8")
    assert '"one":' in form
    assert "for the jury's marks" in capsys.readouterr().err
    (tmp_path / "marks.yml").write_text("# mine\n")
    assert _grade(roster) == 0
    assert (tmp_path / "marks.yml").read_text("utf-8") == "# mine\n"


def test_wrong_marks_are_refused_before_anything_is_read(tmp_path, capsys):
    roster = _small(tmp_path, "one")
    (tmp_path / "marks.yml").write_text("marks:\n  two: {B4Cr1: {mark: 1}}\n")
    assert _grade(roster) == 2
    assert "marks.yml:2: no such candidate: two" in capsys.readouterr().err
    assert not _output(tmp_path).exists()


def test_what_was_read_outlives_the_repository(tmp_path, capsys):
    roster = _small(tmp_path, "one", "two")
    assert _grade(roster) == 0
    first = _rows(tmp_path)
    build_repo(tmp_path, "three").file("README.md", "# 3\n").commit(author=ADA).path  # noqa: B018
    roster.write_text(roster.read_text() + "three,three\n")
    shutil.rmtree(tmp_path / "one")
    assert _grade(roster, "--format", "html") == 0
    rows = _rows(tmp_path)
    assert rows["one"] == first["one"]
    assert rows["three"]["Commit"]
    sheet = (_output(tmp_path) / "sheets/one.html").read_text("utf-8")
    assert "has changed since it was read" in sheet
    assert "has changed" not in (_output(tmp_path) / "sheets/two.html").read_text("utf-8")
    assert _grade(roster, "--refresh-only", "one", "--format", "html") == 0
    assert _rows(tmp_path)["one"] == first["one"]
    sheet = (_output(tmp_path) / "sheets/one.html").read_text("utf-8")
    assert "it could not be read again, so that what was read on" in sheet
    assert "no such folder" in sheet
    assert "one could not be read again: no such folder" in capsys.readouterr().err
    assert _grade(roster, "--refresh-only", "four") == 2


def test_refresh_reads_the_repository_as_it_is_now(tmp_path):
    roster = _small(tmp_path, "one")
    assert _grade(roster) == 0
    read = _rows(tmp_path)["one"]["Commit"]
    (tmp_path / "one/.git/HEAD").write_text("ref: refs/heads/next\n")
    shutil.copy(tmp_path / "one/.git/refs/heads/main", tmp_path / "one/.git/refs/heads/next")
    environ = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org"}
    environ |= {"GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org"}
    command = ["git", "commit", "-q", "--allow-empty", "-m", "More"]
    subprocess.run(command, cwd=tmp_path / "one", env=os.environ | environ, check=True)
    assert _grade(roster) == 0
    assert _rows(tmp_path)["one"]["Commit"] == read
    assert _grade(roster, "--refresh") == 0
    assert _rows(tmp_path)["one"]["Commit"] != read


def test_a_broken_state_is_read_anew(tmp_path):
    roster = _small(tmp_path, "one")
    assert _grade(roster) == 0
    for path in (_output(tmp_path) / ".session").glob("*.json"):
        path.write_bytes(b"[1,")
    assert _grade(roster) == 0
    assert json.loads((_output(tmp_path) / ".session/one.json").read_bytes())["facts"]


NAMES = [
    "../x",
    "<script>alert(1)</script>",
    "=cmd()",
    "n" * 300,
    "É. Dupont",
    "e dupont",
    "+1",
    "@x",
]


def test_hostile_names_and_repositories_stay_text(tmp_path):
    repo = build_repo(tmp_path, "evil").file(
        "=cmd|' /C calc'!A0.md", "# <script>alert(2)</script>\n"
    )
    repo.file("README.md", "# <img src=x onerror=alert(3)>\n\n" + "<script>alert(4)</script> " * 30)
    evil = ("&lt;script&gt;alert(5)'\"", "=cmd()")
    repo.commit("=HYPERLINK(1) <script>alert(6)</script>", author=evil).path  # noqa: B018
    roster = tmp_path / "roster.csv"
    with roster.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "repository", "group"])
        writer.writerows([name, "evil", f"={n}"] for n, name in enumerate(NAMES))
    assert main(["grade", str(roster), "--lang", "en", *(f"--format={f}" for f in FORMS)]) == 0
    output = _output(tmp_path)
    sheets = sorted(path.name for path in (output / "sheets").iterdir())
    assert len(sheets) == 2 * len(NAMES)
    assert {path.name for path in tmp_path.iterdir()} == {
        *("evil", "roster.csv", "roster-grading", "marks.yml"),
    }
    for path in output.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<script>alert" not in page
        assert "<img" not in page
    with (output / "cohort.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == [
        *("../x", "<script>alert(1)</script>", "'=cmd()", "n" * 300),
        *("É. Dupont", "e dupont", "'+1", "'@x"),
    ]
    assert rows[1][1] == "'=0"
    book = load_workbook(output / "cohort.xlsx")
    assert [cell.value for cell in book["Cohort"]["A"]][1:] == NAMES
    assert all(c.data_type != "f" for one in book for row in one.iter_rows() for c in row)
    assert len(Document(output / "sheets/cmd.docx").tables) > 10
    assert main(["grade", str(roster), "--lang", "fr", "--format", "html"]) == 0


def test_an_address_s_password_is_shown_nowhere(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("name,url\nAda,https://me:s3cret@127.0.0.1:9/a/b.git\n")
    words = ["--lang=en", *(f"--format={form}" for form in FORMS)]
    assert main(["grade", str(roster), *words]) == 3
    for path in _output(tmp_path).rglob("*"):
        if path.is_file() and path.suffix in (".html", ".csv", ".md", ".json"):
            assert "s3cret" not in path.read_text("utf-8"), path
    book = load_workbook(_output(tmp_path) / "cohort.xlsx")
    cells = [str(c.value) for one in book for row in one.iter_rows() for c in row]
    assert not any("s3cret" in cell for cell in cells)


def test_french_numbers_for_french_spreadsheets(tmp_path):
    assert good(tmp_path).path
    roster = tmp_path / "roster.csv"
    roster.write_text("name,repository\nAda,good\n")
    assert main(["grade", str(roster), "--lang", "fr", "--format", "csv"]) == 0
    text = (_output(tmp_path) / "cohort.csv").read_text("utf-8-sig")
    head, row = csv.reader(io.StringIO(text), delimiter=";")
    assert head[0] == "Candidat"
    assert re.fullmatch(r"\d+,\d+", row[4])


def test_evidence_leads_to_the_forge(tmp_path):
    repo = good(tmp_path).config('[remote "origin"]\n\turl = https://github.com/ada/good.git\n')
    head = repo.head()
    roster = tmp_path / "roster.csv"
    roster.write_text("name,repository\nAda Lovelace,good\n")
    assert main(["grade", str(roster), "--lang", "en", "--format=html", "--format=docx"]) == 0
    link = f"https://github.com/ada/good/blob/{head}/README.md"
    assert link in (_output(tmp_path) / "sheets/ada-lovelace.html").read_text("utf-8")
    page = Document(_output(tmp_path) / "sheets/ada-lovelace.docx")
    targets = [r.target_ref for r in page.part.rels.values() if r.is_external]
    assert any(target.startswith(link) for target in targets)


def test_the_template_handed_out_is_read_once(tmp_path):
    template = good(tmp_path)
    for name in ("ada", "bob"):
        template.git("clone", "-q", str(template.path), str(tmp_path / name))
    roster = tmp_path / "roster.csv"
    roster.write_text("name,repository\nAda Lovelace,ada\nBob Kahn,bob\n")
    words = ("--course-start", "2027-01-01")
    assert _grade(roster, *words) == 0
    assert int(_rows(tmp_path)["Bob Kahn"]["Hints"]) >= 4
    assert _grade(roster, *words, "--template", str(template.path)) == 0
    assert _rows(tmp_path)["Bob Kahn"]["Hints"] == "1"
    shutil.rmtree(template.path)
    assert _grade(roster, *words, "--template", str(template.path)) == 0
    assert _rows(tmp_path)["Bob Kahn"]["Hints"] == "1"
    assert _grade(roster, "--template", str(tmp_path / "none")) == 2


def test_another_policy_is_graded_by(tmp_path):
    roster = _small(tmp_path, "one")
    pack = tmp_path / "mine.yml"
    pack.write_text(
        "schema: aifactory/policy/1\nid: mine\nextends: bloc4\nversion: 2.0.0\nthreshold: 5\n"
    )
    assert _grade(roster, "--policy", str(pack), "--format", "html") == 0
    page = (_output(tmp_path) / "cohort.html").read_text("utf-8")
    assert "Near the threshold of 5" in page


def test_nobody_read_is_an_error_after_the_table(tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("name,repository\nAda,\nBob,none\n")
    assert _grade(roster) == 3
    captured = capsys.readouterr()
    assert "Read: 0 of 2 repositories" in captured.out
    assert "no repository of the roster could be read" in captured.err
    assert _rows(tmp_path)["Ada"]["Not read because"] == "the roster names no repository"


@pytest.mark.parametrize(
    "words", [["--jobs", "0"], ["--jobs", "many"], ["--timeout", "x"], ["--since", "2026-01-01"]]
)
def test_wrong_arguments_exit_with_2(tmp_path, capsys, words):
    assert _grade(_small(tmp_path, "one"), *words) == 2
    assert not _output(tmp_path).exists()


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path, capsys):
    roster = _small(tmp_path, "one")
    assert _grade(roster, "-o", str(roster)) == 2
    assert "choose another folder with --output" in capsys.readouterr().err


def test_without_the_libraries_the_rest_is_written(tmp_path, monkeypatch, capsys):
    roster = _small(tmp_path, "one")
    monkeypatch.setattr("aifactory.render.grades.missing", lambda: ("xlsx", "docx"))
    assert main(["grade", str(roster), "--lang", "en"]) == 0
    assert 'pip install "aifactory[grade]"' in capsys.readouterr().err
    assert {path.name for path in _output(tmp_path).iterdir()} == {
        *(".session", "sheets", "cohort.html", "cohort.csv"),
    }
    assert main(["grade", str(roster), "--lang", "en", "--format", "xlsx"]) == 2
    captured = capsys.readouterr().err
    assert "XLSX is not installed" in captured
    assert 'pip install "aifactory[grade]"' in captured
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    roster.rename(tmp_path / "roster.xlsx")
    (tmp_path / "roster.xlsx").write_bytes(b"PK\x03\x04")
    assert main(["grade", str(tmp_path / "roster.xlsx"), "--lang", "en"]) == 2
    assert 'pip install "aifactory[grade]"' in capsys.readouterr().err


@pytest.fixture
def silent_server():
    """The port of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_repository_that_hangs_is_given_up(tmp_path, silent_server):
    roster = _small(tmp_path, "one")
    assert _grade(roster) == 0
    roster.write_text(f"{roster.read_text()}Slow,https://127.0.0.1:{silent_server}/a/b.git\n")
    assert _grade(roster, "--timeout", "0.05") == 0
    rows = _rows(tmp_path)
    assert "not read within 0.05 min" in rows["Slow"]["Not read because"]
    assert rows["one"]["Commit"]


def heeding() -> None:
    """Heed Ctrl-C: what a shell runs in the background is told to ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal")
def test_ctrl_c_leaves_what_was_done_and_a_second_run_goes_on(tmp_path, silent_server):
    roster = _small(tmp_path, "one")
    whole = roster.read_text()
    roster.write_text(f"{whole}Slow,https://127.0.0.1:{silent_server}/a/b.git\n")
    command = [sys.executable, "-m", "aifactory", "grade", str(roster), "--lang", "en"]
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding,
    )
    kept = _output(tmp_path) / ".session/one.json"
    deadline = time.monotonic() + 60
    while not kept.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "run again to go on" in err
    assert "Traceback" not in err
    assert out == ""
    shutil.rmtree(tmp_path / "one")
    roster.write_text(whole)
    assert _grade(roster) == 0
    assert _rows(tmp_path)["one"]["Commit"]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (None, "3 of 9 left · Ada, Bob"),
        (10.0, "3 of 9 left · less than a minute to go · Ada, Bob"),
        (60.0, "3 of 9 left · about 1 minute to go · Ada, Bob"),
        (200.0, "3 of 9 left · about 3 minutes to go · Ada, Bob"),
    ],
)
def test_progress_says_who_is_read_how_many_are_left_and_how_long(seconds, told):
    speak("en")
    assert under_way(["Ada", "Bob"], 3, 9, seconds) == told


def test_a_pipe_hears_no_progress(tmp_path, capsys):
    assert _grade(_small(tmp_path, "one")) == 0
    assert "\x1b" not in "".join(capsys.readouterr())
