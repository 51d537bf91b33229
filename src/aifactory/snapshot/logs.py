"""What `git log` prints, read as it comes; and a short history with its lines, read in one go."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from aifactory.snapshot.git import Git, GitFailed
from aifactory.snapshot.history import Commit

FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B"
WIDTH = 6
LONGEST = 1 << 22  # bytes that are kept of one commit
LATEST = 253_402_300_799  # the end of year 9999: no calendar goes further
INSERTED = re.compile(rb" (\d+) insertion")
LINES = ("--shortstat", "--no-renames", "--no-ext-diff", "--no-textconv")
FEW = 8000  # objects of a repository whose history is read in one go
LOOSE = 256  # folders over which loose objects are spread evenly
INDEXED = 28  # bytes that a pack's index takes for an object, at least


def few_objects(folder: Path) -> bool:
    """Whether a git directory seems to hold few objects: a guess, on which no answer rests."""
    objects = folder / "objects"
    if (objects / "info" / "alternates").exists():
        return False
    try:
        loose = len([*(objects / "17").iterdir()]) if (objects / "17").exists() else 0
        with os.scandir(objects / "pack") as packs:
            sizes = [one.stat().st_size for one in packs if one.name.endswith(".idx")]
    except OSError:
        return False
    return loose * LOOSE + sum(sizes) // INDEXED < FEW


def whole(git: Git, commit: str) -> dict[str, Commit]:
    """Every commit by name, newest first, with the lines that it adds; without them where an
    object is missing; empty where there is too much of it, or it is damaged.
    """
    try:
        return read_whole(git, commit, *LINES)
    except GitFailed:
        pass
    try:
        return read_whole(git, commit)
    except GitFailed:
        return {}


def read_whole(git: Git, commit: str, *options: str) -> dict[str, Commit]:
    """The same, or GitFailed; lines are None without options."""
    form = "--format=tformat:%x00" + FIELDS + "%x00"
    data, size = [], 0
    with closing(git.stream("log", form, "--no-show-signature", *options, commit, "--")) as out:
        for chunk in out:
            data.append(chunk)
            size += len(chunk)
            if size > LONGEST:
                return {}
    _, *fields = b"".join(data).decode("utf-8", "replace").split("\0")
    found = {}
    for i in range(0, len(fields) - WIDTH, WIDTH + 1):
        oid, parents, name, email, date, message, lines = fields[i : i + WIDTH + 1]
        added = None
        if options:
            said = INSERTED.search(lines.encode())
            added = int(said[1]) if said else 0
        found[oid] = Commit(oid, tuple(parents.split()), name, email, within(date), message, added)
    return found


def parse(chunks: Iterator[bytes]) -> Iterator[Commit]:
    """Commits from the output of `git log -z` with `FIELDS`; an endless message is cut."""
    rest = b""
    for chunk in chunks:
        if len(rest) > LONGEST:
            end = chunk.find(b"\0")
            chunk = chunk[end:] if end >= 0 else b""
        cut = chunk.rfind(b"\0")
        if cut < 0:
            rest += chunk
            continue
        fields = (rest + chunk[:cut]).decode("utf-8", "replace").split("\0")
        whole = len(fields) // WIDTH * WIDTH
        for i in range(0, whole, WIDTH):
            oid, parents, name, email, date, message = fields[i : i + WIDTH]
            yield Commit(oid, tuple(parents.split()), name, email, within(date), message)
        rest = b"".join(f.encode() + b"\0" for f in fields[whole:]) + chunk[cut + 1 :]


def records(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """What stands between NUL bytes."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    yield rest


def within(date: str | bytes) -> int:
    """Seconds since 1970 that a calendar can show; a commit may claim any number or none."""
    try:
        return min(max(int(date), 0), LATEST)
    except ValueError:
        return 0
