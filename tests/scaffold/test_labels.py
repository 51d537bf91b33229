"""Labels kept as code: plans that lead where they say, whatever happens on the way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.errors import BadInput
from aifactory.forge.errors import Already
from aifactory.forge.records import Label, Provider
from aifactory.model import Text
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
from tests.scaffold.memory import KINDS, WORDS, Memory, issue

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


@pytest.mark.parametrize("prune", [False, True])
def test_two_names_of_one_label_are_said_and_neither_is_removed(prune: bool) -> None:
    wanted = [Wanted(BUG, ("bug", "defect"))]
    found = plan(wanted, [BUG, label("bug")], prune=prune)
    assert (found.steps, len(found.remarks)) == ((), 1)
    assert found.remarks[0].values == {"old": "bug", "name": "type:bug"}
    found = plan(wanted, [label("defect"), label("bug")], prune=prune)
    assert (found.steps, len(found.remarks)) == ((Change("bug", BUG),), 1)
    assert found.remarks[0].values == {"old": "defect", "name": "type:bug"}


def test_an_alias_has_any_case_on_both_forges() -> None:
    for provider in ("github", "gitlab"):
        found = plan([Wanted(BUG, ("bug",))], [label("BUG")], same=sameness(provider))
        assert found.steps == (Change("BUG", BUG),)
    made_by_gitlab = [label("To Do"), label("Doing")]
    found = plan(shipped("en"), made_by_gitlab, same=sameness("gitlab"))
    renamed = {one.name: one.label.name for one in found.steps if isinstance(one, Change)}
    assert renamed == {"To Do": "state:to-do", "Doing": "state:doing"}
    present = [label("Bug"), label("bug")]
    found = plan([Wanted(BUG, ("bug",))], present, same=sameness("gitlab"))
    assert found.steps == (Change("bug", BUG),)
    assert found.remarks[0].values == {"old": "Bug", "name": "type:bug"}


def test_a_name_that_was_taken_meanwhile_is_not_said_to_be_made() -> None:
    class Busy(Memory):
        def change_label(self, name: str, label: Label) -> None:
            self._labels.setdefault(label.name.casefold(), Label(label.name, "000000", ""))
            raise Already(*WORDS)

    tracker = Busy()
    tracker.create_label(label("bug"))
    steps = plan([Wanted(BUG, ("bug",))], tracker.labels()).steps
    outcome = carry_out(steps, tracker, tracker, lambda step: None)
    assert (outcome.made, len(outcome.refused)) == ((), 1)


def test_only_prune_removes() -> None:
    found = plan([Wanted(BUG)], [BUG, label("old")])
    assert (found.steps, found.remarks[0].values) == ((), {"names": "old"})
    assert plan([Wanted(BUG)], [BUG, label("old")], prune=True).steps == (Delete("old"),)


NAMES = st.sampled_from(
    ["bug", "Bug", "BUG", "type:bug", "todo", "To do", "état", "État", "a", "b"]
)
LABELS = st.builds(Label, NAMES, st.sampled_from(["000000", "ffffff"]), st.sampled_from(["", "x"]))
ONE = st.builds(Wanted, LABELS, st.lists(NAMES, max_size=3).map(tuple))
Case = tuple[Provider, list[Wanted], list[Label]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A forge, what is wanted there, and what it has."""
    provider: Provider = draw(st.sampled_from(("github", "gitlab")))
    same = sameness(provider)
    wanted = st.lists(ONE, unique_by=lambda one: same(one.label.name), max_size=6)
    present = st.lists(LABELS, unique_by=lambda one: same(one.name), max_size=8)
    return provider, draw(wanted), draw(present)


FAULTS = st.lists(st.sampled_from(["", "", "", *KINDS]), max_size=30)


def forge(provider: Provider, present: list[Label], faults: list[str]) -> Memory:
    """A forge with labels, each on one issue."""
    made = Memory(lambda n: faults[n] if n < len(faults) else "", provider)
    for number, one in enumerate(present, 1):
        made._labels[made.same(one.name)] = one
        made._issues.append(issue(number, one.name, [one.name]))
    return made


@given(cases(), st.booleans())
def test_a_plan_leads_where_it_says(case: Case, prune: bool) -> None:
    provider, wanted, present = case
    tracker, same = forge(provider, present, []), sameness(provider)
    steps = plan(wanted, present, prune=prune, same=same).steps
    outcome = carry_out(steps, tracker, tracker, lambda step: None)
    assert outcome.left == outcome.refused == ()
    after = {one.name: one for one in tracker.labels()}
    assert {one.label.name: one.label for one in wanted}.items() <= after.items()
    assert plan(wanted, tracker.labels(), prune=prune, same=same).steps == ()
    if prune:
        kept = {alias.casefold() for one in wanted for alias in one.aliases}
        extra = set(after) - {one.label.name for one in wanted}
        assert {name.casefold() for name in extra} <= kept
        held = [one for one in tracker.issues() if one.title.casefold() in kept]
        assert all(one.labels[0] in after for one in held)
    else:
        assert len(after) >= len(present)
        assert all(one.labels[0] in after for one in tracker.issues())


@given(cases(), FAULTS)
def test_whatever_goes_wrong_the_same_command_finishes_it(case: Case, faults: list[str]) -> None:
    provider, wanted, present = case
    tracker, same = forge(provider, present, faults), sameness(provider)
    for _ in range(len(faults) + 1):
        steps = plan(wanted, tracker.labels(), same=same).steps
        outcome = carry_out(steps, tracker, tracker, lambda step: None)
        assert len(outcome.made) + len(outcome.left) + len(outcome.refused) == len(steps)
        assert bool(outcome.left) == bool(outcome.error)
    assert plan(wanted, tracker.labels(), same=same).steps == ()
    assert len(tracker.made) == len(set(tracker.made))  # nothing was written twice


def test_what_ships_fits_both_forges() -> None:
    for lang in ("en", "fr"):
        wanted = shipped(lang)
        checked(wanted, "github")
        checked(wanted, "gitlab")
        assert len(wanted) > 25
    names = [name.casefold() for one in shipped("fr") for name in (one.label.name, *one.aliases)]
    assert len(names) == len(set(names))


def at(path: str, line: int) -> Text:
    return Text("{path}, line {line}", {"path": path, "line": line})


def test_a_project_s_own_file() -> None:
    text = (
        "- name: bug\n  color: '#D73A4A'\n  description: |\n    It does\n    not work\n"
        "  aliases: [defect]\n- name: 'on'\n  color: 000000\n"
    )
    assert read(text, FILES[0]) == (
        Wanted(Label("bug", "d73a4a", "It does not work"), ("defect",), at(FILES[0], 1)),
        Wanted(Label("on", "000000", ""), (), at(FILES[0], 7)),
    )
    assert read('{"labels": [{"name": "a"}]}', "x") == (Wanted(label("a"), (), at("x", 1)),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds no list"),
        ("labels: 3", "holds no list"),
        ("- color: '000000'", "line 1: a label without a name"),
        ("- name: a\n- name: b\n  color: red", "line 2: the colour of b is not"),
        ("- name: a\n  aliases: b", "the aliases of a are not a list"),
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
    with pytest.raises(BadInput, match="x, line 2: the label A stands twice"):
        checked(read("- name: a\n- name: A", "x"), "github")
    with pytest.raises(BadInput, match="holds a comma"):
        checked([Wanted(label("a,b"))], "gitlab")
    checked([Wanted(label("a,b"))], "github")
