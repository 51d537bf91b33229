"""GitLab's ways to say a thing once: `extends`, `default`, and `!reference`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aifactory.facts.pipelines.gitlab_files import overlay
from aifactory.facts.pipelines.nodes import Budget, Table, mapping, named, strings
from aifactory.snapshot.yamltree import Str, Tagged

MAX_LEVELS = 11
MAX_LISTS = 20  # lists and references inside one another

_DEFAULTS = ("image", "services", "before_script", "after_script")


class Jobs:
    """The jobs of a definition with what they extend, each worked out once."""

    def __init__(self, root: Table, budget: Budget) -> None:
        self.root = root
        self._budget = budget
        self._known: dict[str, Table] = {}
        self._open: list[str] = []

    def job(self, name: str) -> Table:
        """The job over all that it extends; a name that is not there, or a circle, adds nothing."""
        if name in self._known:
            return self._known[name]
        node = mapping(self.root.get(name))
        if name in self._open or len(self._open) >= MAX_LEVELS:
            return {}
        self._open.append(name)
        merged: Table = {}
        for base in strings(node.get("extends")):
            merged = overlay(merged, self.job(base), self._budget)
        self._open.pop()
        self._known[name] = overlay(merged, node, self._budget)
        return self._known[name]

    def setting(self, job: Table, key: str) -> Any:
        """What stands under a key of a job, or of the defaults; references are followed."""
        node = job.get(key)
        if node is None and key in _DEFAULTS and self._inherits(job, key):
            node = mapping(self.root.get("default")).get(key, self.root.get(key))
        return self._follow(node)

    def _inherits(self, job: Table, key: str) -> bool:
        wanted = mapping(job.get("inherit")).get("default")
        return wanted is None or wanted == "true" or key in strings(wanted)

    def items(self, node: Any, depth: int = 0) -> Iterator[Any]:
        """What a list holds, lists in it flattened and references followed."""
        self._budget.spend()
        found = self._follow(node)
        if not isinstance(found, list):
            yield found
        elif depth < MAX_LISTS:
            for item in found:
                yield from self.items(item, depth + 1)

    def texts(self, node: Any) -> list[Str]:
        """The scalars among `items`."""
        return [item for item in self.items(node) if isinstance(item, Str)]

    def variables(self, job: Table) -> dict[str, str]:
        """The variables of a job over those of the definition, as far as they are written out."""
        inherited = mapping(job.get("inherit")).get("variables") != "false"
        levels = [self.root.get("variables")] if inherited else []
        found = {}
        for level in [*levels, job.get("variables")]:
            table = mapping(self._follow(level))
            self._budget.spend(len(table))
            found.update({str(key): str(named(value, "value")) for key, value in table.items()})
        return found

    def _follow(self, node: Any) -> Any:
        """The node that a `!reference` names, through others; None where there is none."""
        for _ in range(MAX_LEVELS):
            if not isinstance(node, Tagged):
                return node
            names = strings(node.value) if node.tag == "!reference" else ()
            self._budget.spend(1 + len(names))
            node = self.job(names[0]) if names else None
            for name in names[1:]:
                node = mapping(node).get(name)
        return None
