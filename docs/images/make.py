"""Draw the pictures of the README: the first lines of a real scorecard, the head of its page.

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
    """Write `scorecard.svg` and `report.png` beside this file."""
    draw(repository)
    photograph(repository)


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


def photograph(repository: str) -> None:
    """The HTML report as Chromium shows it."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        page = Path(folder) / "report.html"
        words = ("audit", repository, "--format", "html", "--lang", "en", "-o", str(page))
        subprocess.run([sys.executable, "-m", "aifactory", *words], check=True)
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"))
        tab = browser.new_page(viewport=SIZE)
        tab.goto(page.as_uri())
        tab.screenshot(path=Path(__file__).with_name("report.png"))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
