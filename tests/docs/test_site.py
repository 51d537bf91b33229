"""The site is whole: nothing in it leads nowhere, and it opens from a disk without a network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.docs.pages import OURS, ROOT, Page, Site, kept

TUTORIALS = (
    *("en/team", "en/ci", "en/lead", "en/trainer"),
    *("fr/equipe", "fr/ci", "fr/pilote", "fr/formateur"),
)
SHOWN = (
    *("index", "figures", "verdicts/fr/b4cr3"),
    *("reference/en/packs/bloc4", "reference/fr/commands/audit"),
)


def test_it_builds_without_a_word(site: Site) -> None:
    assert site.said == "0\n"


def test_no_link_or_anchor_leads_nowhere(site: Site) -> None:
    assert sum(len(page.links) for page in site.pages.values()) > 1000
    assert site.broken() == []


def test_a_broken_link_or_anchor_would_be_seen(site: Site, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#no">x</a><a href="c.html">y</a><p id="yes">')
    (tmp_path / "b.html").write_text('<a href="a.html#yes">x</a><img src="no.png">')
    broken = Site(tmp_path, "").broken()
    assert broken == ["a.html: b.html#no", "a.html: c.html", "b.html: no.png"]


def test_every_page_can_be_reached_by_the_menu(site: Site) -> None:
    menu = Page(_menu((site.folder / "index.html").read_text("utf-8")))
    listed = {urlsplit(link).path for link in menu.links} | {"index.html"}
    assert set(site.pages) - {*OURS} <= listed | {""}


def _menu(html: str) -> str:
    return html[html.index('<div class="sidebar-tree">') : html.index('<div class="main">')]


def test_every_kept_document_is_a_page(site: Site) -> None:
    names = [name.with_suffix(".html") for name in kept() if name.parts[0] == "docs"]
    assert {name.relative_to("docs").as_posix() for name in names} - set(site.pages) == set()


def test_images_have_a_text(site: Site) -> None:
    assert {name: page.unnamed for name, page in site.pages.items() if page.unnamed} == {}


def test_nothing_is_loaded_from_elsewhere(site: Site) -> None:
    for name, page in site.pages.items():
        strangers = [one for one in page.loaded if urlsplit(one).netloc]
        assert strangers == [], name
    for style in site.folder.rglob("*.css"):
        text = style.read_text("utf-8")
        assert "@import" not in text, style
        assert "url(http" not in text, style
        assert "url(//" not in text, style


def test_each_page_says_its_language(site: Site) -> None:
    french = {name for name, page in site.pages.items() if page.lang == "fr"}
    assert french == {
        name for name in site.pages if "/fr/" in name or name == "reference/francais.html"
    }
    assert {page.lang for page in site.pages.values()} == {"en", "fr"}


def test_each_role_finds_its_tutorials(site: Site) -> None:
    there = [one for one in TUTORIALS if (ROOT / "docs" / "tutorials" / f"{one}.md").exists()]
    linked = {urlsplit(link).path for link in site.pages["index.html"].links}
    assert {f"tutorials/{one}.html" for one in there} <= linked
    assert len(there) in (0, len(TUTORIALS))


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_a_phone_and_a_laptop(site: Site, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 844})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name in SHOWN:
        page.goto((site.folder / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert {urlsplit(url).scheme for url in asked} <= {"file", "data"}
    page.close()
