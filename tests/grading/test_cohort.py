import pytest
from msgspec.structs import replace

from aifactory import policy
from aifactory.grading import cohort
from aifactory.grading.outputs import Outputs
from aifactory.model import (
    Candidate,
    CriterionResult,
    Graded,
    Mark,
    PolicyRef,
    Score,
    Scorecard,
    Subject,
)
from aifactory.render.grades import table
from aifactory.render.translate import Speech

BLOC4 = policy.load("bloc4")
IDS = [one.id for one in BLOC4.criteria]


def _card(points):
    results = tuple(
        CriterionResult(one.id, (), "", one.points, value, value, 0, "", ())
        for one, value in zip(BLOC4.criteria, points, strict=True)
    )
    score = Score(round(sum(points), 2), round(sum(points), 2), 0, False)
    return Scorecard(Subject("x"), PolicyRef("bloc4", "1", "", 10, 20), {}, score, results)


def _graded(name, points=None, **marks):
    given = {key: Mark(value, "M", "2026-06-30", "seen") for key, value in marks.items()}
    card = _card(points) if points else None
    return Graded(candidate=Candidate(name, ""), slug=name, card=card, marks=given)


def _cohort(*graded):
    return cohort.assemble("c", "2026-06-30", BLOC4, graded, near=1.0, lang="en")


def test_texts_of_the_policy_keep_the_spaces_of_french():
    found = cohort.assemble("c", "2026-06-30", BLOC4, [_graded("a")], near=1.0, lang="fr")
    assert "jamais entendu parler\u00a0: quel" in found.criteria[0].question
    assert not any("\n" in one.question + one.title for one in found.criteria)


def test_medians_count_the_jury_s_marks_and_leave_out_the_unread():
    found = _cohort(
        _graded("a", [1.0] * 10, B4Cr1=2.0),
        _graded("b", [0.5] * 10),
        _graded("c", [0.0] + [2.0] * 9),
        _graded("gone"),
    )
    assert found.criteria[0].median == 0.5
    assert found.criteria[1].median == 1.0
    assert [found.total(one) for one in found.graded] == [11.0, 5.0, 18.0, None]
    assert found.median == 11.0
    assert found.weakest[0] == "B4Cr1"


def test_an_even_number_has_its_median_between():
    assert cohort.middle([1.0, 0.5, None]) == 0.75
    assert cohort.middle([None]) is None


def test_near_the_threshold_is_either_side_of_it():
    totals = {"a": 9.0, "b": 8.75, "c": 10.0, "d": 11.0, "e": 11.25}
    found = _cohort(
        *(_graded(name, [2, 2, 2, 2, total - 8, 0, 0, 0, 0, 0]) for name, total in totals.items())
    )
    assert found.near == ("a", "c", "d")


def test_those_that_are_as_weak_are_all_named():
    found = _cohort(_graded("a", [0, 2, 0, 1, 0.5, 0.5, 0.5, 2, 2, 2]))
    assert found.weakest == ("B4Cr1", "B4Cr3", "B4Cr5", "B4Cr6", "B4Cr7")
    told = dict(table.figures(found, Speech("en")))["Weakest criteria"].split(" · ")
    assert [word.split()[0] for word in told[:3]] == ["B4Cr1", "B4Cr3", "B4Cr5"]
    assert told[3:] == ["and 2 more"]


def test_nothing_is_weak_where_all_is_reached():
    assert _cohort(_graded("a", [2.0] * 10)).weakest == ()
    assert _cohort(_graded("gone")).weakest == ()


def test_a_jury_may_mark_one_who_was_not_read():
    some = _graded("a", B4Cr1=1.0)
    whole = _graded("b", **dict.fromkeys(IDS, 1.5))
    found = _cohort(some, whole)
    assert found.total(some) is None
    assert found.total(whole) == 15.0
    assert found.criteria[0].median == 1.25


@pytest.mark.parametrize("points", [0.0, 0.5])
def test_a_mark_below_what_is_proven_counts_too(points):
    one = _graded("a", [2.0] * 10, B4Cr3=points)
    assert one.final("B4Cr3") == points
    assert one.proven("B4Cr3") == 2.0
    assert _cohort(one).total(one) == 18.0 + points


def test_tokens_of_a_roster_are_not_shown():
    own = Candidate("Ada", "https://me:secret@host.example/a/b.git")
    sheet = cohort.sheet(own, "ada", None, BLOC4, "en", marks={})
    assert sheet.candidate.repository == "https://host.example/a/b.git"
    local = replace(own, repository="/srv/a")
    assert cohort.sheet(local, "ada", None, BLOC4, "en", marks={}).candidate == local


def test_a_file_that_is_not_ours_is_never_replaced(tmp_path):
    (tmp_path / "a.csv").write_text("the trainer's")
    outputs = Outputs(tmp_path, tmp_path / "state")
    assert outputs.write("a.csv", b"one") == "a (2).csv"
    assert outputs.write("sheets/b.html", b"two") == "sheets/b.html"
    outputs.save()
    again = Outputs(tmp_path, tmp_path / "state")
    (tmp_path / "a (2).csv").write_text("changed")
    (tmp_path / "sheets/c.html").symlink_to(tmp_path / "a.csv")
    assert again.write("a.csv", b"three") == "a (3).csv"
    assert again.write("sheets/b.html", b"four") == "sheets/b.html"
    assert again.write("sheets/c.html", b"five") == "sheets/c (2).html"
    assert (tmp_path / "a.csv").read_text() == "the trainer's"
    assert (tmp_path / "a (2).csv").read_text() == "changed"
    assert [name for name, _place in again.kept] == ["a.csv", "sheets/c.html"]
