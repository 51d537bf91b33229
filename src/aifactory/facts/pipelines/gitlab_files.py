"""The files of a GitLab definition: the one it starts from and the local ones that it includes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from aifactory.facts.pipelines.model import Location
from aifactory.facts.pipelines.nodes import Budget, Source, Table, mapping, pairs, string, strings
from aifactory.facts.pipelines.triggers import match
from aifactory.model import Text
from aifactory.snapshot.tree import Problem, Tree, Unreadable
from aifactory.snapshot.yamltree import Seq, Str, load_all

MAX_TEXT = 8_000_000  # characters of all files; conditions and glob includes count for more
MAX_FILES = 150
MAX_NESTING = 20


class Foreign(Struct, frozen=True):
    """An include that does not stand in the repository: "template:NAME", "component:PATH", …"""

    where: Location
    uses: str
    inputs: dict[str, str]
    rules: Any = None


class Files:
    """What one definition is made of. Nodes of several files are mixed; each knows its place."""

    def __init__(self, tree: Tree, reading: Budget) -> None:
        self.reading = reading
        self.problems: list[Problem] = []
        self.foreign: list[Foreign] = []
        self.budget = Budget()
        self._tree = tree
        self._yaml = {
            path: entry
            for path, entry in tree.entries.items()
            if path.endswith((".yml", ".yaml")) and entry.kind in ("file", "executable")
        }
        self._sources: dict[int, Source] = {}
        self._roots: list[Any] = []  # keeps the nodes alive, whose identity is their place
        self._seen: set[str] = set()

    def read(self, path: str, nesting: int = 0) -> Table:
        """The definition at `path` over those that it includes; Unreadable where it is none."""
        self._seen.add(path)
        text = self._tree.text(path)
        self.reading.spend(len(text))
        documents = load_all(text)
        root = documents[-1] if documents else None
        if not isinstance(root, dict):
            raise Unreadable(Text("no pipeline: a mapping is needed"))
        self._remember(root, Source(path, text))
        merged: Table = {}
        for include in self._includes(root.get("include"), path):
            if below := self._included(include, path, nesting + 1):
                merged = overlay(merged, below, self.budget)
        return overlay(merged, {k: v for k, v in root.items() if k != "include"}, self.budget)

    def at(self, node: Str) -> Location:
        """Where a scalar stands."""
        source = self.source(node)
        return source.at(node.line) if source else Location("", 0)

    def source(self, node: Str) -> Source | None:
        """The file that a scalar was read from."""
        return self._sources.get(id(node))

    def local(self, pattern: str) -> list[str]:
        """The YAML files of the tree that a local include names."""
        wanted = pattern.lstrip("/")
        if wanted.startswith("**."):
            wanted = "**/*" + wanted[2:]
        if "*" not in wanted:
            return [wanted] if wanted in self._yaml else []
        self.reading.spend(10 * len(self._yaml))
        return [path for path in self._yaml if match(wanted, path)]

    def _includes(self, node: Any, path: str) -> Iterator[str]:
        """The local files that an `include:` names; the others are noted as foreign."""
        for item in node if isinstance(node, Seq) else [node]:
            entry = mapping(item)
            local = string(item) or string(entry.get("local"))
            if local and "://" not in local:
                found = self.local(local)
                if not found:
                    self.problems.append(
                        Problem(
                            path, Text("it includes {local}, which is not there", {"local": local})
                        )
                    )
                yield from found
            else:
                self.foreign += self._notes(item, entry)

    def _notes(self, item: Any, entry: Table) -> Iterator[Foreign]:
        for kind in ("template", "component", "remote", "project"):
            name = entry.get(kind) if entry else item if kind == "remote" else None
            if isinstance(name, Str):
                files = strings(entry.get("file")) if kind == "project" else ()
                for file in files or ("",):
                    uses = f"{kind}:{name}" + (f":{file.lstrip('/')}" if file else "")
                    inputs = pairs(entry.get("inputs"))
                    yield Foreign(self.at(name), uses, inputs, entry.get("rules"))

    def _included(self, path: str, parent: str, nesting: int) -> Table:
        if path in self._seen:
            return {}
        if len(self._seen) >= MAX_FILES or nesting > MAX_NESTING:
            self._seen.add(path)
            excess = Problem(parent, Text("it includes more files, or deeper, than are read"))
            self.problems += [] if excess in self.problems else [excess]
            return {}
        try:
            return self.read(path, nesting)
        except Unreadable as error:
            self.problems.append(Problem(path, error.said))
            return {}

    def _remember(self, root: Any, source: Source) -> None:
        self._roots.append(root)
        pending, seen = [root], set()
        while pending:
            node = pending.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Str):
                self._sources[id(node)] = source
            elif isinstance(node, dict):
                pending += [*node.keys(), *node.values()]
            elif isinstance(node, list):
                pending += node


def overlay(base: Table, over: Table, budget: Budget) -> Table:
    """`over` laid on `base`: mappings are merged at every depth, all else is replaced."""
    budget.spend(1 + len(base) + len(over))
    merged = dict(base)
    for key, value in over.items():
        below = merged.pop(key, None)  # so that the key, too, is the one of `over`
        both = isinstance(below, dict) and isinstance(value, dict)
        merged[key] = overlay(below, value, budget) if both else value
    return merged
