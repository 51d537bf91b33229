"""What remedies know: the facts, the files as they will be, and what was inferred or answered."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from aifactory.facts import Facts
from aifactory.remedy.edits import Edit, Overlay, append, insert
from aifactory.remedy.pieces import render
from aifactory.snapshot.tree import Tree, Unreadable

SUPPOSED: dict[str, Any] = {
    "forge": "github",
    "owners": ("@x",),
    "test": ("python -m pytest",),
    "url": "https://github.com/x/x",
}


class Answers(Struct, frozen=True, kw_only=True):
    """What the pieces are filled with. Empty where neither facts nor people have told it.

    `forge` is github or gitlab; `url` is the repository's page there; `owners` are handles; the
    rest is as in Toolchain; `folder` is the project's in a repository of several, "" at the root.
    """

    language: str = "en"
    name: str = ""
    forge: str = ""
    url: str = ""
    branch: str = "main"
    contact: str = ""
    owners: tuple[str, ...] = ()
    purpose: str = ""
    code: str = ""
    version: str = ""
    setup: tuple[str, ...] = ()
    install: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    image: tuple[str, ...] = ()
    runs: str = ""
    version_from_git: str = ""
    folder: str = ""


class Context:
    """Facts, answers, and the tree with the edits of the remedies before."""

    def __init__(self, facts: Facts, tree: Tree, answers: Answers) -> None:
        self.facts, self.answers = facts, answers
        self.base = tree
        self.edits: dict[str, bytes] = {}

    def afresh(self) -> Context:
        """The same without edits."""
        return Context(self.facts, self.base, self.answers)

    def supposing(self, names: Collection[str]) -> Context:
        """The same as if some questions were answered, to see whether it is worth asking them."""
        known = {name: SUPPOSED.get(name, "x") for name in names}
        found = Context(self.facts, self.base, replace(self.answers, **known))
        found.edits.update(self.edits)
        return found

    @cached_property
    def lower(self) -> Mapping[str, str]:
        """Every path by its lower case."""
        return {path.lower(): path for path in self.base.entries}

    @property
    def tree(self) -> Overlay:
        """The files as they will be."""
        return Overlay(self.base, self.edits)

    def place(self, path: str) -> str:
        """A path of the project, below its folder in a monorepo."""
        return f"{self.answers.folder}/{path}" if self.answers.folder else path

    def find(self, *paths: str) -> str:
        """The first of these paths that is there, in whatever case; "" for none."""
        edited = {path.lower(): path for path in self.edits}
        known = (edited.get(p.lower()) or self.lower.get(p.lower(), "") for p in paths)
        return next(filter(None, known), "")

    def matching(self, pattern: str) -> list[str]:
        """Tracked paths that a pattern fits, sorted."""
        return [path for path in self.base.entries if re.search(pattern, path)]

    def bytes_of(self, path: str) -> bytes | None:
        """What a file holds now; None where it is no plain file that can be read whole."""
        if path in self.edits:
            return self.edits[path]
        entry = self.base.entries.get(path)
        if entry is None or entry.kind not in ("file", "executable"):
            return None
        try:
            return self.base.read(path)
        except Unreadable:
            return None

    def free(self, path: str) -> bool:
        """Whether a file can be added here: nothing of that name in any case, no file above it."""
        parts = path.split("/")
        above = ["/".join(parts[:n]) for n in range(1, len(parts))]
        return not self.find(path) and not any(self.find(folder) for folder in above)

    def add(self, path: str, text: str) -> list[Edit]:
        """A new file; nothing where one stands in its place."""
        return [Edit(path, text.encode())] if self.free(path) else []

    def grow(self, path: str, at: int, lines: str) -> list[Edit]:
        """Lines put into a file that is there; nothing where it cannot be read as text."""
        before = self.bytes_of(path)
        after = None if before is None else insert(before, at, lines)
        return [] if before is None or after is None else [Edit(path, after, before)]

    def end(self, path: str, lines: str) -> list[Edit]:
        """Lines at the end of a file that is there."""
        before = self.bytes_of(path)
        after = None if before is None else append(before, lines)
        return [] if before is None or after is None else [Edit(path, after, before)]

    def piece(self, name: str, **values: Any) -> str:
        """A piece of text in the project's language, filled with the answers."""
        return render(name, self.answers, values)
