"""What a forge must be able to do for this program: read, and write.

Iterators are lazy: a page is asked for when its first item is. Every method may raise a
`ForgeError` (see `forge.errors`), an iterator also after some items.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from aifactory.forge.records import (
    Board,
    Deployment,
    Event,
    Issue,
    Label,
    Milestone,
    Protection,
    Provider,
    Release,
    Repository,
    Request,
    Review,
    Run,
)
from aifactory.forge.records import Protection as Rule


class Reader(Protocol):
    """Reads one repository of a forge."""

    provider: Provider

    def repository(self) -> Repository:
        """The repository; Missing where there is none, or none that this token may see."""

    def protections(self, branch: str) -> Iterator[Protection]:
        """The rules that guard a branch."""

    def labels(self) -> Iterator[Label]:
        """Every label."""

    def milestones(self) -> Iterator[Milestone]:
        """Every milestone, closed ones too."""

    def issues(self, *, events: bool = False, label: str = "") -> Iterator[Issue]:
        """Issues, the last touched first; with their events, or only those with a label.

        `events` is None in issues whose events must be asked one by one, with `events_of`.
        """

    def events_of(self, number: int) -> tuple[Event, ...]:
        """What happened to an issue, oldest first."""

    def requests(self) -> Iterator[Request]:
        """Requests, the last touched first.

        `reviews` is None in those whose reviews must be asked one by one, with `reviews_of`.
        """

    def requests_from(self, branch: str) -> Iterator[Request]:
        """Requests to merge a branch of this repository, closed ones too, without reviews."""

    def reviews_of(self, number: int) -> tuple[Review, ...]:
        """What was said of a request, oldest first."""

    def releases(self) -> Iterator[Release]:
        """Published releases, newest first."""

    def deployments(self) -> Iterator[Deployment]:
        """Deployments, newest first."""

    def runs(self) -> Iterator[Run]:
        """Runs of workflows or pipelines, newest first."""

    def boards(self) -> Iterator[Board]:
        """Boards linked to the repository."""

    def introduced(self, commits: Sequence[str]) -> dict[str, int]:
        """Which merged request brought each commit (those that none brought are left out)."""


class Lister(Protocol):
    """Lists the repositories of an organisation, a group or a user of a forge."""

    provider: Provider

    def repositories(self) -> Iterator[Repository]:
        """Every repository, archived ones too, those of groups below; Missing for no such owner."""

    def teams(self) -> Mapping[str, str]:
        """The team of each repository that has one, by the repository's name, once all of them were
        listed; Denied where the token may not read teams.
        """


class Writer(Protocol):
    """Changes one repository of a forge: one request to the forge a call, never repeated here.

    `Uncertain` is raised where the answer was lost: the caller reads again before it goes on.
    `Already` is raised where what should be created exists.
    """

    def create_label(self, label: Label) -> None:
        """Add a label."""

    def change_label(self, name: str, label: Label) -> None:
        """Rename or restyle the label called `name`; issues keep it."""

    def delete_label(self, name: str) -> None:
        """Take a label away, from issues too."""

    def create_milestone(self, title: str, due: str, description: str) -> None:
        """Add a milestone; `due` is a day or ""."""

    def protect(self, branch: str, rule: Rule) -> None:
        """Have a branch change by approved requests only."""

    def create_board(self, board: Board) -> None:
        """Add a board with its columns, linked to the repository."""

    def create_issue(self, title: str, body: str, labels: Sequence[str], milestone: str) -> None:
        """Open an issue."""

    def create_request(self, title: str, body: str, head: str, base: str) -> None:
        """Ask for branch `head` of this repository to be merged into `base`."""
