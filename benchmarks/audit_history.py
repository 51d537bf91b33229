"""How much an audit costs beside `git log` over the same history plus reading the same blobs.

usage: python benchmarks/audit_history.py REPOSITORY [ROUNDS]

The peer prints the fields that the audit reads, for every commit of HEAD, and the contents of
every blob that the audit reads, both into nothing. Times are CPU seconds, children included; the
figure is the ratio of the medians. Peak memory of the audit is beside it.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B%x00"


def cpu(command: list[str], stdin: bytes | None = None) -> float:
    """CPU seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, input=stdin, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def blobs_read(repository: str) -> bytes:
    """The object names that an audit reads, one a line."""
    from aifactory.facts.collecting import read_files
    from aifactory.snapshot import open_snapshot

    with open_snapshot(repository) as snapshot:
        seen: dict[str, None] = {}
        tree = snapshot.tree
        read = tree.read

        def remember(path: str, limit: int = 1 << 20) -> bytes:
            seen[tree.entries[path].oid] = None
            return read(path, limit)

        tree.read = remember  # type: ignore[method-assign]
        read_files(tree, beyond=False)
    return "".join(f"{oid}\n" for oid in seen).encode()


def main(repository: str, rounds: int = 5) -> None:
    """Print both medians, their ratio and the peak memory."""
    git = ["git", "-C", repository]
    audit = [sys.executable, "-m", "aifactory", "audit", repository, "--format", "json"]
    blobs = blobs_read(repository)
    peer, ours = [], []
    for _ in range(rounds):
        log = cpu([*git, "log", f"--format={FIELDS}", "HEAD"])
        tree = cpu([*git, "ls-tree", "-r", "-l", "HEAD"])
        peer.append(log + tree + cpu([*git, "cat-file", "--batch"], blobs))
        ours.append(cpu(audit))
    started = time.perf_counter()
    subprocess.run(audit, stdout=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - started
    ratio = statistics.median(ours) / statistics.median(peer)
    commits = subprocess.check_output([*git, "rev-list", "--count", "HEAD"], text=True)
    print(f"commits   {commits.strip()}")
    print(f"blobs     {blobs.count(10)}")
    print(f"peer      {statistics.median(peer):.2f} s CPU (git log + ls-tree + cat-file)")
    print(f"audit     {statistics.median(ours):.2f} s CPU, {wall:.2f} s of wall time")
    print(f"ratio     {ratio:.2f}")
    print(f"peak      {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main(str(Path(sys.argv[1]).resolve()), *map(int, sys.argv[2:3]))
