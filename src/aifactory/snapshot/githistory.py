"""The history of one commit, streamed from `git log`."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable
from contextlib import closing
from functools import cached_property

from msgspec.structs import replace

from aifactory.errors import NothingToAudit
from aifactory.model import Text
from aifactory.snapshot.git import Git, GitFailed
from aifactory.snapshot.history import Authored, Commit, Tag
from aifactory.snapshot.logs import (
    FIELDS,
    INSERTED,
    LONGEST,
    few_objects,
    parse,
    records,
    whole,
    within,
)
from aifactory.snapshot.objects import Objects
from aifactory.snapshot.plain import References
from aifactory.snapshot.tree import Unreadable

SMALL = 1 << 16  # bytes of a tag, or of its commit
AUTHORED = "%H%x00%T%x00%at%x00%an%x00%ae"
DATED = re.compile(rb"^(?:tagger|committer) .*> (-?\d{1,20}) ", re.M)


class GitHistory:
    """The history reachable from one commit; `History` says what each question means.

    A thread may read it while another reads files. Where there are few objects, all of it is read
    at once; `known` and `objects` spare a process for tags then.
    """

    def __init__(self, git: Git, commit: str, objects: Objects, known: References) -> None:
        self._git = git
        self._commit = commit
        self._objects = objects
        self._known = known

    @cached_property
    def _whole(self) -> dict[str, Commit]:
        """Every commit by name, newest first, with its lines; empty where it is not read so."""
        return whole(self._git, self._commit) if few_objects(self._git.folder) else {}

    @property
    def shallow(self) -> bool:
        file = self._git.folder / "shallow"
        return file.is_file() and file.stat().st_size > 0

    def shorter_than(self, count: int) -> bool:
        if self._whole:
            return sum(len(one.parents) < 2 for one in self._whole.values()) < count
        limit = f"--max-count={count}"
        try:
            found = self._git.run("rev-list", "--no-merges", "--count", limit, self._commit, "--")
        except GitFailed as error:
            raise unreadable(error) from None
        return int(found) < count

    def commits(self, *, added: bool = False) -> Generator[Commit]:
        if self._whole:
            for commit in self._whole.values():
                yield commit if added else replace(commit, added=None)
            return
        lines = self._added() if added else {}
        with closing(self._log()) as commits:
            if not lines:
                yield from commits
            for commit in commits:
                yield replace(commit, added=lines.get(commit.oid))

    def first_parents(self) -> Generator[Commit]:
        if not self._whole:
            yield from self._log("--first-parent")
            return
        commit = self._whole.get(self._commit)
        while commit:
            yield replace(commit, added=None)
            commit = self._whole.get(commit.parents[0]) if commit.parents else None

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
        plain = self._known.tags()
        found = few_tags(self._objects, plain) if plain is not None else None
        return in_order(self._listed_tags() if found is None else found)

    def _listed_tags(self) -> Iterable[Tag | None]:
        try:
            listing = self._git.run(
                "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags"
            )
        except GitFailed as error:
            raise unreadable(error) from None
        pairs = (line.split(" ", 1) for line in listing.decode("utf-8", "replace").splitlines())
        with closing(Objects(self._git)) as objects:
            return [read_tag(objects, oid, ref.removeprefix("refs/tags/")) for oid, ref in pairs]

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


def few_tags(objects: Objects, names: list[tuple[str, str]]) -> list[Tag | None] | None:
    """The same for tags by object name, all at once; None where one is not as it should be."""
    peeled = [f"{oid}^{{commit}}" for oid, _ in names]
    found = objects.contents([*(oid for oid, _ in names), *peeled], SMALL)
    if len(found) != 2 * len(names):
        return None
    tags = list[Tag | None]()
    for (_, name), (kind, data), (commit, behind) in zip(
        names, found[: len(names)], found[len(names) :], strict=True
    ):
        if not kind or not commit:
            return None
        dated = DATED.search(header(data)) or DATED.search(header(behind))
        tags.append(Tag(name, commit[0], within(dated[1])) if dated else None)
    return tags


def in_order(tags: Iterable[Tag | None]) -> tuple[Tag, ...]:
    """Tags by their dates."""
    return tuple(sorted((tag for tag in tags if tag), key=lambda tag: (tag.date, tag.name)))


def unreadable(error: GitFailed) -> NothingToAudit:
    """The history is damaged: what to do about it."""
    hint = Text("check it with `git fsck`, or audit a fresh clone")
    return NothingToAudit(
        Text("the history cannot be read: {reason}", {"reason": error.said}), hint
    )


def header(data: bytes) -> bytes:
    """The part of a commit or tag object before its message."""
    return data.split(b"\n\n", 1)[0]
