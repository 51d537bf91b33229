import json
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.model import Score
from aifactory.render import SINGLE, View, render
from aifactory.render.badge import LABEL, SHORT, VALIDATED, WITHIN_REACH, width
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards

SVG = "{http://www.w3.org/2000/svg}"


def drawn(one, lang="en"):
    return ElementTree.fromstring(render([one], "badge", View(lang)).encode())


def scored(proven, reach):
    return replace(card(), score=Score(proven, reach, 0, proven >= 2))


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("form", SINGLE)
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_badge(make, form, lang, snapshot):
    assert render([make()], form, View(lang)) == snapshot


def test_a_badge_is_told_to_who_cannot_see_it():
    badge = drawn(card())
    (title,) = badge.findall(f"{SVG}title")
    assert badge.get("role") == "img"
    assert title.text == badge.get("aria-label")
    assert title.text.startswith("bloc4: 1.5/4 proven · up to 2.5")
    assert [text.text for text in badge.iter(f"{SVG}text")] == ["bloc4", "1.5/4"]
    assert [text.text for text in drawn(card(), "fr").iter(f"{SVG}text")] == ["bloc4", "1,5/4"]


def test_its_width_follows_from_the_text():
    names = ["b", "bloc4", "devops-and-lifecycle", "WWWWW"]
    cards = [replace(card(), policy=replace(card().policy, id=name)) for name in names]
    for one in cards:
        badge = drawn(one)
        left, right = badge.iter(f"{SVG}text")
        end = int(right.get("x")) + int(right.get("textLength"))
        assert int(left.get("x")) + int(left.get("textLength")) < int(right.get("x"))
        assert end + 6 == int(badge.get("width"))
    widths = [width(name) for name in names]
    assert widths[0] < widths[1] < widths[3] < widths[2]
    assert width("é") == width("e") == width("e\u0301")
    assert width("日本") == 22


@pytest.mark.parametrize(
    ("proven", "reach", "colour"),
    [(2, 2, VALIDATED), (1.99, 2, WITHIN_REACH), (1, 1.5, SHORT)],
)
def test_its_colour_is_by_the_threshold(proven, reach, colour):
    one = scored(proven, reach)
    assert drawn(one).find(f"{SVG}rect").get("fill") == colour
    answer = json.loads(render([one], "shields", View()))
    assert answer == {
        "schemaVersion": 1,
        "label": "bloc4",
        "message": f"{proven:g}/4",
        "color": colour[1:],
    }


@pytest.mark.parametrize("colour", [VALIDATED, WITHIN_REACH, SHORT, LABEL])
def test_white_can_be_read_on_it(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 4.5


@pytest.mark.parametrize("form", SINGLE)
def test_a_badge_is_of_one_policy(form):
    with pytest.raises(BadInput) as refused:
        render([card(), card()], form, View())
    assert str(refused.value) == f"{form} shows one policy, 2 were given"
    assert "--policy" in refused.value.hint


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_gives_a_badge_that_loads(one):
    badge = drawn(one, "fr")
    assert {node.tag.removeprefix(SVG) for node in badge.iter()} <= {
        *("svg", "title", "rect", "path", "g", "text"),
    }
    answer = json.loads(render([one], "shields", View()).encode())
    assert set(answer) == {"schemaVersion", "label", "message", "color"}
