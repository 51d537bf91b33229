"""What a jury enters for an audit: the form, and what is read back from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.errors import BadInput
from aifactory.jury.marks import blank_form, read_marks
from aifactory.model import Mark
from aifactory.policy import load
from tests.packs import JURY, shipped, write

HEAD = "by: Ms Martin\ndate: 2026-06-30\nmarks:\n"


def read(folder: Path, text: str, *packs: str):
    policies = [load(write(folder, pack, f"{n}.yml")) for n, pack in enumerate(packs or (JURY,))]
    path = folder / "marks.yml"
    path.write_text(text, "utf-8")
    return read_marks(path, policies)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_blank_form_asks_what_only_a_jury_can_judge_and_marks_nothing(tmp_path, lang):
    form = blank_form([load(write(tmp_path, JURY))], lang)
    assert read(tmp_path, form) == ({},)
    assert "pitch-heard:" in form
    assert ("De qui est-ce le besoin ?" if lang == "fr" else "Whose need is it?") in form
    assert "suite-kept" not in form


def test_a_form_for_packs_that_ask_no_jury_is_refused():
    with pytest.raises(BadInput, match="nothing is left to a jury by: bloc4"):
        blank_form([load("bloc4")], "en")


def test_a_check_of_two_packs_is_asked_once(tmp_path):
    pack = load(write(tmp_path, JURY))
    assert blank_form([pack, pack], "en").count("pitch-heard:") == 1


def test_a_form_that_is_filled_in_is_read(tmp_path):
    form = blank_form([load(write(tmp_path, JURY))], "en")
    form = form.replace("\nby:", "\nby: Ms Martin").replace("\ndate:", "\ndate: 2026-06-30")
    form = form.replace("    mark:", "    mark: 1,5", 1).replace("reason:", "reason: clear", 1)
    mark = Mark(1.5, "Ms Martin", "2026-06-30", "clear")
    assert read(tmp_path, form) == ({"pitch-heard": mark},)


def test_a_mark_may_sign_for_itself(tmp_path):
    entry = "  sample-shown: {mark: 0, by: Mr Roux, date: 2026-07-01, reason: none}\n"
    (found,) = read(tmp_path, HEAD + entry)
    assert found == {"sample-shown": Mark(0, "Mr Roux", "2026-07-01", "none")}


def test_a_pack_with_other_points_takes_the_same_share(tmp_path):
    half = JURY.replace("id: bloc1", "id: other").replace("points: 4", "points: 3")
    half = half.replace(
        "points: 2\n        sources: [jury]", "points: 1\n        sources: [jury]", 1
    )
    half = half.replace("total: 6", "total: 5")
    marks = read(tmp_path, HEAD + "  pitch-heard: {mark: 1.5, reason: ok}\n", JURY, half)
    assert [found["pitch-heard"].points for found in marks] == [1.5, 0.75]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (HEAD + "  pitch-hear: {mark: 1}\n", 4, "did you mean pitch-heard?"),
        (
            HEAD + "  suite-kept: {mark: 1, reason: x}\n",
            4,
            "suite-kept is no question to the jury",
        ),
        (HEAD + "  readme-purpose: {mark: 1, reason: x}\n", 4, "readme-purpose is no question to"),
        (HEAD + "  pitch-heard: {mark: 2.5, reason: x}\n", 4, "expected a mark from 0 to 2"),
        (HEAD + "  pitch-heard: {mark: nan, reason: x}\n", 4, "expected a mark from 0 to 2"),
        (HEAD + "  pitch-heard: {mark: -1, reason: x}\n", 4, "expected a mark from 0 to 2"),
        (HEAD + "  pitch-heard: {reason: x}\n", 4, "the mark is missing"),
        (HEAD + "  pitch-heard: {mark: 1}\n", 4, "the reason of the mark is missing"),
        (HEAD + "  pitch-heard: 2\n", 4, "expected mark and reason below pitch-heard"),
        (HEAD + "  pitch-heard: {note: 2}\n", 4, "unknown key: note"),
        (HEAD + "  - pitch-heard\n", 3, "expected names with something below them"),
        ("mark: {}\n", 1, "unknown key: mark; did you mean marks?"),
        ("- x\n", 1, "expected the keys by, date and marks"),
        ("marks:\n  sample-shown: {mark: 1, reason: x}\n", 2, "the name of who gives the mark"),
        (
            "by: A\ndate: tomorrow\nmarks:\n  sample-shown: {mark: 1, reason: x}\n",
            2,
            "tomorrow is not a date such as 2026-01-31",
        ),
        ("marks: *all\n", 1, "expected the text itself, found the alias *all"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, line, told):
    with pytest.raises(BadInput) as caught:
        read(tmp_path, text)
    assert any(
        one.startswith(f"marks.yml:{line}: ") and told in one
        for one in f"{caught.value}\n{caught.value.hint}".splitlines()
    ), f"{caught.value}\n{caught.value.hint}"


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInput, match="cannot read"):
        read_marks(tmp_path / "none.yml", [load("bloc4")])


def test_one_file_serves_all_packs(tmp_path, monkeypatch):
    folder = tmp_path / "shipped"
    folder.mkdir()
    write(folder, JURY, "bloc1.yml")
    marks = tmp_path / "marks.yml"
    marks.write_text(HEAD + "  pitch-heard: {mark: 2, reason: ok}\n", "utf-8")
    with shipped(monkeypatch, folder):
        assert read_marks(marks, [load("bloc4")]) == ({},)
        assert read_marks(marks, [load("bloc1")])[0]["pitch-heard"].points == 2
        marks.write_text(HEAD + "  pitch-heard: {mark: 3, reason: ok}\n", "utf-8")
        with pytest.raises(BadInput, match="from 0 to 2"):
            read_marks(marks, [load("bloc4")])


def test_a_file_that_no_jury_wrote_is_refused_for_its_size(tmp_path):
    with pytest.raises(BadInput, match="larger than 1024 KiB"):
        read(tmp_path, HEAD + f"  pitch-heard: {{mark: 1, reason: {'x' * (1 << 20)}}}\n")
