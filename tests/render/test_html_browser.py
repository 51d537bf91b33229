"""The HTML report in a real Chromium: people who see, hear, tab, hold a phone, or print."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, Route
from pypdf import PdfReader

from aifactory import engine
from aifactory.model import Scorecard
from aifactory.policy import data_path, load
from aifactory.render import View, render
from tests.render.cards import card, hostile, together
from tests.render.planted import PLANTED, flow, on_the_forge, planted
from tests.repos import Repo

WORDS = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
PHONE, LAPTOP = (390, 844), (1280, 800)
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
MOUSE = (
    "for (const one of document.querySelectorAll('*')) for (const kind of ['mouseover', 'focus', "
    "'click', 'error', 'load']) if (!one.href) one.dispatchEvent(new Event(kind))"
)


def _many() -> list[Scorecard]:
    return [card(), hostile()]


def _together() -> list[Scorecard]:
    return together()[0]


def _planted() -> list[Scorecard]:
    return [planted(card()), planted(hostile()), on_the_forge()]


def _squeezed(text: str) -> str:
    """Letters without spaces and ligatures, which paper sets as it likes."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _bloc4(repo: Repo, lang: str) -> list[Scorecard]:
    repo.file("README.md", "# Features\n\nA library.\n").file("a.py", "x = 1\n").commit()
    facts = engine.collect(str(repo.path), as_of="2026-06-30")
    return [engine.evaluate(facts, load("bloc4"), lang)]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path):
    """Open a report, or the page as it was changed; nothing but the file is asked for."""
    pages: list[tuple[Page, list[str]]] = []

    def open_page(
        cards: list[Scorecard],
        lang: str = "en",
        size: tuple[int, int] = LAPTOP,
        change: Callable[[str], str] = str,
        name: str = "features",
        **context: object,
    ) -> Page:
        view = View(lang, indicators=flow(name), words=WORDS)
        if len(cards) == len(_together()):
            view = replace(view, overview=together()[1])
        text = render(cards, "html", view)
        file = tmp_path / "report.html"
        file.write_text(change(text), "utf-8")
        viewport = {"width": size[0], "height": size[1]}
        page = browser.new_context(viewport=viewport, **context).new_page()  # type: ignore[arg-type]
        asked: list[str] = []
        page.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))

        def route(one: Route) -> None:
            asked.append(one.request.url)
            one.continue_() if one.request.url == file.as_uri() else one.abort()

        page.route("**/*", route)
        page.goto(file.as_uri())
        pages.append((page, asked))
        return page

    yield open_page
    for page, asked in pages:
        own = page.url.partition("#")[0]
        page.context.close()
        assert asked == [own]


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("make", "lang"),
    [(_many, "en"), (_many, "fr"), (_planted, "en"), (_together, "fr")],
    ids=["en", "fr", "planted", "together"],
)
def test_axe_finds_nothing(opened, make, lang, scheme, size):
    page = opened(make(), lang, size, color_scheme=scheme)
    for script in ("", UNFOLD):
        page.evaluate(script)
        found = Axe().run(page).response
        assert found["violations"] == []
        checked = {rule["id"] for rule in found["passes"]}
        assert {"color-contrast", "html-has-lang", "bypass", "heading-order"} <= checked


def test_axe_finds_what_is_wrong(opened):
    page = opened([card()], change=lambda text: text.replace('<html lang="en">', "<html>"))
    assert [one["id"] for one in Axe().run(page).response["violations"]] == ["html-has-lang"]


@pytest.mark.parametrize("unguarded", [False, True])
def test_nothing_planted_runs_even_without_the_guard(opened, unguarded):
    page = opened(_planted(), name=PLANTED, bypass_csp=unguarded)
    page.evaluate(UNFOLD)
    page.evaluate(MOUSE)
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert PLANTED[-20:] in page.title()
    assert page.evaluate("document.styleSheets.length") == 1
    assert page.locator("main").is_visible()


def test_the_guard_stops_what_escaping_would_let_through(opened):
    wrong = (
        "<main><script>window.pwned=1</script><img src=x onerror=window.pwned=1>"
        "<img src=https://e.example/p.png><style>main{display:none}</style>"
        "<p id=styled style='display:none'>x</p>"
    )
    page = opened([card()], change=lambda text: text.replace("<main", wrong + "<main", 1))
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#styled").is_visible()


def test_the_keyboard_reaches_and_unfolds_every_criterion(opened):
    page = opened([card()])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    wanted = page.locator("summary").count()
    reached = 0
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "SUMMARY":
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") not in (
                "none",
                "",
            )
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open")
            reached += 1
        if reached == wanted:
            break
    assert reached == wanted == 2


def test_a_step_leads_to_its_check_and_unfolds_it(opened):
    page = opened([card()])
    check = page.locator("li.check", has_text="results-presented")
    assert not check.is_visible()
    page.locator("ol.steps a").first.click()
    assert page.locator("li.check:target").is_visible()


@pytest.mark.parametrize("make", [_many, _planted, _together])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_scrolling_sideways_on_a_small_phone(opened, make, lang):
    page = opened(make(), lang, (360, 640))
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_paper_shows_every_check_unfolded(opened, repo, lang):
    cards = _bloc4(repo, lang)
    page = opened(cards, lang, color_scheme="dark")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = _squeezed("".join(sheet.extract_text() for sheet in paper.pages))
    titles = [check.title for criterion in cards[0].criteria for check in criterion.checks]
    assert len(titles) == 45
    assert [title for title in titles if _squeezed(title) not in text] == []
    assert 6 <= len(paper.pages) <= 16
    assert [round(float(side)) for side in paper.pages[0].mediabox[2:]] == [595, 842]


def test_paper_is_white_in_dark_mode_too(opened):
    page = opened([card()], color_scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(colour) != "rgb(255, 255, 255)"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "rgb(255, 255, 255)"


def test_the_file_is_small(repo):
    page = render(_bloc4(repo, "fr"), "html", View("fr", indicators=flow(), words=WORDS))
    assert len(page.encode()) < 150 * 1024
