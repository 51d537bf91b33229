"""Pictures as a browser draws them: no word is cut, and none covers another."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
import yaml

from aifactory.forge.records import Milestone
from aifactory.indicators.planning import plan
from aifactory.indicators.report import Data, compute
from aifactory.indicators.tickets import Move, Ticket
from aifactory.policy import data_path
from aifactory.render import pictures, roadmap
from aifactory.render.charts import Chart, svg

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
UNTIL = date(2026, 6, 30)
LONG = "un-groupe-tres-long/une-plateforme-d-apprentissage-pour-la-detection-de-fraudes-bancaires"
MEASURE = """
const found = [];
for (const svg of document.querySelectorAll("svg")) {
  const paper = svg.getBoundingClientRect();
  const seen = [...svg.querySelectorAll("text")].map(
    text => [text.textContent, text.getBoundingClientRect()]);
  seen.forEach(([text, box], at) => {
    if (box.left < paper.left || box.right > paper.right || box.bottom > paper.bottom)
      found.push([svg.dataset.name, "cut", text]);
    for (const [other, one] of seen.slice(at + 1))
      if (box.left < one.right && one.left < box.right && box.top < one.bottom - 2
          && one.top < box.bottom - 2)
        found.push([svg.dataset.name, text, other]);
  });
}
document.title = JSON.stringify([document.querySelectorAll("svg").length, found]);
"""


def titled(number: int) -> str:
    """The title of an epic, longer than its place."""
    return f"Épopée {number} : un titre plutôt long, pour voir ce qu'il devient"


def tickets(days: int, count: int, points: float) -> Iterator[Ticket]:
    """Tickets that are opened at even distances and take from two to thirty days."""
    for n in range(count):
        opened = UNTIL - timedelta(days=days * (count - n) // count)
        closed = opened + timedelta(days=2 + n * 7 % 29)
        yield Ticket(
            id=f"#{n}",
            title=f"Ticket {n}",
            opened=f"{opened}T09:00:00Z",
            closed=f"{closed}T09:00:00Z" if closed <= UNTIL else "",
            points=points * (1 + n % 5),
            bug=n % 3 == 0,
            epic=titled(n % 9),
            moves=(Move(f"{opened + timedelta(days=1)}T09:00:00Z", "doing"),),
        )


def stones() -> tuple[Milestone, ...]:
    """Milestones, of which one has no end that anybody will see."""
    ends = (*((UNTIL + timedelta(days=90 * n)).isoformat() for n in range(-4, 4)), "9999-12-31")
    return tuple(Milestone(n, titled(n), "", True, end, 0, 0) for n, end in enumerate(ends))


HALF, FIVE, HUGE = (
    tuple(tickets(days, count, points))
    for days, count, points in ((182, 150, 1.0), (1825, 2500, 1.0), (182, 90, 1e6))
)
CASES = {
    "empty": (Data(name="app", tickets=()), 182),
    "one": (Data(name="app", tickets=tuple(tickets(9, 1, 3))), 8),
    "half a year": (Data(name="app", tickets=HALF, milestones=stones()), 182),
    "five years": (Data(name=LONG, tickets=FIVE, milestones=stones()), 1825),
    "huge": (Data(name="app", tickets=HUGE), 182),
}


def drawn(data: Data, days: int, lang: str) -> dict[str, str]:
    """Each picture of a project by name."""
    words = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
    report = compute(data, UNTIL - timedelta(days=days - 1), UNTIL)
    plans = plan(data.name, data.tickets, data.milestones, UNTIL)
    return {
        **pictures.pictures(report, lang, words),
        "roadmap": roadmap.render(plans, "svg", lang),
    }


def faults(documents: dict[str, str], folder: Path) -> tuple[int, list[list[str]]]:
    """How many pictures a browser drew, and their words that are cut or covered."""
    page = folder / "page.html"
    named = (text.replace("<svg ", f'<svg data-name="{name}" ') for name, text in documents.items())
    page.write_text(
        '<!doctype html><meta charset="utf-8"><body style="width:1000px">'
        f"{''.join(named)}<script>{MEASURE}</script>"
    )
    command = (CHROMIUM or "", *FLAGS, f"--user-data-dir={folder / 'profile'}")
    done = subprocess.run(
        [*command, "--dump-dom", page.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    title = re.findall(r"<title>(\[.*?\])</title>", done.stdout)[-1]
    count, found = json.loads(unescape(title))
    return count, found


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_word_is_cut_or_covered(lang: str, tmp_path: Path) -> None:
    documents = {
        f"{case}, {name}": text
        for case, (data, days) in CASES.items()
        for name, text in drawn(data, days, lang).items()
    }
    assert faults(documents, tmp_path) == (9 * len(CASES), [])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_the_browser_s_eye_sees_what_is_covered_or_cut(tmp_path: Path) -> None:
    cut = '<svg width="90" height="40"><text x="60" y="20">far too long</text></svg>'
    covered = '<svg width="90" height="40"><text y="20">one</text><text y="22">two</text></svg>'
    count, found = faults({"a": cut, "b": covered}, tmp_path)
    assert (count, [name for name, *_rest in found]) == (2, ["a", "b"])


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_estimates_of_widths_are_on_the_safe_side(tmp_path: Path) -> None:
    names = (
        "périmètre", "WWWWWWWWWWWWWWWW", "MAJUSCULES ET ÉTATS", "漢字かな交じり文の長い名前",
        "iiiiiiiiiiiillllll", "état « à faire » : 85 % en 11,5 au plus", "مرحبا بالعالم",
    )  # fmt: skip
    rows = tuple((name, (1.0, 2.0)) for name in names)
    labels = ("2026-01-01", "2026-01-08")
    chart = svg(Chart(kind="lines", title="W" * 200, unit="u", labels=labels, rows=rows))
    assert faults({"names": chart}, tmp_path) == (1, [])


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_why_a_picture_is_empty_is_said(lang: str) -> None:
    opened = Ticket(id="#1", title="t", opened="2026-06-01T09:00:00Z")
    shown = drawn(Data(name="app", tickets=(opened,)), 60, lang)
    told = {
        "en": ("no ticket was finished in this period", "0 all through this period"),
        "fr": ("aucun ticket n'a été terminé dans la période", "0 sur toute la période"),
    }[lang]
    assert told[0] in unescape(shown["velocity"])
    assert told[1] in unescape(shown["bugs"])
    nothing = drawn(Data(name="app", tickets=()), 60, lang)
    assert told[1] not in unescape(nothing["bugs"])


def test_a_milestone_without_end_does_not_squeeze_the_others() -> None:
    picture = drawn(*CASES["half a year"], "en")["roadmap"]
    assert "to 9999-12-31" in picture  # in words
    assert ">9999-12-31<" not in picture
    assert ">2028-12-31<" in picture
