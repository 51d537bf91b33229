"""What an audit costs beside other auditors, each on the same repositories in the same run.

usage: python benchmarks/compare.py REPOSITORY… --peer "repo-review {}" [--peer …] [--rounds N]

`{}` in a peer's command stands for the repository. All run in turn, as processes of their own,
start-up included; what they print is thrown away, and so is their exit code, which tells of the
repository. Figures are the medians of CPU seconds, and how many times the peer's ours are.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 5


def cost(command: list[str]) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(repository: str, peers: list[str], rounds: int) -> list[float]:
    """Median CPU seconds of our audit, then of each peer."""
    ours = [sys.executable, "-m", "aifactory", "audit", repository, "--format", "json"]
    commands = [ours, *(shlex.split(peer.replace("{}", shlex.quote(repository))) for peer in peers)]
    runs = [[cost(command) for command in commands] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*runs, strict=True)]


def main() -> None:
    """Print a row for each repository and peer."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--peer", action="append", required=True)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    args = parser.parse_args()
    for peer in args.peer:
        if shutil.which(shlex.split(peer)[0]) is None:
            parser.error(f"not installed: {peer}")
    print(f"{'repository':24} {'ours':>7}  {'peer':32} {'CPU':>7} {'ratio':>6}")
    for repository in args.repositories:
        ours, *theirs = compare(str(repository.resolve()), args.peer, args.rounds)
        for peer, seconds in zip(args.peer, theirs, strict=True):
            shown = Path(shlex.split(peer)[0]).name
            row = f"{shown:32} {seconds:6.2f}s {ours / seconds:6.2f}"
            print(f"{repository.name[:24]:24} {ours:6.2f}s  {row}")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
