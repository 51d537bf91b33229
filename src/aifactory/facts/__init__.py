"""Facts: what the files, the history and the forge of a repository mean.

They are the wire format: frozen, JSON-serialisable, versioned. Touching a fact whose source was
not read raises `NotRead`, which the engine turns into the verdict `unknown`.
"""

from __future__ import annotations

from msgspec import Struct

from aifactory.facts.cleanliness import Cleanliness
from aifactory.facts.code.model import Further
from aifactory.facts.containers import Recipe
from aifactory.facts.documents.model import Document
from aifactory.facts.forge import ForgeFacts
from aifactory.facts.history import HistoryFacts
from aifactory.facts.packaging import PackagingFacts
from aifactory.facts.pipelines.model import Capability
from aifactory.facts.records import Record
from aifactory.facts.testing import TestFacts
from aifactory.facts.tracker import TrackerFacts
from aifactory.model import Subject, Text
from aifactory.policy import Waiver
from aifactory.snapshot.tree import Problem

SCHEMA = "aifactory/facts/2"
READABLE = ("aifactory/facts/1", SCHEMA)  # in 1, reasons were English sentences


class NotRead(Exception):
    """A fact was touched whose source was not read: why, and how to supply it."""

    def __init__(self, source: str, reason: Text, supply: Text) -> None:
        super().__init__(reason.msgid)
        self.source = source
        self.reason = reason
        self.supply = supply


class Unread(Struct, frozen=True, tag="unread"):
    """In the place of facts whose source was not read."""

    reason: Text
    supply: Text


class PipelineRef(Struct, frozen=True):
    """A CI definition that was read."""

    provider: str
    path: str


class FileFacts(Struct, frozen=True):
    """What the tree at one commit means."""

    documents: tuple[Document, ...]
    pipelines: tuple[PipelineRef, ...]
    capabilities: tuple[Capability, ...]
    containers: tuple[Recipe, ...]
    tests: TestFacts
    tracker: TrackerFacts
    packaging: PackagingFacts
    cleanliness: Cleanliness
    records: tuple[Record, ...]


NOT_WANTED = Unread(
    Text("the code was not read: these facts were collected for other policies"),
    Text("collect the facts again, or audit the repository"),
)


class Facts(Struct, frozen=True, kw_only=True):
    """Everything that checks may ask. `problems` are files that were passed over.

    `beyond` is what packs other than bloc 4 ask of the code; it is read where one is wanted.
    """

    schema: str = SCHEMA
    subject: Subject
    default_branch: str
    files: FileFacts
    history: HistoryFacts | Unread
    forge: ForgeFacts | Unread
    beyond: Further | Unread = NOT_WANTED
    waivers: tuple[Waiver, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Text, ...] = ()

    @property
    def git(self) -> HistoryFacts:
        """The history; raises NotRead where it was not read."""
        if isinstance(self.history, Unread):
            raise NotRead("git", self.history.reason, self.history.supply)
        return self.history

    @property
    def code(self) -> Further:
        """What code and configuration do; raises NotRead where they were not read."""
        if isinstance(self.beyond, Unread):
            raise NotRead("files", self.beyond.reason, self.beyond.supply)
        return self.beyond

    @property
    def tracker(self) -> ForgeFacts:
        """What the forge knows; raises NotRead where it was not read."""
        if isinstance(self.forge, Unread):
            raise NotRead("forge", self.forge.reason, self.forge.supply)
        return self.forge

    @property
    def consulted(self) -> ForgeFacts | None:
        """What the forge knows, where it was read."""
        return None if isinstance(self.forge, Unread) else self.forge
