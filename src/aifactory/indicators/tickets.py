"""Tickets: what every tracker tells of a piece of work, whichever tracker it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from aifactory.checks.boards import states_of
from aifactory.checks.reading import mentions
from aifactory.facts.forge import ForgeFacts
from aifactory.forge.records import Issue
from aifactory.policy import data_path

State = Literal["todo", "doing", "review", "done"]
STARTED = ("doing", "review")
DROPPED = ("not_planned", "duplicate")
POINTS = re.compile(
    r"^(?:(?:size|taille|effort|estimat\w*|points?|sp|story points?)\s*[:/= -]\s*)?"
    r"(\d+(?:[.,]\d+)?)"
    r"(?:\s*(?:points?|pts?|sp))?$",
    re.I,
)
BARE_NUMBER = re.compile(r"^\d+(?:[.,]\d+)?$")


class Move(Struct, frozen=True):
    """When a ticket came into a state."""

    at: str
    state: State


class Ticket(Struct, frozen=True, omit_defaults=True):
    """A piece of work. Times are UTC, "2026-01-31T12:00:00Z"; `closed` is "" while it is open.

    `points` is its size, None where it has none; `dropped` says that it was closed without being
    done; `moves` are its changes of state, oldest first; `epic` is the milestone that holds it.
    """

    id: str
    title: str
    opened: str
    closed: str = ""
    url: str = ""
    points: float | None = None
    bug: bool = False
    incident: bool = False
    dropped: bool = False
    epic: str = ""
    moves: tuple[Move, ...] = ()

    @property
    def done(self) -> str:
        """When it was finished; "" for an open or a dropped one."""
        return "" if self.dropped else self.closed

    @property
    def started(self) -> str:
        """When somebody first took it up; "" where nothing tells."""
        return next((move.at for move in self.moves if move.state in STARTED), "")

    def state_at(self, moment: str) -> State | Literal[""]:
        """Where it stood at a time; "" before it was opened and once it was dropped."""
        if moment < self.opened or (self.dropped and self.closed and self.closed <= moment):
            return ""
        if self.closed and self.closed <= moment:
            return "done"
        stood: State = "todo"
        for move in self.moves:
            if move.at > moment:
                break
            stood = move.state
        return "todo" if stood == "done" else stood  # reopened, or labelled before it was closed


def from_forge(forge: ForgeFacts) -> tuple[Ticket, ...]:
    """The issues of a forge as tickets, in the order they were opened."""
    found = (of_issue(issue) for issue in forge.issues)
    return tuple(sorted(found, key=lambda ticket: (ticket.opened, ticket.id)))


def of_issue(issue: Issue) -> Ticket:
    """An issue as a ticket: its size from its labels, its states from their changes."""
    names = (*issue.labels, issue.kind)
    return Ticket(
        id=f"#{issue.number}",
        title=issue.title,
        opened=issue.created,
        closed=issue.closed,
        url=issue.url,
        points=points_of(issue.labels),
        bug=any(mentions(name, "bug") for name in names),
        incident=any("incident" in name.lower() for name in names),
        dropped=bool(issue.closed) and issue.reason in DROPPED,
        epic=issue.milestone,
        moves=tuple(moves_of(issue)),
    )


def moves_of(issue: Issue) -> Iterator[Move]:
    """The changes of state that an issue's events tell."""
    for event in sorted(issue.events or (), key=lambda event: event.at):
        if event.kind in ("labeled", "moved"):
            for state in states_of([event.name]):
                yield Move(event.at, state)  # type: ignore[arg-type]
        elif event.kind == "reopened":
            yield Move(event.at, "todo")


def points_of(labels: Iterable[str]) -> float | None:
    """The size that labels tell, in points; None where none does."""
    known = sizes()
    for label in labels:
        name = label.strip()
        if name.casefold() in known:
            return known[name.casefold()]
        if not BARE_NUMBER.match(name) and (match := POINTS.match(name)):
            return float(match[1].replace(",", "."))
    return None


@cache
def sizes() -> dict[str, float]:
    """Points by label, in lower case: those of `policies/labels.yml`."""
    import yaml

    raw = yaml.safe_load(data_path("labels.yml").read_text("utf-8"))
    return {
        name.casefold(): float(one["points"])
        for group in raw["groups"]
        for one in group["labels"]
        if "points" in one
        for name in (f"{group['name']}:{one['name']}", *one.get("aliases", ()))
    }
