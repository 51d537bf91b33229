"""The HTML report as text: what it says, what it links to, and that nothing quoted is live."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser

import pytest
import yaml
from hypothesis import given, settings
from msgspec.structs import replace

from aifactory.policy import data_path
from aifactory.render import View, render
from aifactory.render.html_next import duration
from aifactory.render.markup import anchor, html, prose, typeset
from aifactory.render.translate import Speech
from tests.render.cards import HOSTILE, OID, card, hostile
from tests.render.planted import ADDRESSES, PLANTED, flow, on_the_forge, planted
from tests.render.strategies import scorecards, texts

WORDS = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
BASE = "https://github.com/acme/features"


class Page(HTMLParser):
    """What a page holds: its tags, its attributes, its links, its ids, its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.names.add(name)
            if name == "href":
                self.links.append(value or "")
            if name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def _page(*cards, lang="en", **view):
    return Page(render(cards or [card()], "html", View(lang, words=WORDS, **view)))


def test_it_says_what_was_audited_and_how_far_it_is():
    page = _page()
    for said in ("features", "1.5/4", "NOT YET VALIDATED: 0.5 short, within reach", "2026-11-20"):
        assert said in page.text
    assert f"{BASE}/commit/{OID}" in page.links


def test_evidence_links_into_the_forge_at_the_commit_and_is_quoted():
    page = _page()
    assert f"{BASE}/blob/{OID}/Makefile#L8" in page.links
    assert f"{BASE}/issues/7" in page.links
    assert "pytest -q --cov=src tests" in page.text


@pytest.mark.parametrize("make", [card, hostile])
def test_each_verdict_is_a_word_and_a_mark(make):
    text = _page(make()).text
    for said in ("✓ passed", "◐ passed in part", "✗ not passed", "? unknown", "~ waived"):
        assert said in text


def test_every_check_with_its_message_and_remedy_and_the_question_is_there():
    text = re.sub(r"\s+", " ", _page().text)
    for criterion in card().criteria:
        assert criterion.question in text
        for check in criterion.checks:
            assert check.title in text
            assert check.id in text
            assert re.sub(r"\s+", " ", check.remedy).replace("`", "") in text


def test_the_links_within_the_page_lead_somewhere():
    page = _page(card(), replace(card(), policy=replace(card().policy, id="other")))
    inner = [link.removeprefix("#") for link in page.links if link.startswith("#")]
    assert len(inner) == 19
    assert set(inner) <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.tags.count("article") == 2


def test_the_page_allows_its_own_style_and_nothing_else():
    page = render([card()], "html", View())
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    guard = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert f'content="{guard}"' in page.replace("&#39;", "'")
    assert "style=" not in page
    assert "http" not in style


def test_indicators_stand_beside_the_audit():
    page = _page(indicators=flow())
    assert "Indicators of features, 2026-04-06 to 2026-04-26" in page.text
    assert "no ticket was finished in this period" in page.text
    assert page.tags.count("figure") == 6  # work in progress was never under way
    assert len(page.ids) == len(set(page.ids))
    assert "#indicators" in page.links


def test_numbers_and_spaces_are_french_in_french():
    page = _page(lang="fr", indicators=flow()).text
    assert "1,5/4" in page
    assert "seuil\u00a0: 2" in page
    assert "20/11/2026" in page
    assert "2026-11-20" not in page
    assert not re.search(r"[a-zé] [:;!?»](?:\s|$)|« ", page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Bloc 4 : oui", "Bloc 4\u00a0: oui"),
        ("un titre ; un autre ?", "un titre\u202f; un autre\u202f?"),
        ("déjà\u00a0; oui", "déjà\u202f; oui"),
        ("« Résultats »", "«\u00a0Résultats\u00a0»"),
        ("85 % en 2 h", "85\u00a0% en 2\u00a0h"),
        ("a :smile: b?c", "a :smile: b?c"),
    ],
)
def test_french_spaces(text, shown):
    assert typeset(text, "fr") == shown
    assert typeset(text, "en") == text


def test_code_keeps_its_spaces():
    assert prose("lancer `a ? b : c` ?", "fr") == "lancer <code>a ? b : c</code>\u202f?"


@given(texts)
def test_what_is_filled_in_is_text_alone(text):
    page = Page(html('<p class="{text}">{text}</p>', text=text))
    assert (page.tags, page.names) == (["p"], {"class"})


@given(texts, texts)
def test_anchors_tell_names_apart(one, other):
    def known(text):
        return text.encode("utf-8", "replace")

    assert (anchor("c", 1, one) == anchor("c", 1, other)) == (known(one) == known(other))
    assert not re.search(r"[^\w.~%-]", anchor("c", 1, one), re.ASCII)


@pytest.mark.parametrize(
    ("minutes", "lang", "said"),
    [(45, "en", "45 min"), (120, "en", "2 h"), (150, "fr", "2\u00a0h\u00a030\u00a0min")],
)
def test_durations(minutes, lang, said):
    assert duration(minutes, Speech(lang)) == said


@cache
def _plain() -> Page:
    return _page(indicators=flow())


def _ours(page: Page) -> None:
    """A page has no tag and no attribute that a page without anything hostile lacks."""
    assert set(page.tags) <= set(_plain().tags)
    assert page.names <= _plain().names
    assert all(link.startswith(("#", f"{BASE}/")) or link == BASE for link in page.links)


def test_our_own_mark_up_holds_nothing_live():
    live = {"script", "img", "iframe", "object", "embed", "form", "input", "link", "base"}
    assert not live & set(_plain().tags)
    assert not [name for name in _plain().names if name.startswith("on") or name == "style"]
    _ours(_plain())  # its links too


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_string_planted_anywhere_marks_up_nothing(lang):
    page = _page(planted(card()), planted(hostile()), lang=lang, indicators=flow(PLANTED))
    _ours(page)
    assert page.tags.count("style") == 1
    assert page.text.count("window.pwned=1") > 100  # it is all there, as text


def test_planted_evidence_links_to_the_forge_or_nowhere():
    page = _page(on_the_forge())
    _ours(page)
    assert any("/blob/" in link and "script" in link for link in page.links)
    assert not any(address in link for link in page.links for address in ADDRESSES)


@given(scorecards)
@settings(max_examples=60, deadline=None)
def test_any_scorecard_is_marked_up_by_us_alone(one):
    page = render([replace(one, notes=(*one.notes, *hostile().notes))], "html", View("fr"))
    found = {unicodedata.category(char) for char in page.replace("\n", "")}
    assert not found & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    _ours(Page(page))
    assert HOSTILE[-5:] in Page(page).text
