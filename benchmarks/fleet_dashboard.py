"""The fleet's page in a real Chromium, with many repositories beside few, in one run.

usage: python benchmarks/fleet_dashboard.py [REPOSITORIES] [NIGHTS] [ROUNDS]

Stores are made by chance of seed 1 (`tests/fleet/made.py`), sites written by the command, opened
from the disk. A time of something done ends with the second frame after it, so what it costs to
lay out and to paint is in it; "cpu" is the processor's time of the page's main thread, which a busy
machine changes less. No frame comes faster than the screen's 16.7 ms. Scrolling goes to and fro, a
screen a frame, which no hand does: every frame has all rows new.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import CDPSession, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from aifactory.cli import main as aifactory
from aifactory.fleet.store.opening import open_store
from aifactory.fleet.store.writing import now
from aifactory.policy import load
from tests.browser import FLAGS, found
from tests.fleet.made import entries, fill

FEW = 500
DO = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const begin = performance.now();
  {CODE}
  await frame(); await frame();
  return performance.now() - begin;
}"""
PAINT = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const one of list.getEntriesByName("first-contentful-paint")) done(one.startTime);
}).observe({ type: "paint", buffered: true }))"""
SCROLL = """async () => {
  const box = document.getElementById("scroll");
  const frame = () => new Promise(requestAnimationFrame);
  const times = [];
  const step = box.clientHeight;
  let last = await frame();
  let way = 1;
  for (let n = 0; n < 300; n += 1) {
    const before = box.scrollTop;
    box.scrollTop += way * step;
    if (Math.abs(box.scrollTop - before) < step / 2) way = -way;
    const at = await frame();
    times.push(at - last);
    last = at;
  }
  return times;
}"""
ACTS = {
    "sort by a number": "document.querySelector('[data-sort=B4Cr3]').click()",
    "sort by a name": "document.querySelector('[data-sort=repository]').click()",
    "filter by a text": "const q = document.getElementById('q'); q.value = 'tides 07'; "
    "q.dispatchEvent(new Event('input'))",
    "show all again": "document.getElementById('reset').click()",
    "filter by a verdict": "const c = document.getElementById('check'); "
    "c.value = 'container-recipe'; c.dispatchEvent(new Event('change'))",
    "choose a team": "document.getElementById('reset').click(); "
    "const t = document.getElementById('team'); t.selectedIndex = 1; "
    "t.dispatchEvent(new Event('change'))",
    "other language": "document.getElementById('language').click()",
}


def site(folder: Path, count: int, nights: int) -> Path:
    """The page of so many repositories, made as a night would make it."""
    store = str(folder / f"{count}.sqlite")
    opened = open_store(store)
    teams = max(2, count // 125)
    listed = entries(count, teams)
    fill(opened, load("bloc4"), listed, until=now(), nights=nights, failing=0.01)
    opened.close()
    begin = time.perf_counter()
    out = folder / f"site-{count}"
    assert aifactory(["fleet", "dashboard", "-o", str(out), "--store", store]) == 0
    size = (out / "index.html").stat().st_size / 1e6
    spent = time.perf_counter() - begin
    print(f"{count} repositories, {nights} nights: written in {spent:.1f} s, page {size:.2f} MB")
    return out / "index.html"


def worked(session: CDPSession) -> float:
    """The processor's time of the page's main thread so far, in milliseconds."""
    found = session.send("Performance.getMetrics")["metrics"]
    return next(1000 * one["value"] for one in found if one["name"] == "TaskDuration")


def measured(page: Page, path: Path) -> dict[str, float]:
    """Milliseconds of all that is done once."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
    session.send("Performance.enable")
    page.goto(path.as_uri())
    times: dict[str, float] = {"first contentful paint": page.evaluate(PAINT)}
    times["first contentful paint (cpu)"] = worked(session)
    for name, code in ACTS.items():
        before = worked(session)
        times[name] = page.evaluate(DO.replace("CODE", code))
        times[f"{name} (cpu)"] = worked(session) - before
    page.evaluate("document.getElementById('reset').click()")
    before = worked(session)
    frames = sorted(page.evaluate(SCROLL))
    times["scrolling: a frame (cpu)"] = (worked(session) - before) / len(frames)
    times["scrolling: median frame"] = statistics.median(frames)
    times["scrolling: 95th of 100 frames"] = frames[int(len(frames) * 0.95)]
    times["scrolling: longest frame"] = frames[-1]
    times["elements in the page"] = page.evaluate("document.querySelectorAll('*').length")
    return times


def main(count: int = 5000, nights: int = 180, rounds: int = 5) -> None:
    """Print medians of the rounds, many beside few."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        pages = [site(Path(name), n, nights) for n in (FEW, count)]
        browser = driver.chromium.launch(executable_path=found(), args=FLAGS)
        columns = []
        for path in pages:
            runs = []
            for _ in range(rounds):
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                runs.append(measured(context.new_page(), path))
                context.close()
            columns.append({key: statistics.median(run[key] for run in runs) for key in runs[0]})
        browser.close()
    few, many = columns
    print(f"{'ms':36}{FEW:>9}{count:>9}  ratio")
    for key in few:
        print(f"{key:36}{few[key]:9.1f}{many[key]:9.1f}{many[key] / max(few[key], 0.1):7.2f}")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
