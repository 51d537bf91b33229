import re
import unicodedata

import pytest
from hypothesis import given, settings

from aifactory.render import View, render
from tests.render.cards import card, hostile
from tests.render.strategies import scorecards

SGR = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_page_at_80_columns(make, lang, snapshot):
    page = render([make()], "terminal", View(lang))
    assert page == snapshot
    assert max(map(len, page.split("\n"))) <= 80


def test_the_answer_is_the_first_line():
    assert render([card()], "terminal", View()).startswith(
        "1.5/4 proven · up to 2.5 with forge access · validated from 2\n"
    )


def test_colour_changes_no_word():
    plain = render([hostile()], "terminal", View())
    coloured = render([hostile()], "terminal", View(colour=True))
    assert coloured != plain
    words = SGR.sub("", coloured)
    assert [line.rstrip() for line in words.split("\n")] == plain.split("\n")


def test_the_environment_changes_nothing(monkeypatch):
    plain = render([card()], "terminal", View())
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "40", "TERM": "dumb", "LINES": "2"}.items():
        monkeypatch.setenv(name, value)
    assert render([card()], "terminal", View()) == plain


def test_several_scorecards_are_told_apart():
    page = render([card(), card()], "terminal", View())
    assert page.count("1.5/4 proven") == 2
    assert "═" * 80 in page


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_is_shown_without_control_characters(one):
    for width in (40, 80):
        page = render([one], "terminal", View("fr", width))
        found = {unicodedata.category(char) for char in page.replace("\n", "")}
        assert not found & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert page.endswith("\n")
