"""How a night over a fleet compares with the bare `git` reads that its facts need, as ratios.

usage: python benchmarks/fleet.py [--count 1000] [--rounds 2] [--changed 0.01] [--folder DIR]

Generates repositories with history and audits them from their folder, so that both sides read the
same objects. The peer runs the same reads by git alone (one log with the lines added, tags, ls-tree
and the contents that an audit reads: no command twice), as many scripts at a time as there are
processors, into nothing.
Each round runs peer, two workers and one worker after another; the least wall time of each counts.
Then 1 % of the repositories get a commit, and the second night is timed with --since-last.
CPU time, that of all descendants, is beside it: it says more where other work wants the processors.
Memory is looked at twice a second: the peak of any worker, and what the command itself holds,
in the first and in the last quarter of a night.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

CORES = os.cpu_count() or 1
FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B"
COMMITS = 31
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: what outlives the command is waited for by us, and counted
AIFACTORY = [sys.executable, "-m", "aifactory"]
PEOPLE = ("Ada <ada@example.org>", "Ben <ben@example.org>", "Cleo <cleo@example.org>")
WORKFLOW = """\
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pip install -e . && pytest
"""


def files(name: str, step: int) -> dict[str, str]:
    """The files of a repository after so many commits."""
    topics = "\n".join(f"- part {n} of {name} counts the tides of harbour {n}" for n in range(step))
    return {
        "README.md": f"# {name}\n\nForecasts tides for harbour masters.\n\n## Use\n\n{topics}\n",
        "CHANGELOG.md": f"# Changelog\n\n## 1.{step}.0 - 2026-03-01\n\n- Part {step}\n",
        "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge\n",
        "pyproject.toml": f'[project]\nname = "{name}"\nversion = "1.{step}"\n',
        "Dockerfile": "FROM python:3.11-slim\nCOPY . /app\nUSER nobody\n",
        ".github/workflows/ci.yml": WORKFLOW,
        "docs/architecture.md": f"# Architecture\n\n{topics}\n",
        "src/tides/__init__.py": "".join(f"PART_{n} = {n}\n" for n in range(step + 1)),
        "src/tides/model.py": f'"""Tides of {name}."""\n\n\ndef level(hour):\n    return hour\n',
        "tests/test_tides.py": "import tides\n\n\ndef test_it():\n    assert tides.PART_0 == 0\n",
    }


def generate(folder: Path, count: int) -> list[Path]:
    """Bare repositories with history, each of its own contents."""
    made = []
    for number in range(count):
        name = f"tides-{number:05}"
        path = folder / f"{name}.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
        stream = "".join(commit(name, step) for step in range(COMMITS))
        stream += "reset refs/tags/v1.0\nfrom :11\n\n"
        command = ["git", "-C", str(path), "fast-import", "--quiet"]
        subprocess.run(command, input=stream.encode(), check=True)
        made.append(path)
    return made


def commit(name: str, step: int) -> str:
    """One commit for fast-import."""
    when = 1_767_600_000 + step * 86_400
    who = PEOPLE[step % len(PEOPLE)]
    message = f"feat: part {step} of {name}"
    head = f"commit refs/heads/main\nmark :{step + 1}\ncommitter {who} {when} +0000\n"
    text = head + f"data {len(message)}\n{message}\n" + (f"from :{step}\n" if step else "")
    before = files(name, step - 1) if step else {}
    for path, content in files(name, step).items():
        if before.get(path) != content:
            text += f"M 100644 inline {path}\ndata {len(content.encode())}\n{content}\n"
    return text + "\n"


def contents_read(repository: Path) -> list[str]:
    """The paths whose contents an audit of a repository reads."""
    from aifactory.facts.collecting import read_files
    from aifactory.snapshot import open_snapshot

    seen: dict[str, None] = {}
    with open_snapshot(repository) as snapshot:
        tree = snapshot.tree
        read = tree.read

        def remember(path: str, limit: int = 1 << 20) -> bytes:
            seen[path] = None
            return read(path, limit)

        tree.read = remember  # type: ignore[method-assign]
        read_files(tree, beyond=True)
    return [*seen]


def used() -> float:
    """CPU seconds of all descendants that have ended."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def peer(repositories: list[Path], paths: list[str], folder: Path) -> tuple[float, float]:
    """Wall and CPU time of the bare reads, side by side over all processors."""
    names = folder / "names"
    names.write_text("".join(f"HEAD:{path}\n" for path in paths))
    lines = []
    for path in repositories:
        git = f"git -C {shlex.quote(str(path))}"
        lines.append(
            f"{git} log --format=tformat:{FIELDS} --shortstat --no-renames HEAD --\n"
            f"{git} for-each-ref refs/tags\n"
            f"{git} ls-tree -r -z -l --full-tree HEAD\n"
            f"{git} cat-file --batch <{shlex.quote(str(names))}\n"
        )
    before, begun = used(), time.perf_counter()
    running = []
    for part in range(CORES):
        script = folder / f"peer-{part}.sh"
        script.write_text("set -e\n" + "".join(lines[part::CORES]))
        running.append(subprocess.Popen(["sh", str(script)], stdout=subprocess.DEVNULL))
    if any(process.wait() for process in running):
        raise SystemExit("the peer failed")
    return time.perf_counter() - begun, used() - before


class Memory:
    """What the command and its workers hold, looked at while it runs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.seen: list[tuple[float, int, int]] = []  # seconds, the command's KiB, a worker's
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self) -> None:
        """Look until it is over."""
        while not self.over.wait(0.5):
            tree = children()
            below, at = set[int](), [self.pid]
            while at:
                found = tree.get(at.pop(), [])
                below.update(found)
                at += found
            peaks = [held(pid, "VmHWM") for pid in below if worker(pid)]
            self.seen.append((time.perf_counter(), held(self.pid, "VmRSS"), max(peaks, default=0)))

    def quarters(self) -> list[tuple[float, float]]:
        """MiB of the command and of its largest worker, in the first and the last quarter."""
        self.over.set()
        self.thread.join()
        if not self.seen:
            return []
        begin, end = self.seen[0][0], self.seen[-1][0]
        quarter = (end - begin) / 4
        first = [one for one in self.seen if one[0] <= begin + quarter]
        last = [one for one in self.seen if one[0] >= end - quarter]
        return [
            (max(one[1] for one in some) / 1024, max(one[2] for one in some) / 1024)
            for some in (first, last)
        ]


def children() -> dict[int, list[int]]:
    """Processes by their parent."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found.setdefault(int(fields[1]), []).append(int(path.name))
    return found


def worker(pid: int) -> bool:
    """Whether a process is a Python, not a git."""
    try:
        return "python" in Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return False


def held(pid: int, what: str) -> int:
    """KiB of a process, by a line of its status."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(what)), 0)


def night(folder: Path, store: Path, jobs: int, *words: str) -> tuple[float, float, Memory]:
    """Wall and CPU time of `fleet audit`, start-up and all; and what it held."""
    command = [*AIFACTORY, "fleet", "audit", str(folder), "--store", str(store)]
    before, begun = used(), time.perf_counter()
    process = subprocess.Popen([*command, "--jobs", str(jobs), *words], stdout=subprocess.DEVNULL)
    memory = Memory(process.pid)
    if process.wait():
        raise SystemExit("the audit failed")
    return time.perf_counter() - begun, used() - before, memory


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--changed", type=float, default=0.01)
    parser.add_argument("--folder", type=Path, default=None)
    args = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="fleet-", dir=args.folder))
    try:
        measure(home, args.count, args.rounds, args.changed)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def measure(home: Path, count: int, rounds: int, changed: float) -> None:
    """Generate, run in turns, compare."""
    ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    fleet = home / "fleet"
    fleet.mkdir()
    made = generate(fleet, count)
    paths = contents_read(made[0])
    print(f"{count} repositories of {COMMITS} commits, {len(paths)} contents read of each")
    print(f"{CORES} processors, load {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    reads, two, one = (list[tuple[float, float]]() for _ in range(3))
    quarters: list[tuple[float, float]] = []
    for turn in range(rounds):
        reads.append(peer(made, paths, home))
        *times, memory = night(fleet, home / f"two-{turn}.sqlite", 2)
        two.append((times[0], times[1]))
        quarters = memory.quarters()
        one.append(night(fleet, home / f"one-{turn}.sqlite", 1)[:2])
        shown = f"peer {reads[-1][0]:.1f} s, two {two[-1][0]:.1f} s, one {one[-1][0]:.1f} s"
        print(f"round {turn + 1}: {shown}", flush=True)
    for path in made[: max(1, round(count * changed))]:
        stream = commit(path.stem, COMMITS).replace(f"from :{COMMITS}", "from refs/heads/main^0")
        command = ["git", "-C", str(path), "fast-import", "--quiet"]
        subprocess.run(command, input=stream.encode(), check=True)
    again, again_cpu, _ = night(fleet, home / "two-0.sqlite", 2, "--since-last")
    size = sum(path.stat().st_size for path in home.glob("two-0.sqlite*"))
    print(f"load at the end {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    bare, ours = min(reads)[0], min(two)[0]
    bare_cpu, ours_cpu = (min(cpu for _, cpu in some) for some in (reads, two))
    print(f"peer              {bare:.2f} s, {1000 * bare_cpu / count:.1f} ms of CPU each")
    print(f"night             {ours:.2f} s, {1000 * ours_cpu / count:.1f} ms of CPU each")
    print(
        f"night / peer      {ours / bare:.2f} (aim: at most 1.5), in CPU {ours_cpu / bare_cpu:.2f}"
    )
    alone, alone_cpu = min(one)
    print(f"one / two workers {alone / ours:.2f} (aim: at least 1.8)")
    print(f"one worker alone  {alone:.2f} s, of which {alone_cpu:.2f} s of CPU")
    share, of_cpu = 100 * again / ours, 100 * again_cpu / ours_cpu
    print(
        f"second / first    {share:.1f} % ({again:.2f} s; aim: at most 3 %), in CPU {of_cpu:.1f} %"
    )
    for name, place in (("command", 0), ("worker", 1)):
        first, last = (quarter[place] for quarter in quarters)
        print(f"{name:8} holds    {first:.0f} MiB in the first quarter, {last:.0f} in the last")
    print(f"store             {size / count / 1024:.1f} KiB a repository")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
