"""The history of one commit, streamed from `git log`."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing

from msgspec.structs import replace

from aifactory.errors import NothingToAudit
from aifactory.model import Text
from aifactory.snapshot.git import Git, GitFailed
from aifactory.snapshot.history import Authored, Commit, Tag
from aifactory.snapshot.objects import Objects
from aifactory.snapshot.tree import Unreadable

FIELDS = "%H%x00%P%x00%aN%x00%aE%x00%ct%x00%B"
WIDTH = 6
AUTHORED = "%H%x00%T%x00%at%x00%an%x00%ae"
LONGEST = 1 << 22  # bytes that are kept of one commit
LATEST = 253_402_300_799  # the end of year 9999: no calendar goes further
DATED = re.compile(rb"^(?:tagger|committer) .*> (-?\d{1,20}) ", re.M)
INSERTED = re.compile(rb" (\d+) insertion")


class GitHistory:
    """The history reachable from one commit; `History` says what each question means.

    It shares no process with the tree: a thread may read it while another reads files.
    """

    def __init__(self, git: Git, commit: str) -> None:
        self._git = git
        self._commit = commit

    @property
    def shallow(self) -> bool:
        file = self._git.folder / "shallow"
        return file.is_file() and file.stat().st_size > 0

    def shorter_than(self, count: int) -> bool:
        limit = f"--max-count={count}"
        try:
            found = self._git.run("rev-list", "--no-merges", "--count", limit, self._commit, "--")
        except GitFailed as error:
            raise unreadable(error) from None
        return int(found) < count

    def commits(self, *, added: bool = False) -> Generator[Commit]:
        lines = self._added() if added else {}
        with closing(self._log()) as commits:
            if not lines:
                yield from commits
            for commit in commits:
                yield replace(commit, added=lines.get(commit.oid))

    def first_parents(self) -> Generator[Commit]:
        return self._log("--first-parent")

    def authored(self, most: int) -> Generator[Authored]:
        options = (f"--max-count={most}", f"--format=tformat:{AUTHORED}", "--no-show-signature")
        with closing(self._git.stream("log", "-z", *options, self._commit, "--")) as out:
            try:
                fields = (field.decode("utf-8", "replace") for field in records(out))
                for oid, tree, date, name, email in zip(*[fields] * 5, strict=False):
                    yield Authored(oid, tree, name, email, within(date))
            except GitFailed as error:
                raise unreadable(error) from None

    def tags(self) -> tuple[Tag, ...]:
        try:
            listing = self._git.run(
                "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags"
            )
        except GitFailed as error:
            raise unreadable(error) from None
        pairs = (line.split(" ", 1) for line in listing.decode("utf-8", "replace").splitlines())
        with closing(Objects(self._git)) as objects:
            found = [read_tag(objects, oid, ref.removeprefix("refs/tags/")) for oid, ref in pairs]
        return tuple(sorted((tag for tag in found if tag), key=lambda tag: (tag.date, tag.name)))

    def _added(self) -> dict[str, int]:
        """Lines that each commit adds, by object name; empty where an object is missing.

        A pass of its own, for short histories: git gives up at the first missing object, and
        lines known for some commits only would make their shares wrong.
        """
        lines: dict[str, int] = {}
        options = ("--shortstat", "--no-renames", "--no-ext-diff", "--no-textconv")
        try:
            with closing(
                self._git.stream("log", "--format=%x00%H", *options, self._commit, "--")
            ) as out:
                for record in records(out):
                    if record:
                        found = INSERTED.search(record)
                        lines[record[: record.index(b"\n")].decode()] = (
                            int(found[1]) if found else 0
                        )
        except GitFailed:
            return {}
        return lines

    def _log(self, *options: str) -> Generator[Commit]:
        arguments = ("log", "-z", f"--format=tformat:{FIELDS}", "--no-show-signature", *options)
        with closing(self._git.stream(*arguments, self._commit, "--")) as out:
            try:
                yield from parse(out)
            except GitFailed as error:
                raise unreadable(error) from None


def read_tag(objects: Objects, oid: str, name: str) -> Tag | None:
    """A tag with its own date, else its commit's; None where it leads to no commit."""
    try:
        _, kind, data = objects.read(oid, LONGEST)
        dated = DATED.search(header(data)) if kind in ("tag", "commit") else None
        commit = oid
        if kind == "tag":
            commit, _, data = objects.read(f"{oid}^{{commit}}", LONGEST)
            dated = dated or DATED.search(header(data))
    except Unreadable:
        return None
    return Tag(name, commit, within(dated[1])) if dated else None


def unreadable(error: GitFailed) -> NothingToAudit:
    """The history is damaged: what to do about it."""
    hint = Text("check it with `git fsck`, or audit a fresh clone")
    return NothingToAudit(
        Text("the history cannot be read: {reason}", {"reason": error.said}), hint
    )


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


def header(data: bytes) -> bytes:
    """The part of a commit or tag object before its message."""
    return data.split(b"\n\n", 1)[0]


def within(date: str | bytes) -> int:
    """Seconds since 1970 that a calendar can show; a commit may claim any number or none."""
    try:
        return min(max(int(date), 0), LATEST)
    except ValueError:
        return 0
