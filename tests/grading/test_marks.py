# ruff: noqa: E501
from pathlib import Path

import pytest
from msgspec.structs import replace

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


def test_questions_that_the_policy_leaves_to_a_jury_are_marked_below_the_candidate(tmp_path):
    from tests.packs import JURY, write

    pack = policy.load(write(tmp_path, JURY))
    form = blank_form(CANDIDATES[:1], pack, "en")
    assert form.index("    B1Cr1:") < form.index("    pitch-heard:") < form.index("    B1Cr2:")
    assert "suite-kept" not in form
    path = tmp_path / "marks.yml"
    entry = (
        "  Zoé:\n    pitch-heard: {mark: 1.5, reason: heard}\n    B1Cr2: {mark: 2, reason: seen}\n"
    )
    path.write_text(HEAD + entry, "utf-8")
    marks = read_marks(path, CANDIDATES, pack)
    assert {name: mark.points for name, mark in marks["Zoé"].items()} == {
        "pitch-heard": 1.5,
        "B1Cr2": 2,
    }
    path.write_text(HEAD + "  Zoé:\n    suite-kept: {mark: 1, reason: x}\n", "utf-8")
    with pytest.raises(BadInput, match="no such criterion: suite-kept"):
        read_marks(path, CANDIDATES, pack)


def test_a_mark_of_a_question_is_earned_and_that_of_a_criterion_stands_beside(
    tmp_path, monkeypatch
):
    from aifactory.checks import bloc4
    from aifactory.checks.finding import ask, failed
    from aifactory.grading.cohort import assemble, sheet
    from aifactory.model import Text
    from tests.checks.harness import facts
    from tests.packs import JURY, write

    for name in ("pitch-heard", "sample-shown"):
        monkeypatch.setitem(bloc4.TABLE, name, lambda _f, _p: ask(Text("a page")))
    monkeypatch.setitem(bloc4.TABLE, "suite-kept", lambda _f, _p: failed(Text("none")))
    pack = policy.load(write(tmp_path, JURY))
    marks = {"Zoé": {"pitch-heard": Mark(1.5, "A", "2026-06-30", "ok")}}
    marks["Zoé"]["B1Cr2"] = Mark(1, "A", "2026-06-30", "seen")
    one = sheet(Candidate("Zoé", ""), "zoe", facts({}), pack, "en", marks=marks)
    assert one.card.score.proven == 1.5
    assert set(one.marks) == {"B1Cr2"}
    cohort = assemble("c", "2026-06-30", pack, [one], near=1, lang="en")
    assert cohort.total(one) == 2.5
    least = assemble("c", "2026-06-30", replace(pack, scoring="minimum"), [one], near=1, lang="en")
    assert least.total(one) == 1
