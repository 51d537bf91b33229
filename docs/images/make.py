"""Draw the picture of the README: the first lines of a real scorecard.

usage: python docs/images/make.py REPOSITORY
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

LINES = 44


def main(repository: str) -> None:
    """Write `scorecard.svg` beside this file."""
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


if __name__ == "__main__":
    main(sys.argv[1])
