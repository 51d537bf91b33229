from msgspec.structs import replace

from aifactory.model import Score, SourceState, Subject
from aifactory.render import summary
from aifactory.render.translate import Speech
from tests.render.cards import card

EN, FR = Speech("en"), Speech("fr")


def _scored(proven, reach, threshold, total, **states):
    base = card()
    sources = {**base.sources, **{name: SourceState(status) for name, status in states.items()}}
    return replace(
        base,
        policy=replace(base.policy, threshold=threshold, total=total),
        score=Score(proven, reach, 0, proven >= threshold),
        sources=sources,
    )


def test_the_score_line_in_both_languages():
    one = _scored(11.5, 14, 10, 20)
    assert summary.score_line(one, EN) == (
        "11.5/20 proven · up to 14.0 with forge access · validated from 10"
    )
    assert summary.score_line(one, FR) == (
        "11,5/20 prouvés · jusqu'à 14,0 avec l'accès à la forge · validé à partir de 10"
    )


def test_the_score_line_names_what_would_raise_it():
    shallow = _scored(1, 2, 10, 20, forge="read", git="partial")
    assert "up to 2.0 with the whole history ·" in summary.score_line(shallow, EN)
    files_alone = _scored(1, 2, 10, 20, git="missing")
    assert "with the whole history and forge access" in summary.score_line(files_alone, EN)
    unread = _scored(1, 2, 10, 20, forge="read")
    assert "with what was not read" in summary.score_line(unread, EN)


def test_nothing_is_promised_where_nothing_is_within_reach():
    assert summary.score_line(_scored(12, 12, 10, 20), EN) == "12.0/20 proven · validated from 10"


def test_standing():
    assert summary.standing(_scored(10, 12, 10, 20), EN) == "VALIDATED"
    assert summary.standing(_scored(9.5, 12, 10, 20), EN) == (
        "NOT YET VALIDATED: 0.5 short, within reach"
    )
    assert (
        summary.standing(_scored(2, 3, 10, 20), FR)
        == "PAS ENCORE VALIDÉ\N{NO-BREAK SPACE}: manque 8"
    )


def _said_of(subject):
    return dict(summary.about(replace(card(), subject=subject), EN))


def test_the_age_of_the_last_commit():
    assert _said_of(card().subject)["Commit"] == (
        "0123456789 on main, 2026-05-04 (200 days before 2026-11-20)"
    )
    assert "Commit" not in _said_of(Subject("folder", as_of="2026-11-20"))
    detached = Subject("x", commit="ab" * 20, as_of="soon", last_commit="2026-05-04")
    assert _said_of(detached)["Commit"] == "ababababab, 2026-05-04"


def test_missing_checks_come_with_the_most_to_gain_first():
    first, second = card().criteria
    assert [check.id for check in summary.passed(first)] == ["readme-purpose", "readme-usage"]
    assert [check.id for check in summary.missing(first)] == [
        "dataset-documented",
        "results-presented",
    ]
    assert [check.id for check in summary.missing(second)] == ["delivery-cadence"]
    assert [check.id for check in summary.waived(card())] == ["tree-clean"]


def test_a_bar_fills_its_width_whatever_the_points():
    assert summary.cells(1, 1.5, 0.5, 2, 8) == [4, 2, 2, 0]
    assert summary.cells(0.25, 0.25, 0, 2, 8) == [1, 0, 0, 7]
    assert summary.cells(5, 1, 9, 2, 8) == [8, 0, 0, 0]
    assert summary.cells(1, 1, 1, 0, 8) == [0, 0, 0, 8]
