import re
import unicodedata

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from msgspec.structs import replace

from aifactory.model import Evidence, Subject
from aifactory.render import View, render
from aifactory.render.step_summary import LIMIT, words
from tests.render.cards import HOSTILE, card, hostile
from tests.render.strategies import scorecards
from tests.render.test_markdown import OWN

FOLDS = re.compile(r"</?(details|summary)>")


def foreign(page):
    """The tags of the rendered page that are not ours."""
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(page)
    tags = re.findall(r"<[^>]*>", html)
    return [tag for tag in tags if not OWN.match(tag) and not FOLDS.fullmatch(tag)]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("make", [card, hostile])
def test_the_whole_page(make, lang, snapshot):
    assert render([make()], "summary", View(lang)) == snapshot


def test_details_are_folded_and_the_score_is_not():
    page = render([card()], "summary", View())
    before, *folds = page.split("<details>")
    assert before.startswith("# 1.5/4 proven")
    assert "| B4Cr9 |" in before
    assert len(folds) == page.count("</details>") == 4  # two criteria, waivers, notes
    assert "readme-purpose" not in before
    html = MarkdownIt("commonmark", {"html": True}).render(page)
    assert "<strong>The README says what the project is for</strong>" in html


def test_a_hostile_repository_adds_no_mark_up():
    assert foreign(render([hostile()], "summary", View())) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("ask @someone", "ask <code>@someone</code>"),
        ("see https://e.example", "see <code>https://e.example</code>"),
    ],
)
def test_words_of_a_fold_are_not_live(text, shown):
    assert words(text) == shown


def large():
    one = card()
    evidence = tuple(Evidence("é" * 2_000, i) for i in range(8))
    first = one.criteria[0]
    checks = tuple(replace(first.checks[1], id=f"c{i}", evidence=evidence) for i in range(2))
    return replace(one, criteria=(replace(first, checks=checks), *one.criteria[1:]) * 8)


def test_a_page_keeps_below_the_limit_and_says_what_it_left_out():
    page = render([large(), card()], "summary", View())
    assert LIMIT // 2 < len(page.encode()) < LIMIT
    assert page.count("# 1.5/4 proven") == 2
    left_out = re.findall(r"(\d+) sections? (?:is|are) too long for this page", page)
    assert page.count("<details>") == 2 * 8 + 2 + 4 - sum(map(int, left_out))
    assert sum(map(int, left_out)) > 1
    assert "is too long" not in render([card()], "summary", View())
    assert page.count("<details>") == page.count("</details>")


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_is_marked_up_by_us_alone(one):
    page = render([replace(one, subject=Subject(HOSTILE))], "summary", View("fr"))
    found = {unicodedata.category(char) for char in page.replace("\n", "")}
    assert not found & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert [tag for tag in foreign(page) if tag not in ("<code>", "</code>")] == []
