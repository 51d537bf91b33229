"""The history of one commit: raw records; what they mean is the facts' business."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from msgspec import Struct


class Commit(Struct, frozen=True):
    """A commit. Names and addresses after `.mailmap`; `date` is the committer's, in UTC seconds.

    `added` is the number of lines it adds (None where it was not asked for or cannot be known).
    """

    oid: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    date: int
    message: str
    added: int | None = None


class Authored(Struct, frozen=True):
    """Who wrote a commit and when, as the commit itself says; `tree` names its files as a whole.

    `.mailmap` is left alone: it is the repository's own word. `date` is the author's, in UTC
    seconds.
    """

    oid: str
    tree: str
    name: str
    email: str
    date: int


class Tag(Struct, frozen=True):
    """A tag: `date` is the tagger's, else the commit's, in UTC seconds."""

    name: str
    commit: str
    date: int


class History(Protocol):
    """The history reachable from HEAD."""

    @property
    def shallow(self) -> bool:
        """Whether the clone is cut off, so that the history is not whole."""

    def shorter_than(self, count: int) -> bool:
        """Whether fewer than `count` non-merge commits are reachable; costs at most that many."""

    def commits(self, *, added: bool = False) -> Generator[Commit]:
        """Every commit reachable from HEAD, newest first, streamed; close it to stop git."""

    def first_parents(self) -> Generator[Commit]:
        """The first-parent line from HEAD, newest first, streamed; close it to stop git."""

    def authored(self, most: int) -> Generator[Authored]:
        """Authors, dates and trees of at most `most` commits, newest first, streamed."""

    def tags(self) -> tuple[Tag, ...]:
        """Every tag of the repository that leads to a commit, oldest first."""
