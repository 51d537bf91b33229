"""What a forge knows of a repository, whichever forge it is.

Every record is frozen and JSON-serialisable. Times are UTC, "2026-01-31T12:00:00Z"; days are
"2026-01-31"; "" stands for what is not known or has not happened. People appear by their login
alone, a machine's ending in "[bot]". A request is a pull request (GitHub) or a merge request
(GitLab); `number` is what people write after "#" or "!".
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Provider = Literal["github", "gitlab"]
EventKind = Literal[
    "labeled", "unlabeled", "milestoned", "demilestoned", "assigned", "closed", "reopened", "moved"
]
Opinion = Literal["approved", "changes", "commented", "dismissed"]


class Repository(Struct, frozen=True):
    """The repository itself; `private` is anything but public."""

    name: str  # with its owner or groups: "owner/name"
    url: str
    default_branch: str
    private: bool
    archived: bool
    created: str


class Team(Struct, frozen=True):
    """A team of an organisation: its name for people, and the one in addresses."""

    name: str
    slug: str


class Held(Struct, frozen=True):
    """What a team may do in a repository: 0 read, 1 triage, 2 write, 3 maintain, 4 administer."""

    repository: str
    level: int


class Protection(Struct, frozen=True, omit_defaults=True):
    """A rule that guards a branch: approvals needed, checks that must pass, and where it stands."""

    name: str
    url: str
    approvals: int = 0
    checks: tuple[str, ...] = ()
    requests_only: bool = False  # nobody pushes to it directly


class Label(Struct, frozen=True):
    """A label; `colour` is six lower-case hexadecimal digits."""

    name: str
    colour: str
    description: str


class Milestone(Struct, frozen=True):
    """A milestone, and how many issues and requests it holds; `due` is a day."""

    number: int
    title: str
    url: str
    open: bool
    due: str
    held: int
    closed: int


class Event(Struct, frozen=True):
    """Something that happened to an issue; `name` is the label, milestone or column concerned."""

    at: str
    kind: EventKind
    name: str
    by: str


class Issue(Struct, frozen=True, omit_defaults=True):
    """An issue. `reason` says how it was closed ("completed", "not_planned", "duplicate")."""

    number: int
    title: str
    url: str
    author: str
    created: str
    updated: str
    closed: str = ""
    reason: str = ""
    kind: str = ""  # the forge's own type of issue, such as "Bug"
    labels: tuple[str, ...] = ()
    milestone: str = ""
    assignees: tuple[str, ...] = ()
    comments: int = 0
    body: str = ""
    events: tuple[Event, ...] | None = None  # None: not read


class Review(Struct, frozen=True):
    """What somebody said of a request, and when."""

    by: str
    at: str
    opinion: Opinion


class Request(Struct, frozen=True, omit_defaults=True):
    """A pull or merge request; `commit` is what it became on its target branch."""

    number: int
    title: str
    url: str
    author: str
    created: str
    updated: str
    target: str
    merged: str = ""
    closed: str = ""  # also when merged
    commit: str = ""
    first_commit: str = ""  # when its oldest commit was authored
    first_comment: str = ""  # when somebody else first answered
    labels: tuple[str, ...] = ()
    milestone: str = ""
    draft: bool = False
    reviews: tuple[Review, ...] | None = None  # None: not read


class Release(Struct, frozen=True):
    """A published release; `words` counts its notes, without links and headings."""

    tag: str
    name: str
    url: str
    published: str
    words: int
    prerelease: bool


class Deployment(Struct, frozen=True):
    """Something that was put in place; `outcome` is the last state heard of ("" if none)."""

    environment: str
    commit: str
    at: str
    outcome: str
    url: str


class Run(Struct, frozen=True):
    """A run of a workflow or pipeline; `outcome` is "success", "failure", "cancelled"…"""

    name: str
    event: str
    branch: str
    commit: str
    started: str
    ended: str
    outcome: str
    url: str


class Column(Struct, frozen=True, omit_defaults=True):
    """A column of a board: its meaning, and how many tickets it may hold (0: no limit)."""

    name: str
    meaning: str = ""
    limit: int = 0


class Board(Struct, frozen=True):
    """A project board."""

    title: str
    url: str
    columns: tuple[Column, ...]
