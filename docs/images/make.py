"""Draw the pictures: the first lines of a real scorecard, the head of its page, that of a fleet.

usage: python docs/images/make.py REPOSITORY
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LINES = 44
SIZE = {"width": 1100, "height": 900}


def main(repository: str) -> None:
    """Write `scorecard.svg`, `report.png` and `fleet.png` beside this file."""
    draw(repository)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        words = ("audit", repository, "--format", "html", "--lang", "en", "-o", str(page))
        subprocess.run([sys.executable, "-m", "aifactory", *words], check=True)
        photograph(page, "report.png")
        photograph(fleet(Path(folder)), "fleet.png")


def draw(repository: str) -> None:
    """The scorecard as the terminal shows it."""
    from rich.console import Console
    from rich.text import Text

    command = [sys.executable, "-m", "aifactory", "audit", repository, "--color", "always"]
    env = os.environ | {"COLUMNS": "80", "LC_ALL": "C.UTF-8"}
    shown = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(shown.split("\n")[:LINES])))
    svg = console.export_svg(title=f"aifactory audit {Path(repository).name}")
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.S)  # no address in a picture
    Path(__file__).with_name("scorecard.svg").write_text(svg, "utf-8")


def fleet(folder: Path) -> Path:
    """The page of a fleet that is made up by seeded chance."""
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from aifactory.fleet.store.opening import open_store
    from aifactory.fleet.store.writing import now
    from aifactory.policy import load
    from tests.fleet.made import entries, fill

    store = str(folder / "fleet.sqlite")
    opened = open_store(store)
    fill(opened, load("bloc4"), entries(400, 12), until=now(), nights=60, failing=0.02)
    opened.close()
    words = ("fleet", "dashboard", "-o", str(folder / "site"), "--store", store, "--lang", "en")
    subprocess.run([sys.executable, "-m", "aifactory", *words], check=True)
    return folder / "site" / "index.html"


def photograph(page: Path, name: str) -> None:
    """A page as Chromium shows it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"))
        tab = browser.new_page(viewport=SIZE)
        tab.goto(page.as_uri() + "#sort=repository" * (name == "fleet.png"))
        tab.screenshot(path=Path(__file__).with_name(name))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
