"""What the forge knows, as facts: read part by part, each saying how far it was read."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from aifactory.facts.documents.model import Document
from aifactory.forge.records import (
    Board,
    Deployment,
    Issue,
    Label,
    Milestone,
    Protection,
    Provider,
    Release,
    Repository,
    Request,
    Run,
)
from aifactory.model import Text

PartName = Literal[
    "protections",
    "labels",
    "milestones",
    "issues",
    "events",
    "requests",
    "reviews",
    "releases",
    "deployments",
    "runs",
    "boards",
]
PARTS: tuple[PartName, ...] = PartName.__args__  # type: ignore[attr-defined]
NAMES: dict[str, Text] = {
    "protections": Text("branch rules"),
    "labels": Text("labels"),
    "milestones": Text("milestones"),
    "issues": Text("issues"),
    "events": Text("events"),
    "requests": Text("requests"),
    "reviews": Text("reviews"),
    "releases": Text("releases"),
    "deployments": Text("deployments"),
    "runs": Text("workflow runs"),
    "boards": Text("boards"),
}


class Part(Struct, frozen=True, omit_defaults=True):
    """How far one part was read.

    "whole"; "since": everything touched from the day `since` on, and older things only where a
    question named them; "partial": what came before `reason` stopped it; "denied": nothing, for
    `reason`. `supply` says what would help.
    """

    state: Literal["whole", "since", "partial", "denied"]
    since: str = ""
    reason: Text | None = None
    supply: Text | None = None

    @property
    def enough(self) -> bool:
        """Whether what is not in it can be taken as not being there."""
        return self.state in ("whole", "since")


class ForgeFacts(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="read"):
    """A forge's own facts. Parts that are not in `parts` were not asked for.

    `line` maps commits of the default branch to the merged requests that brought them, where
    their message does not say; `documents` are the texts of issues that record how the team
    works, their addresses standing for paths.
    """

    provider: Provider
    repository: Repository
    parts: dict[str, Part]
    protections: tuple[Protection, ...] = ()
    labels: tuple[Label, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    issues: tuple[Issue, ...] = ()
    requests: tuple[Request, ...] = ()
    releases: tuple[Release, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    runs: tuple[Run, ...] = ()
    boards: tuple[Board, ...] = ()
    line: dict[str, int] = {}
    documents: tuple[Document, ...] = ()

    def lacking(self, parts: tuple[str, ...]) -> Part | None:
        """The first of these parts that was not read far enough to say no from."""
        for name in parts:
            part = self.parts.get(name, NOT_ASKED)
            if not part.enough:
                return part
        return None


NOT_ASKED = Part(
    "denied",
    reason=Text("this part of the forge was not asked for"),
    supply=Text("collect the facts again, with --forge"),
)
