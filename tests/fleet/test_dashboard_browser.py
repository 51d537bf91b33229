"""The fleet's page in a real Chromium, opened from the disk: what it shows, does and lets be done."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, Route

from aifactory.fleet.dashboard import gathering, page
from aifactory.fleet.dashboard.content import content
from aifactory.fleet.entries import Entry
from aifactory.fleet.store import listing, writing
from aifactory.fleet.store.opening import open_store
from aifactory.policy import load
from tests.fleet.made import entries, fill
from tests.fleet.test_dashboard import EVIL

PHONE, LAPTOP = (390, 844), (1280, 800)
POLICY = load("bloc4")
EVENTS = (
    "for (const one of document.querySelectorAll('*')) for (const kind of ['mouseover', 'focus', "
    "'error', 'load', 'toggle']) one.dispatchEvent(new Event(kind))"
)
COLUMN = "(n) => [...document.querySelectorAll('#matrix tbody tr[aria-rowindex]')].map(row => row.cells[n].textContent)"


def gathered(folder: Path, listed: list[Entry], nights: int) -> dict[str, Any]:
    """What the page of a made-up fleet holds."""
    store = open_store(str(folder / "fleet.sqlite"))
    until = writing.now()
    fill(store, POLICY, listed, until=until, nights=nights, changed=0.2, failing=0.1)
    store.write(listing.take_in, [Entry(f"/left/{listed[0].team}")], "old", until)
    store.write(listing.leave, "old", set(), until)
    try:
        return content(gathering.gather(store, until))
    finally:
        store.close()


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return gathered(tmp_path_factory.mktemp("fleet"), entries(60, 4), 5)


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    listed = [Entry(f"/{n}/{text}", text) for text in EVIL for n in range(3)]
    return gathered(tmp_path_factory.mktemp("evil"), listed, 2)


def many(fleet: dict[str, Any], count: int) -> dict[str, Any]:
    """The same fleet with so many repositories."""
    data = copy.deepcopy(fleet)
    kinds, rows = data["repositories"], data["policies"][0]["rows"]
    data["repositories"] = [
        [f"{kinds[n % len(kinds)][0]}-{n}", f"r{n:06}", *kinds[n % len(kinds)][2:]]
        for n in range(count)
    ]
    data["policies"][0]["rows"] = [[n, *rows[n % len(rows)][1:]] for n in range(count)]
    return data


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open a page; nothing but the file is asked for, and no error is left unheard."""
    contexts: list[tuple[Any, list[str], str]] = []

    def open_page(
        data: dict[str, Any],
        lang: str = "en",
        size: tuple[int, int] = LAPTOP,
        hash: str = "",
        **more: Any,
    ) -> Page:
        file = tmp_path / "index.html"
        links = [("bloc4.{lang}.csv", "CSV"), ("fleet.json", "JSON")]
        file.write_text(page.render(data, lang, links), "utf-8")
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
        shown = context.new_page()
        asked: list[str] = []
        shown.on("pageerror", lambda error: asked.append(f"error: {error}"))
        shown.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))

        def route(one: Route) -> None:
            asked.append(one.request.url)
            one.continue_() if one.request.url == file.as_uri() else one.abort()

        shown.route("**/*", route)
        shown.goto(file.as_uri() + hash)
        contexts.append((context, asked, file.as_uri()))
        return shown

    yield open_page
    for context, asked, own in contexts:
        context.close()
        assert asked == [own]


def shown(one: Page) -> int:
    """How many repositories the table says that it shows."""
    return int(one.locator("#count").inner_text().split()[0])


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_nothing(opened, fleet, lang, scheme, size):
    one = opened(fleet, lang, size, color_scheme=scheme)
    for act in ("", "document.querySelector('#matrix tbody th button').click()"):
        one.evaluate(act)
        found = Axe().run(one).response
        assert found["violations"] == []
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}
    assert one.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("unguarded", [False, True])
def test_nothing_planted_runs_even_without_the_guard(opened, evil, unguarded):
    one = opened(evil, bypass_csp=unguarded)
    for language in range(2):
        one.evaluate("document.querySelector('#matrix tbody th button').click()")
        one.evaluate(EVENTS)
        one.evaluate("document.getElementById('details').close()")
        one.locator("#language").click()
        assert one.evaluate("document.documentElement.lang") == ("fr", "en")[language]
    one.wait_for_timeout(100)
    assert one.evaluate("window.pwned") is None
    assert one.evaluate("document.querySelectorAll('img, iframe, object').length") == 0
    assert one.evaluate("document.scripts.length") == 3
    assert (
        one.evaluate("[...document.links].filter(a => !/^(file|https?):/.test(a.protocol)).length")
        == 0
    )
    assert "<img src=x onerror=window.pwned=1>" in one.locator("#team").inner_text()


def test_the_guard_refuses_markup_from_text(opened, fleet):
    one = opened(fleet)
    with pytest.raises(Error, match="TrustedHTML"):
        one.evaluate("document.body.innerHTML = '<p>x'")
    one.evaluate("document.body.append(Object.assign(document.createElement('p'), {id: 'p'}))")
    one.evaluate("document.getElementById('p').setAttribute('style', 'display: none')")
    assert one.evaluate("getComputedStyle(document.getElementById('p')).display") == "block"


def test_the_heads_sort(opened, fleet):
    one = opened(fleet)
    rows = [row for row in fleet["policies"][0]["rows"] if row[1] is not None]
    scores = sorted(row[1] for row in rows)
    assert [float(text) for text in one.evaluate(COLUMN, 2)][:15] == scores[:15]
    head = one.locator("#heads th", has_text="Score")
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert [float(text) for text in one.evaluate(COLUMN, 2)][:15] == scores[::-1][:15]
    one.keyboard.press("Enter")  # the focus stays
    assert head.get_attribute("aria-sort") == "ascending"
    one.locator("#heads button", has_text="Repository").click()
    names = one.evaluate(COLUMN, 0)
    assert names[:15] == sorted(names[:15])
    one.locator("#heads button", has_text="B4Cr3").click()
    first = sorted(row[5][2] for row in rows)
    assert [float(text) for text in one.evaluate(COLUMN, 6)][:15] == first[:15]


def test_filters_leave_what_was_asked_for(opened, fleet):
    one = opened(fleet)
    data, pack = fleet["policies"][0]["rows"], fleet["policies"][0]
    assert shown(one) == len(data) == 60
    one.locator("#q").fill("TIDES")
    names = [fleet["repositories"][row[0]][0] for row in data]
    assert shown(one) == sum("tides" in name for name in names) > 0
    one.locator("#reset").click()
    one.locator("#standing").select_option("yes")
    assert shown(one) == sum(row[4] for row in data) > 0
    one.locator("#standing").select_option("unread")
    assert shown(one) == sum(row[1] is None for row in data) > 0
    one.locator("#standing").select_option("fails")
    assert shown(one) == len(fleet["failures"]) > 0
    one.locator("#reset").click()
    one.locator("#from").fill("5")
    one.locator("#to").fill("9.5")
    assert shown(one) == sum(row[1] is not None and 5 <= row[1] <= 9.5 for row in data) > 0
    one.locator("#reset").click()
    checks = [check["id"] for part in pack["criteria"] for check in part["checks"]]
    one.locator("#check").select_option(checks[7])
    assert shown(one) == sum(row[6][7:8] in ("f", "h") for row in data) > 0
    one.locator("#verdict").select_option("p")
    assert shown(one) == sum(row[6][7:8] == "p" for row in data) > 0
    one.locator("#q").fill("no such thing")
    assert one.locator("#count").inner_text() == "No repository matches these filters."


def test_a_remedy_leads_to_its_repositories(opened, fleet):
    one = opened(fleet)
    gain = fleet["policies"][0]["groups"][0]["gains"][0]
    one.locator("#gain-rows button").first.click()
    assert shown(one) == gain[1]


def test_a_team_narrows_everything(opened, fleet):
    one = opened(fleet)
    group = fleet["policies"][0]["groups"][2]
    one.locator("#team").select_option(str(group["team"]))
    assert shown(one) == group["repositories"]
    assert f"of {group['repositories']}" in one.locator("#sums li").first.inner_text()
    assert one.locator("#weak-rows tr").count() == len(group["weakest"])
    assert one.locator("#gain-rows b").first.inner_text() == f"+{group['gains'][0][2]:g}"
    label = one.locator("#chart svg").get_attribute("aria-label")
    assert label
    assert f"{group['course'][1][-1] / 10:g}%" in label


def test_the_address_keeps_what_was_chosen(opened, fleet):
    one = opened(fleet)
    one.locator("#q").fill("tides")
    one.locator("#language").click()
    one.locator("#heads button", has_text="B4Cr2").click()
    count, hash = one.locator("#count").inner_text(), one.evaluate("location.hash")
    other = opened(fleet, hash=hash)
    assert other.locator("#count").inner_text() == count
    assert other.locator("html").get_attribute("lang") == "fr"
    assert other.locator("#heads th", has_text="B4Cr2").get_attribute("aria-sort") == "ascending"
    other.locator("nav a").last.click()  # an anchor changes nothing of it
    assert other.locator("#count").inner_text() == count


def test_both_languages_stand_in_one_page(opened, fleet):
    one = opened(fleet, "fr")
    remedy = fleet["policies"][0]["criteria"][0]["checks"][0]["remedy"]
    assert remedy[0] != remedy[1]
    assert one.locator("h1").inner_text() == "La flotte"
    assert one.locator("ul.files a").first.get_attribute("href") == "bloc4.fr.csv"
    assert "," in "".join(one.evaluate(COLUMN, 2))
    one.locator("#language").click()
    assert one.locator("h1").inner_text() == "The fleet"
    assert one.locator("ul.files a").first.get_attribute("href") == "bloc4.en.csv"
    words = one.evaluate("document.body.innerText")
    assert "La flotte" not in words
    assert not [line for line in words.splitlines() if "{" in line]


def test_five_thousand_repositories_need_few_elements(opened, fleet):
    few = opened(fleet)
    one = opened(many(fleet, 5000))
    assert one.locator("#count").inner_text() == "5,000 of 5,000 repositories"
    count = "document.querySelectorAll('#matrix tr').length"
    assert one.evaluate(count) <= few.evaluate(count) + 10
    assert one.locator("#matrix").get_attribute("aria-rowcount") == "5001"
    one.evaluate("document.getElementById('scroll').scrollTop = 1e9")
    last = one.locator("#matrix tbody tr[aria-rowindex='5001']")
    last.wait_for()
    assert last.is_visible()
    assert one.evaluate(count) <= few.evaluate(count) + 10
    tall = one.evaluate("document.querySelector('tr[aria-rowindex]:not(#heads)').offsetHeight")
    high = one.evaluate("document.getElementById('matrix').offsetHeight")
    assert abs(high - 5001 * tall) <= 5001 * 0.1  # rows are as tall as the script thinks


def test_scrolling_shows_the_rows_that_belong_there(opened, fleet):
    one = opened(many(fleet, 3000), hash="#sort=repository")
    for top in (0, 700, 50_000, 49_000, 90_000, 12_345):
        one.evaluate("(top) => { document.getElementById('scroll').scrollTop = top; }", top)
        one.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        order = one.evaluate(
            "[...document.querySelectorAll('#matrix tbody tr[aria-rowindex]')].map(r => +r.ariaRowIndex)"
        )
        assert order == list(range(order[0], order[0] + len(order)))
        names = [text.rstrip("…") for text in one.evaluate(COLUMN, 0)]
        assert names == [f"r{n - 2:06}" for n in order]
        assert (order[0] - 2) * 36 <= top <= (order[-1] - 2) * 36


def test_details_tell_what_is_missing(opened, fleet):
    one = opened(fleet)
    one.locator("#matrix tbody th button").first.click()
    box = one.locator("dialog")
    worst = min((r for r in fleet["policies"][0]["rows"] if r[1] is not None), key=lambda r: r[1])
    assert fleet["repositories"][worst[0]][0] in box.inner_text()
    assert box.locator(".badge.fail").count() >= worst[6].count("f")
    one.keyboard.press("Escape")
    assert not box.is_visible()


def test_without_a_script_the_page_says_so(opened, fleet):
    one = opened(fleet, java_script_enabled=False)
    assert "the files beside it" in one.locator("noscript").inner_text()
    assert one.locator("ul.files a").count() == 2


def test_paper_has_every_row(opened, fleet):
    one = opened(fleet)
    one.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert one.locator("#matrix tbody tr[aria-rowindex]").count() == 60
    one.evaluate("dispatchEvent(new Event('afterprint'))")
    assert one.locator("#matrix tbody tr[aria-rowindex]").count() < 60


def test_what_left_its_inventory_is_told_apart(opened, fleet):
    one = opened(fleet)
    assert shown(one) == 60
    left = one.locator("#unlisted")
    assert left.locator("summary").inner_text() == "No longer in any inventory: 1"
    left.locator("summary").click()
    assert left.locator("li").inner_text().startswith("team 00 · since 20")
    fleet = copy.deepcopy(fleet) | {"unlisted": []}
    assert not opened(fleet).locator("#unlisted").is_visible()


def test_a_phone_shows_the_score_beside_the_name(opened, fleet):
    one = opened(fleet, size=PHONE)
    for place in ("#matrix [data-sort=score]", "#weak-rows td.share >> nth=0"):
        box = one.locator(place).bounding_box()
        assert box["x"] + box["width"] <= PHONE[0]
