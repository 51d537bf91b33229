"""What all packs cost beside bloc 4 alone, each from one reading of a repository.

usage: python benchmarks/packs.py REPOSITORY… [--rounds N]

Both audits run in turn, as processes of their own, start-up included; for each repository the
medians of wall time and CPU seconds are divided. The last line has the medians of the ratios.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 5


def cost(command: list[str]) -> tuple[float, float]:
    """Wall and CPU seconds of a command and its children."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(repository: str, rounds: int) -> tuple[float, float, float]:
    """Median wall seconds of bloc 4 alone; how many times that, and its CPU, all packs take."""
    audit = [sys.executable, "-m", "aifactory", "audit", repository, "--format", "json"]
    alone: list[tuple[float, float]] = []
    together: list[tuple[float, float]] = []
    for _ in range(rounds):
        alone.append(cost([*audit, "--policy", "bloc4"]))
        together.append(cost([*audit, "--policy", "all"]))
    (wall, cpu), (all_wall, all_cpu) = (
        [statistics.median(column) for column in zip(*runs, strict=True)]
        for runs in (alone, together)
    )
    return wall, all_wall / wall, all_cpu / cpu


def main() -> None:
    """Print a row for each repository, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    rows = []
    print(f"{'repository':40} {'bloc4':>8} {'all, wall':>10} {'CPU':>6}")
    for repository in args.repositories:
        rows.append(compare(str(repository.resolve()), args.rounds))
        name = repository.parent.name if repository.name == "repo" else repository.name
        print(f"{name[:40]:40} {rows[-1][0]:7.2f}s {rows[-1][1]:10.2f} {rows[-1][2]:6.2f}")
    wall, cpu = (statistics.median(row[i] for row in rows) for i in (1, 2))
    print(f"{'median':40} {'':8} {wall:10.2f} {cpu:6.2f}")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
