"""Labels kept as code: plans that lead where they say, whatever happens on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.errors import BadInput
from aifactory.forge.records import Label
from aifactory.scaffold.labels import (
    FILES,
    Change,
    Create,
    Delete,
    Wanted,
    checked,
    plan,
    read,
    sameness,
    shipped,
)
from aifactory.scaffold.steps import carry_out
from tests.scaffold.memory import KINDS, Memory, issue

BUG = Label("type:bug", "d73a4a", "It does not work")


def label(name: str) -> Label:
    return Label(name, "ededed", "")


def test_a_label_that_is_missing_is_created() -> None:
    assert plan([Wanted(BUG)], []).steps == (Create(BUG),)


def test_a_label_under_an_alias_is_renamed() -> None:
    found = plan([Wanted(BUG, ("bug", "kind/bug"))], [label("Bug")])
    assert found.steps == (Change("Bug", BUG),)
    assert found.remarks == ()


def test_a_label_that_looks_otherwise_is_restyled() -> None:
    assert plan([Wanted(BUG)], [label("type:bug")]).steps == (Change("type:bug", BUG),)
    assert plan([Wanted(BUG)], [BUG]).steps == ()


def test_case_alone_is_another_label_on_one_forge_only() -> None:
    present = [Label("Type:Bug", BUG.colour, BUG.description)]
    assert plan([Wanted(BUG)], present, same=sameness("github")).steps == (Change("Type:Bug", BUG),)
    assert plan([Wanted(BUG)], present, same=sameness("gitlab")).steps == (Create(BUG),)


def test_two_names_of_one_label_are_said() -> None:
    found = plan([Wanted(BUG, ("bug", "defect"))], [BUG, label("bug")])
    assert found.steps == ()
    assert found.remarks[0].values == {"old": "bug", "name": "type:bug"}
    found = plan([Wanted(BUG, ("bug", "defect"))], [label("defect"), label("bug")])
    assert found.steps == (Change("bug", BUG),)
    assert found.remarks[0].values == {"old": "defect", "name": "type:bug"}


def test_only_prune_removes() -> None:
    found = plan([Wanted(BUG)], [BUG, label("old")])
    assert (found.steps, found.remarks[0].values) == ((), {"names": "old"})
    assert plan([Wanted(BUG)], [BUG, label("old")], prune=True).steps == (Delete("old"),)


NAMES = st.sampled_from(
    ["bug", "Bug", "BUG", "type:bug", "todo", "To do", "état", "État", "a", "b"]
)
LABELS = st.builds(Label, NAMES, st.sampled_from(["000000", "ffffff"]), st.sampled_from(["", "x"]))
WANTED = st.lists(
    st.builds(Wanted, LABELS, st.lists(NAMES, max_size=3).map(tuple)),
    unique_by=lambda one: one.label.name.casefold(),
    max_size=6,
)
PRESENT = st.lists(LABELS, unique_by=lambda one: one.name.casefold(), max_size=8)
FAULTS = st.lists(st.sampled_from(["", "", "", *KINDS]), max_size=30)


def forge(present: list[Label], faults: list[str]) -> Memory:
    """A forge with labels, each on one issue."""
    made = Memory(lambda n: faults[n] if n < len(faults) else "")
    for number, one in enumerate(present, 1):
        made._labels[one.name.casefold()] = one
        made._issues.append(issue(number, one.name, [one.name]))
    return made


@given(WANTED, PRESENT, st.booleans())
def test_a_plan_leads_where_it_says(
    wanted: list[Wanted], present: list[Label], prune: bool
) -> None:
    tracker = forge(present, [])
    outcome = carry_out(plan(wanted, present, prune=prune).steps, tracker, tracker, print)
    assert outcome.left == outcome.refused == ()
    after = {one.name: one for one in tracker.labels()}
    assert {one.label.name: one.label for one in wanted}.items() <= after.items()
    assert plan(wanted, tracker.labels(), prune=prune).steps == ()
    if prune:
        assert set(after) == {one.label.name for one in wanted}
    else:
        assert len(after) >= len(present)
        assert all(one.labels[0] in after for one in tracker.issues())


@given(WANTED, PRESENT, FAULTS)
def test_whatever_goes_wrong_the_same_command_finishes_it(
    wanted: list[Wanted], present: list[Label], faults: list[str]
) -> None:
    tracker = forge(present, faults)
    for _ in range(len(faults) + 1):
        steps = plan(wanted, tracker.labels()).steps
        outcome = carry_out(steps, tracker, tracker, lambda step: None)
        assert len(outcome.made) + len(outcome.left) + len(outcome.refused) == len(steps)
        assert bool(outcome.left) == bool(outcome.error)
    assert plan(wanted, tracker.labels()).steps == ()
    assert len(tracker.made) == len(set(tracker.made))  # nothing was written twice


def test_what_ships_fits_both_forges() -> None:
    for lang in ("en", "fr"):
        wanted = shipped(lang)
        checked(wanted, "github")
        checked(wanted, "gitlab")
        assert len(wanted) > 25
    names = [name.casefold() for one in shipped("fr") for name in (one.label.name, *one.aliases)]
    assert len(names) == len(set(names))


def test_a_project_s_own_file() -> None:
    text = (
        "- name: bug\n  color: '#D73A4A'\n  description: |\n    It does\n    not work\n"
        "  aliases: [defect]\n- name: 'on'\n  color: 000000\n"
    )
    assert read(text, FILES[0]) == (
        Wanted(Label("bug", "d73a4a", "It does not work"), ("defect",)),
        Wanted(Label("on", "000000", "")),
    )
    assert read('{"labels": [{"name": "a"}]}', "x") == (Wanted(label("a")),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no list"),
        ("labels: 3", "holds no list"),
        ("- color: '000000'", "line 1: a label without a name"),
        ("- name: a\n- name: b\n  color: red", "line 2: b: its colour"),
        ("- name: a\n  aliases: b", "its aliases are not a list"),
        ("- [", "x: "),
        ("a: &a [*a]", "x"),
    ],
)
def test_a_bad_file_is_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(text, "x")


def test_what_a_forge_cannot_hold_is_said_before_anything_is_written() -> None:
    with pytest.raises(BadInput, match="too long"):
        checked([Wanted(Label("a" * 51, "000000", ""))], "github")
    with pytest.raises(BadInput, match="too long"):
        checked([Wanted(Label("a", "000000", "b" * 101))], "github")
    checked([Wanted(Label("a" * 51, "000000", "b" * 101))], "gitlab")
    with pytest.raises(BadInput, match="stands twice"):
        checked([Wanted(label("a")), Wanted(label("A"))], "github")
    checked([Wanted(label("a")), Wanted(label("A"))], "gitlab")
