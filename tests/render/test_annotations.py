"""Workflow commands, read back as the runner of GitHub Actions reads them."""

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from aifactory.render import View, render
from aifactory.render.annotations import command
from aifactory.render.escape import visible
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards, texts

DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def unescaped(text, pairs):
    for escape, char in pairs:
        text = text.replace(escape, char)
    return text


def read(line):
    """(command, properties, message); a line that begins no command fails."""
    assert line.startswith("::")
    head, sign, data = line[2:].partition("::")
    assert sign
    name, _, rest = head.partition(" ")
    pairs = [part.partition("=") for part in rest.split(",") if part]
    properties = {key: unescaped(value, PROPERTY) for key, _, value in pairs}
    return name, properties, unescaped(data, DATA)


def commands(*cards, lang="en"):
    return [read(line) for line in render(cards, "annotations", View(lang)).splitlines()]


def many(n, verdict="fail", name="check"):
    """A scorecard with n checks of a verdict, the last worth most."""
    base = card()
    check = replace(base.criteria[0].checks[0], verdict=verdict, earned=0.0)
    checks = tuple(replace(check, id=f"{name}-{i}", points=i / 4) for i in range(1, n + 1))
    return replace(base, criteria=(replace(base.criteria[0], checks=checks),))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile, lambda: many(12)])
def test_the_whole_output(make, lang, snapshot):
    assert render([make()], "annotations", View(lang)) == snapshot


def test_a_fail_is_a_warning_and_the_rest_are_notices():
    assert [(name, found["title"].split(":")[0]) for name, found, _ in commands(card())] == [
        ("warning", "dataset-documented"),
        ("notice", "delivery-cadence"),
        ("notice", "results-presented"),
    ]
    _, properties, message = commands(card())[2]
    assert (properties["file"], properties["line"]) == ("MODEL_CARD.md", "30")
    assert message == "a table, but no picture → Add a figure below the heading “Results”."


def test_a_pass_and_an_accepted_exception_say_nothing():
    assert render([many(3, "pass"), many(3, "waived")], "annotations", View()) == ""


@pytest.mark.parametrize("verdict", ["fail", "unknown"])
@pytest.mark.parametrize("n", [9, 10, 11, 40])
def test_ten_of_a_type_are_shown_those_with_most_points_first(verdict, n):
    found = commands(many(n, verdict))
    names = [name for name, _, _ in found]
    assert max(names.count("warning"), names.count("notice")) <= 10
    shown = [one for one in found if one[1]["title"] != "aifactory"]
    expected = n if n <= 10 else (10 if verdict == "fail" else 9)
    assert [one[1]["title"].split(":")[0] for one in shown] == [
        f"check-{i}" for i in range(n, n - expected, -1)
    ]
    if n > 10:
        (rest,) = (one for one in found if one[1]["title"] == "aifactory")
        left = sum(i / 4 for i in range(1, n - expected + 1))
        assert rest[0] == "notice"
        assert rest[2].endswith(f"(points to gain: {left:g})")
        assert rest[2].startswith(str(n - expected) if n - expected > 1 else "one more check")
    else:
        assert shown == found


def test_the_limit_holds_for_all_packs_together():
    found = commands(many(8), many(8, "partial"), many(8, name="other"), many(8, "unknown"))
    names = [name for name, _, _ in found]
    assert (names.count("warning"), names.count("notice")) == (10, 10)
    assert found[-1][2].startswith("13 more checks")


def test_a_borrowed_check_is_told_once_where_its_answer_is_the_same():
    assert commands(many(4), many(4)) == commands(many(4))
    assert len(commands(many(2), many(2, "partial"))) == 4


def test_what_awaits_a_jury_is_no_annotation():
    one = many(3, "unknown")
    asked = tuple(replace(check, source="jury") for check in one.criteria[0].checks[:2])
    left = (replace(one.criteria[0], checks=(*asked, one.criteria[0].checks[2])),)
    assert [
        found["title"].split(":")[0] for _, found, _ in commands(replace(one, criteria=left))
    ] == ["check-3"]


@given(texts, texts, texts)
@settings(max_examples=300)
def test_what_is_escaped_comes_back_whole(file, title, message):
    line = command("warning", {"file": file, "title": title}, message)
    assert line.splitlines() == [line]
    name, properties, data = read(line)
    assert (name, data) == ("warning", visible(message))
    assert properties == {
        key: visible(value) for key, value in (("file", file), ("title", title)) if value
    }


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_gives_only_our_commands(one):
    text = render([one, one, one], "annotations", View("fr"))
    assert all(char == "\n" or char >= " " for char in text)
    found = [read(line) for line in text.split("\n")[:-1]]
    for kind in ("warning", "notice"):
        assert [name for name, _, _ in found].count(kind) <= 10
    assert {key for _, properties, _ in found for key in properties} <= {"file", "line", "title"}
