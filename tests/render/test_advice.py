"""A choice of deployment target as text, document and page, in a real Chromium too."""

from __future__ import annotations

import io
import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec import convert, to_builtins
from msgspec.structs import replace
from pypdf import PdfReader

from aifactory.advice import Advice
from aifactory.render.advice import FORMATS, headline, render, sensitivity
from aifactory.render.translate import Speech
from aifactory.targets import Needs, advise, load
from tests.render.cards import HOSTILE
from tests.render.test_html import Page
from tests.targets.made import LEVELS, needs

SMALL = Needs(0.3, 0.3, 0.1, 20, "eu", 500, 2000, 500)
NOTHING = Needs(0, 0, 0, 1, "none", 1, 0, 0)
KEPT = {"id", "input", "people", "level", "kind", "leaders", "sources", "through", "msgid"}


@cache
def _advice(lang="en", here=SMALL):
    return advise(load(), here, lang)


def _planted(value, key=""):
    """The same with hostile words wherever there are words."""
    if isinstance(value, dict):
        return {name: _planted(item, name) for name, item in value.items()}
    if isinstance(value, (list, tuple)) and key not in KEPT:
        return [_planted(item, key) for item in value]
    return HOSTILE if isinstance(value, str) and key not in KEPT else value


def hostile() -> Advice:
    told = to_builtins(_advice())
    weights = [[HOSTILE, points, sources] for _title, points, sources in told.pop("weights")]
    return convert({**_planted(told), "weights": weights}, Advice)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_form_says_the_answer_the_reasons_what_lacks_and_the_sources(form, lang):
    advice, _ = _advice(lang), Speech(lang)
    text = render(advice, form, lang, 10_000)
    text = Page(text).text if form == "html" else re.sub(r"\\(.)", r"\1", text)
    text = re.sub(r"[\u00a0\u202f]", " ", text)
    wanted = [headline(advice, _), sensitivity(advice, _)]
    for one in advice.standings:
        wanted += [one.title, *(capability.title for capability in one.lacking)]
        wanted += [_.text(reason.message) for reason in one.reasons]
        wanted += [caution.text for caution in one.cautions]
    wanted += [origin.text for origin in advice.origins]
    assert [said for said in wanted if re.sub(r"[\u00a0\u202f]", " ", said) not in text] == []


def test_a_tie_and_no_answer_are_said():
    table = load()
    twin = replace(table.targets[2], id="twin")
    tied = advise(replace(table, targets=(*table.targets, twin)), SMALL)
    assert headline(tied, Speech("en")) == "A tie: Managed cloud and Managed cloud, 95 points each"
    none = _advice("en", NOTHING)
    assert headline(none, Speech("en")) == "No target can do what is asked"
    assert sensitivity(none, Speech("en")) == "No change of a single input gives another answer."
    for form in FORMATS:
        assert "No target can do" in render(none, form, "en") or form == "json"


@settings(max_examples=25)
@given(needs(), st.sampled_from(FORMATS), st.sampled_from(["en", "fr"]))
def test_any_answer_can_be_shown(here, form, lang):
    text = render(advise(load(), here, lang), form, lang)
    assert text.endswith("\n")
    assert not re.search(
        r"\{\w+\}|\bnan\b|\binf\b", re.sub(r"<style>.*</style>", "", text, flags=re.S)
    )
    if form == "json":
        assert len(json.loads(text)["targets"]) == 3


def test_hostile_words_are_words_in_every_form():
    bad = hostile()
    page = render(bad, "html", "en")
    ours = {"script", "img", "iframe", "object", "form", "input", "link"}
    assert not ours & set(Page(page).tags)
    assert all(link.startswith("#") for link in Page(page).links)
    assert "<script>alert(1)</script>" in Page(page).text
    for form in FORMATS:
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202e\u200b]", render(bad, form, "en"))
    parsed = MarkdownIt("commonmark").enable("table").parse(render(bad, "markdown", "en"))
    kinds = {child.type for token in parsed for child in token.children or [token]}
    assert not {"link_open", "image", "html_inline", "html_block"} & kinds


def test_the_page_allows_its_own_sheet_and_nothing_else():
    page = render(_advice(), "html", "en")
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.replace("&#39;", "'")
    assert " style=" not in page
    assert not re.search(r"https?:", page)


def test_links_lead_somewhere_and_no_id_stands_twice():
    page = Page(render(_advice(), "html", "en"))
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)


@pytest.fixture
def opened(browser, tmp_path):
    """Open a page; nothing but the file is asked for."""
    contexts = []

    def open_page(advice, lang="en", size=(1280, 800), **context):
        file = tmp_path / "target.html"
        file.write_text(render(advice, "html", lang), "utf-8")
        viewport = {"width": size[0], "height": size[1]}
        page = browser.new_context(viewport=viewport, **context).new_page()
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.on("pageerror", lambda error: asked.append(str(error)))
        page.on("dialog", lambda dialog: asked.append(dialog.message))
        page.goto(file.as_uri())
        contexts.append((page, asked, file.as_uri()))
        return page

    yield open_page
    for page, asked, own in contexts:
        page.context.close()
        assert asked == [own]


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("here", [SMALL, NOTHING], ids=["small", "nothing"])
def test_axe_finds_nothing(opened, lang, scheme, size, here):
    page = opened(_advice(lang, here), lang, size, color_scheme=scheme)
    found = Axe().run(page).response
    assert found["violations"] == []
    checked = {rule["id"] for rule in found["passes"]}
    assert {"color-contrast", "html-has-lang", "bypass", "heading-order"} <= checked


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_scrolling_sideways_on_a_small_phone(opened, lang):
    page = opened(_advice(lang), lang, (320, 640))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("unguarded", [False, True])
def test_nothing_planted_runs_even_without_the_guard(opened, unguarded):
    page = opened(hostile(), bypass_csp=unguarded)
    page.wait_for_timeout(200)
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.locator("script, img").count() == 0
    assert page.locator("main").is_visible()


def test_bars_are_as_long_as_the_points(opened):
    page = opened(_advice())
    widths = page.eval_on_selector_all(
        ".places .bar", "all => all.map(one => one.querySelector('.proven')"
        ".getBoundingClientRect().width / one.getBoundingClientRect().width)",
    )  # fmt: skip
    assert widths == pytest.approx([one.points / 100 for one in _advice().standings], abs=0.005)


def test_paper_holds_everything_in_white(opened):
    page = opened(_advice(), color_scheme="dark")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in paper.pages))
    for one in _advice().standings:
        for reason in one.reasons:
            said = re.sub(r"\s+", "", Speech("en").text(reason.message))
            assert said in text
    assert 2 <= len(paper.pages) <= 5
    page.emulate_media(media="print")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(255, 255, 255)"


def test_every_level_is_named_in_both_languages():
    for lang in ("en", "fr"):
        for level in LEVELS:
            given_ = _advice(lang, replace(SMALL, sovereignty=level)).given
            (told,) = [one.value for one in given_ if one.id == "sovereignty"]
            assert told == load().level(level).title.in_(lang)
