"""Start-up beside `import argparse`, and a small audit beside repo-review, as ratios.

usage: python benchmarks/start_up.py [REPOSITORY] [ROUNDS]

repo-review (with sp-repo-review) is measured on the same repository in the same run where it is
installed: pip install repo-review[cli] sp-repo-review.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path


def wall(command: list[str], rounds: int) -> float:
    """The median wall time of a command, in seconds; the first run warms the caches."""
    times = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def main(repository: str, rounds: int = 15) -> None:
    """Print the two ratios."""
    beside = Path(sys.executable).parent
    ours = str(beside / "aifactory")
    version = wall([ours, "--version"], rounds)
    floor = wall([sys.executable, "-c", "import argparse"], rounds)
    print(f"--version {version * 1000:.1f} ms, import argparse {floor * 1000:.1f} ms")
    print(f"ratio     {version / floor:.2f}")
    audit = wall([ours, "audit", repository], rounds)
    print(f"audit     {audit * 1000:.0f} ms on {repository}")
    peer = shutil.which("repo-review", path=str(beside)) or shutil.which("repo-review")
    if peer:
        review = wall([peer, repository], rounds)
        print(f"repo-review {review * 1000:.0f} ms")
        print(f"ratio     {audit / review:.2f}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ".", *map(int, sys.argv[2:3]))
