# ruff: noqa: E501
from pathlib import Path

import pytest

from aifactory import policy
from aifactory.errors import BadInput
from aifactory.grading.marks import blank_form, read_marks
from aifactory.model import Candidate, Mark
from aifactory.render.translate import Speech

BLOC4 = policy.load("bloc4")
NAMES = ("Ada Lovelace", 'Bob "the: #1"', "Zoé", "null", "12")
CANDIDATES = [Candidate(name, "") for name in NAMES]
HEAD = "by: Ms Martin\ndate: 2026-06-30\nmarks:\n"


def _read(tmp_path, text):
    path = tmp_path / "marks.yml"
    path.write_text(text, "utf-8")
    return read_marks(path, CANDIDATES, BLOC4)


def test_the_blank_form_names_everybody_and_marks_nobody(tmp_path):
    form = blank_form(CANDIDATES, BLOC4, "fr")
    assert _read(tmp_path, form) == {name: {} for name in NAMES}
    assert form.count("B4Cr10:") == len(NAMES)


@pytest.mark.parametrize("text", ["", "# nothing\n", "marks:\n", "by:\nmarks:\n  Zoé:\n"])
def test_nothing_is_no_mark(tmp_path, text):
    assert not any(_read(tmp_path, text).values())


def test_the_room_of_one_who_left_is_no_fault(tmp_path):
    assert _read(tmp_path, "marks:\n  Gone:\n    B4Cr1:\n      mark:\n      reason:\n") == {}


def test_a_form_that_is_filled_in_is_read(tmp_path):
    form = blank_form(CANDIDATES, BLOC4, "en")
    form = form.replace("\nby:", "\nby: Ms Martin").replace("\ndate:", "\ndate: 2026-06-30")
    first, rest = form.split('"Zoé":')
    rest = rest.replace("mark:", "mark: 1.5", 1).replace("reason:", "reason: shown live", 1)
    marks = _read(tmp_path, f'{first}"Zoé":{rest}')
    assert marks["Zoé"] == {"B4Cr1": Mark(1.5, "Ms Martin", "2026-06-30", "shown live")}


def test_a_mark_signs_for_itself_and_takes_a_comma_and_an_alias(tmp_path):
    text = HEAD + (
        "  ada  lovelace:\n    B5Cr9:\n      mark: 0,75\n      by: Mr Roux\n"
        "      date: 2026-07-01\n      reason: ok\n"
    )
    marks = _read(tmp_path, text)
    assert marks == {"Ada Lovelace": {"B4Cr9": Mark(0.75, "Mr Roux", "2026-07-01", "ok")}}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (HEAD + "  Eda Lovelace: {B4Cr1: {mark: 1}}\n", 4, "no such candidate: Eda Lovelace; did you mean Ada"),
        (HEAD + "  Zoé:\n    B4Cr11: {mark: 1, reason: x}\n", 5, "no such criterion: B4Cr11"),
        (HEAD + "  Zoé:\n    B4Cr1: {mark: 2.5, reason: x}\n", 5, "expected a mark from 0 to 2"),
        (HEAD + "  Zoé:\n    B4Cr1: {mark: -1, reason: x}\n", 5, "expected a mark from 0 to 2"),
        (HEAD + "  Zoé:\n    B4Cr1: {mark: nan, reason: x}\n", 5, "expected a mark from 0 to 2"),
        (HEAD + "  Zoé:\n    B4Cr1: {mark: true, reason: x}\n", 5, "expected a mark from 0 to 2"),
        (HEAD + "  Zoé:\n    B4Cr1: {mark: 1}\n", 5, "the reason of the mark is missing"),
        (HEAD + "  Zoé:\n    B4Cr1: {reason: x}\n", 5, "the mark is missing"),
        (HEAD + "  Zoé:\n    B4Cr1: {note: 1}\n", 5, "unknown key: note"),
        (HEAD + "  Zoé:\n    B4Cr1: 1\n", 5, "expected mark and reason"),
        (HEAD + "  - Zoé\n", 3, "expected names"),
        (HEAD + "  Zoé:\n    B5Cr9: {mark: 1, reason: x}\n    B4Cr9: {mark: 1, reason: x}\n", 6, "twice"),
        ("date: 2026-06-30\nmarks:\n  Zoé:\n    B4Cr1: {mark: 1, reason: x}\n", 4, "name of who"),
        ("by: M\nmarks:\n  Zoé:\n    B4Cr1: {mark: 1, reason: x}\n", 4, "date of the mark is missing"),
        ("by: M\ndate: June\nmarks:\n  Zoé:\n    B4Cr1: {mark: 1, reason: x}\n", 2, "June is not a date"),
        ("mark:\n  Zoé: {}\n", 1, "unknown key: mark; did you mean marks?"),
        ("- a\n", 1, "expected the keys by, date and marks"),
        ("marks:\n  Zoé: a: b\n", 2, "not YAML"),
        ("marks:\n  Zoé:\n  Zoé:\n", 3, "stands twice"),
        ("a: &x 1\nmarks: *x\n", 2, "alias"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, line, told):
    with pytest.raises(BadInput) as error:
        _read(tmp_path, text)
    assert str(error.value).startswith(f"marks.yml:{line}: ")
    assert told in str(error.value)


def test_what_is_no_yaml_is_told_in_the_reader_s_language(tmp_path):
    with pytest.raises(BadInput) as error:
        _read(tmp_path, "marks:\n  Zoé: a: b\n")
    assert (
        Speech("fr").text(error.value.said).startswith("marks.yml:2: ce n'est pas du YAML\u00a0: ")
    )


def test_marks_of_another_roster_are_told_where_to_go(tmp_path):
    with pytest.raises(BadInput) as error:
        _read(tmp_path, f"{HEAD}  Nobody:\n    B4Cr1: {{mark: 1, reason: x}}\n")
    assert "--marks" in error.value.hint


def test_a_reason_is_one_line_with_the_spaces_of_french(tmp_path):
    reason = '"Vu\u00a0: tout\n      marche\u00a0!"'
    marks = _read(tmp_path, f"{HEAD}  Zoé:\n    B4Cr1:\n      mark: 1\n      reason: {reason}\n")
    assert marks["Zoé"]["B4Cr1"].reason == "Vu\u00a0: tout marche\u00a0!"


def test_the_example_in_the_documentation_is_read(tmp_path):
    page = (Path(__file__).parents[2] / "docs/grading.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    marks = _read(tmp_path, example)["Ada Lovelace"]
    assert marks["B4Cr1"].by == "Ms Martin"
    assert (marks["B4Cr7"].points, marks["B4Cr7"].by) == (2, "Mr Roux")
