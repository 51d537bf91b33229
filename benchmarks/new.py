"""How long `aifactory new` takes beside a bare `copier copy` of the same template.

usage: python benchmarks/new.py [ROUNDS]

Both render the checkout's template with its defaults, in turn; `aifactory new` is measured without
a repository, and with its first commit and hooks. Times are wall seconds, the figures ratios of the
medians. The checkout must hold no change, for Copier copies one with changes first.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def wall(command: list[str]) -> float:
    """Wall seconds of a command."""
    before = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - before


def main(rounds: int = 7) -> None:
    """Print the medians and their ratios."""
    copier = [sys.executable, "-m", "copier", "copy", "-q", "--defaults", "--vcs-ref", "HEAD"]
    ours = [sys.executable, "-m", "aifactory", "new", "--defaults"]
    peer, bare, whole = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            peer.append(wall([*copier, str(ROOT), f"{folder}/a"]))
            bare.append(wall([*ours, "--no-git", f"{folder}/b"]))
            whole.append(wall([*ours, f"{folder}/c"]))
    base = statistics.median(peer)
    print(f"copier copy            {base:.2f} s")
    for name, times in (("aifactory new --no-git", bare), ("aifactory new", whole)):
        middle = statistics.median(times)
        print(f"{name:22} {middle:.2f} s, ratio {middle / base:.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
