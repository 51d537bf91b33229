"""Tickets: what every tracker tells of a piece of work, whichever tracker it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Literal

from msgspec import Struct

from aifactory.checks.boards import states_of
from aifactory.checks.reading import mentions
from aifactory.facts.forge import ForgeFacts
from aifactory.forge.records import Issue
from aifactory.policy import data_path

State = Literal["todo", "doing", "review", "done"]
STATES: tuple[State, ...] = ("todo", "doing", "review", "done")
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
    done; `moves` are its changes of state, oldest first; `epic` is the milestone that holds it;
    `stands` is the state that an export gives it without saying since when.
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
    stands: State | Literal[""] = ""

    @property
    def done(self) -> str:
        """When it was finished; "" for an open or a dropped one."""
        return "" if self.dropped else self.closed

    @property
    def started(self) -> str:
        """When somebody first took it up; "" where nothing tells."""
        return next((move.at for move in self.moves if move.state in STARTED), "")

    @property
    def taken_up(self) -> str:
        """When work on it began; "" where nothing tells, or only after it was finished."""
        return "" if self.done and self.started > self.done else self.started

    def state_at(self, moment: str) -> State | Literal[""]:
        """Where it stood at a time; "" before it was opened and once it was dropped."""
        stood: State | Literal[""] = ""
        for at, state in self.path():
            if at > moment:
                break
            stood = state
        return stood

    def path(self) -> Iterator[tuple[str, State | Literal[""]]]:
        """The times at which it came into a state, from its opening on; "" is out of sight."""
        stood: State = "todo"
        later = []
        for move in self.moves:
            # "done" before it is closed: reopened, or labelled beforehand
            state: State = "todo" if move.state == "done" else move.state
            if move.at <= self.opened:
                stood = state
            elif not self.closed or move.at < self.closed:
                later.append((move.at, state))
        yield self.opened, stood
        yield from later
        if self.closed:
            yield self.closed, "" if self.dropped else "done"


def standing(tickets: Iterable[Ticket], moment: str) -> Callable[[Ticket], str]:
    """Where each ticket stands at a time: where an export says so, where it does. What it says is
    of the day it was made, so of no use for days before the last that it knows.
    """
    newest = max((max(ticket.opened, ticket.closed) for ticket in tickets), default="")

    def state(ticket: Ticket) -> str:
        if moment >= newest and not ticket.closed and ticket.stands not in ("", "done"):
            return ticket.stands
        return ticket.state_at(moment)

    return state


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
    """The changes of state that an issue's events tell. One whose label of a state is taken off,
    and no other put on, is to do again.
    """
    worn = ""
    for event in sorted(issue.events or (), key=lambda event: event.at):
        if event.kind in ("labeled", "moved"):
            if state := named_state(event.name):
                worn = event.name if event.kind == "labeled" else ""
                yield Move(event.at, state)
        elif event.kind == "reopened" or (event.kind == "unlabeled" and event.name == worn != ""):
            worn = ""
            yield Move(event.at, "todo")


@cache
def named_state(name: str) -> State | Literal[""]:
    """The state that a label or a column stands for; "" for none."""
    return next((state for state in STATES if state in states_of([name])), "")


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
