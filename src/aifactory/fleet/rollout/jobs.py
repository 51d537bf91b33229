"""What is asked of the process that prepares a change, and what it answers."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aifactory.fleet.rollout.campaign import Campaign
from aifactory.model import Text

Came = Literal["ready", "nothing", "conflict", "failed"]
State = Literal["begun", "open", "nothing", "conflict", "failed"]


class Job(Struct, frozen=True, kw_only=True):
    """A change to prepare in `folder`, which is not there yet; `answers` are for remedies."""

    repository: int
    address: str
    campaign: Campaign
    today: str
    lang: str
    folder: str
    cache: str = ""
    room: int = 0
    answers: dict[str, str] = {}


class Ready(Struct, frozen=True, kw_only=True):
    """What a change came to. Ready: `tip` stands upon `base`, the newest commit of `target`;
    `forge` and `push` are addresses. Else `reason` says why there is none.
    """

    repository: int
    came: Came
    reason: Text | str = ""
    base: str = ""
    target: str = ""
    tip: str = ""
    forge: str = ""
    push: str = ""
    title: str = ""
    body: str = ""
    what: tuple[str, ...] = ()  # checks that gain, or files that change
    gain: float = 0.0


class Settled(Struct, frozen=True, kw_only=True):
    """What stands in the store of a repository and a campaign."""

    state: State
    reason: Text | str = ""
    head: str = ""  # the commit that it was planned on
    commit: str = ""  # what was pushed, or was about to be
    url: str = ""
    gain: float = 0.0
    attempts: int = 0
