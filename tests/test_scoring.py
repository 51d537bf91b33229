"""Scorecards of packs that ask a jury, that take the least criterion, that borrow checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from aifactory.checks import bloc4
from aifactory.checks.finding import ask, failed, passed
from aifactory.facts import Facts, NotRead
from aifactory.model import CheckResult, Evidence, Mark, Scorecard, Text, combined
from aifactory.policy import Policy, Waiver, load
from aifactory.scoring import evaluate, parts_for
from tests.checks.harness import facts
from tests.packs import JURY, LEAST, shipped, write

SHOWN = (Evidence("docs/need.md", 3, text="farmers lack water"),)


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Policy:
    """The pack that asks a jury, with functions for its checks."""

    def hidden(_facts: Facts, _params: object) -> None:
        raise NotRead("forge", Text("the forge was not read"), Text("add --forge"))

    table = {
        "pitch-heard": lambda _facts, _params: ask(Text("a page on the need"), SHOWN),
        "sample-shown": hidden,
        "suite-kept": lambda _facts, _params: failed(Text("no suite")),
    }
    for name, function in table.items():
        monkeypatch.setitem(bloc4.TABLE, name, function)
    return load(write(tmp_path, JURY))


def check(card: Scorecard, name: str) -> CheckResult:
    return next(c for one in card.criteria for c in one.checks if c.id == name)


def mark(points: float) -> Mark:
    return Mark(points, "Ms Martin", "2026-06-30", "said it well")


def test_without_a_mark_it_is_unknown_and_within_reach(pack):
    card = evaluate(facts({}), pack)
    result = check(card, "pitch-heard")
    assert (result.verdict, result.source, result.earned) == ("unknown", "jury", 0)
    assert result.awaits_jury
    assert (str(result.message), result.evidence) == ("a page on the need", SHOWN)
    assert result.help.asks == "Whose need is it?"
    assert (card.score.proven, card.score.reach, card.score.validated) == (0, 4, False)
    state = card.sources["jury"]
    assert (state.status, str(state.reason)) == ("missing", "2 questions await the jury")
    assert "--jury FILE" in str(state.supply)


def test_what_could_not_be_gathered_still_waits_for_the_jury(pack):
    result = check(evaluate(facts({}), pack), "sample-shown")
    assert (result.verdict, result.source) == ("unknown", "jury")
    assert str(result.message) == "the forge was not read"


@pytest.mark.parametrize(
    ("points", "verdict"), [(2, "pass"), (1.25, "partial"), (0.01, "partial"), (0, "fail")]
)
def test_the_mark_is_what_is_earned(pack, points, verdict):
    card = evaluate(facts({}), pack, marks={"pitch-heard": mark(points)})
    result = check(card, "pitch-heard")
    assert (result.verdict, result.earned, result.source) == (verdict, points, "jury")
    assert str(result.message) == "mark of Ms Martin, 2026-06-30: said it well"
    assert result.evidence == SHOWN
    assert card.score.reach == round(points + 2, 2)  # the other question
    assert card.sources["jury"].status == "partial"


def test_once_all_is_answered_the_jury_has_been_read(pack):
    marks = {"pitch-heard": mark(2), "sample-shown": mark(1)}
    card = evaluate(facts({}), pack, marks=marks)
    assert (card.score.proven, card.score.reach, card.score.validated) == (3, 3, True)
    assert card.sources["jury"].status == "read"
    assert card.sources["jury"].reason is None


def test_a_mark_of_a_check_that_is_read_changes_nothing(pack):
    card = evaluate(facts({}), pack, marks={"suite-kept": mark(2)})
    assert check(card, "suite-kept").verdict == "fail"


def test_a_check_that_says_yes_to_a_jury_s_question_decides_nothing(pack, monkeypatch):
    monkeypatch.setitem(bloc4.TABLE, "pitch-heard", lambda _f, _p: passed(Text("yes")))
    assert check(evaluate(facts({}), pack), "pitch-heard").verdict == "unknown"


def test_a_waiver_of_the_repository_is_no_mark_and_does_not_undo_one(pack):
    waived = replace(facts({}), waivers=(Waiver("pitch-heard", "we are shy", "2027-01-01", 2),))
    card = evaluate(waived, pack)
    assert check(card, "pitch-heard").verdict == "waived"
    assert (card.score.proven, card.score.reach) == (0, 2)
    for points, verdict in ((0, "fail"), (2, "pass")):
        given = evaluate(waived, pack, marks={"pitch-heard": mark(points)})
        assert check(given, "pitch-heard").verdict == verdict


def test_packs_that_ask_no_jury_name_none():
    assert "jury" not in evaluate(facts({}), load("bloc4")).sources


def test_the_forge_is_asked_for_a_jury_where_the_pack_says_so(pack, monkeypatch):
    assert parts_for([pack]) == ()
    monkeypatch.setitem(bloc4.READS, "pitch-heard", ("issues",))
    assert parts_for([pack]) == ("issues",)


FILES = {
    "README.md": "# Water\n\nIt predicts how much water a field needs tomorrow.\n",
    "tests/test_a.py": "".join(f"def test_{n}():\n    assert 1\n" for n in range(4)),
    ".gitignore": "*.bin\n",
}


def least(tmp_path: Path, files: dict[str, str], **waivers: str) -> Scorecard:
    gathered = facts(files)
    expires = tuple(
        Waiver(name.replace("_", "-"), why, "2027-01-01", 1) for name, why in waivers.items()
    )
    return evaluate(replace(gathered, waivers=expires), load(write(tmp_path, LEAST)))


def test_the_least_criterion_is_the_score(tmp_path):
    card = least(tmp_path, FILES)
    assert [one.proven for one in card.criteria] == [1, 1.5]
    assert (card.score.proven, card.score.reach, card.policy.total) == (1, 1, 1.5)
    assert (card.score.validated, card.score.level) == (True, "reasonably tested")
    assert card.policy.scoring == "minimum"


def test_one_empty_criterion_leaves_nothing(tmp_path):
    card = least(tmp_path, {"README.md": FILES["README.md"], ".gitignore": "*.bin\n"})
    assert [one.proven for one in card.criteria] == [0, 1.5]
    assert (card.score.proven, card.score.level) == (0, "a research project")


def test_what_is_waived_is_what_it_holds_back(tmp_path):
    card = least(tmp_path, FILES, readme_usage="none")
    assert [one.waived for one in card.criteria] == [2, 0]
    assert (card.score.reach, card.score.waived) == (1, 0.5)  # the other criterion has 1.5


def test_a_borrowed_check_keeps_its_texts_and_takes_the_pack_s_points_and_params(
    tmp_path, monkeypatch
):
    folder = tmp_path / "shipped"
    folder.mkdir()
    write(folder, LEAST, "mltest.yml")
    with shipped(monkeypatch, folder):
        pack = load("mltest")
        assert load(folder / "mltest.yml") == pack
        own = {one.id: one for one in pack.checks()}
        base = {one.id: one for one in load("bloc4").checks()}
        assert own["unit-tests"].title == base["unit-tests"].title
        assert own["readme-purpose"].points == 1
        assert own["readme-purpose"].params == {"min-words": 5, "before-heading": 3}
        assert "(5 words or more)" in own["readme-purpose"].remedy.en
        # What others take from a shipped pack is what it has itself, not what it borrowed.
        text = 'schema: aifactory/policy/1\nextends: mltest\nid: ours\nversion: "1"\n'
        text += "leave-out: [readme-purpose]\n"
        ours = load(write(tmp_path, text, "ours.yml"))
        assert (ours.total, ours.threshold) == (0.5, 0.33)
        assert ours.scoring == "minimum"
        assert [one.points for one in ours.levels] == [0, 0.33]
        anew = text + "levels: [{from: 0.5, title: good}]\n"
        assert [one.points for one in load(write(tmp_path, anew, "ours.yml")).levels] == [0.5]


def notes(gathered: Facts, *policies: Policy) -> list[str]:
    cards = [evaluate(gathered, one, beside=policies) for one in policies]
    return [str(note) for card in cards for note in card.notes]


def test_a_waiver_is_unknown_only_where_no_pack_has_its_check(pack, tmp_path, monkeypatch):
    waivers = tuple(
        Waiver(name, "why", "2020-01-01" if name == "tree-clean" else "2027-01-01", 2)
        for name in ("pitch-heard", "tree-clean", "no-such")
    )
    gathered = replace(facts({}), waivers=waivers)
    bloc = load("bloc4")
    unknown = "waiver of an unknown check: {} (line 2)".format
    expired = "waiver of tree-clean expired on 2020-01-01"
    assert notes(gathered, bloc) == [unknown("pitch-heard"), expired, unknown("no-such")]
    assert notes(gathered, bloc, pack) == [expired, unknown("no-such"), unknown("no-such")]
    folder = tmp_path / "shipped"
    folder.mkdir()
    write(folder, JURY, "bloc1.yml")
    with shipped(monkeypatch, folder):
        assert notes(gathered, bloc) == [expired, unknown("no-such")]


def test_points_are_summed_or_the_least_is_taken():
    assert combined("sum", (0.1, 0.2)) == 0.3
    assert combined("minimum", (2, 0.5)) == 0.5
    assert combined("sum", ()) == combined("minimum", ()) == 0
