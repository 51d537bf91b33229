"""What a Terraform provider accepts, read from the bindings that its authors' tools wrote from it.

The provider itself is in no package index, so `terraform validate` cannot run where only those are
at hand. The bindings hold a class for each resource and block, with the names of their arguments.
"""

from __future__ import annotations

import ast
import re
import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

META = {"count", "depends_on", "for_each", "lifecycle", "provider", "__comments__", "__is_block__"}
ATTRIBUTE = re.compile(r"\b(?:data\.)?(google_\w+)\.\w+(?:\[[^]]*\])?\.(\w+)")


class Argument(NamedTuple):
    """Whether an argument must be there, and the class of its block, if it is one."""

    required: bool
    block: str


class Resource:
    """The arguments and attributes of a kind of resource or data source."""

    def __init__(self, source: str) -> None:
        self.classes = {
            node.name: node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)
        }

    @cached_property
    def root(self) -> str:
        """The class of the resource's own arguments."""
        return min((name for name in self.classes if name.endswith("Config")), key=len)

    def arguments(self, name: str) -> dict[str, Argument]:
        """The arguments of a class, by name."""
        made = next(one for one in self.functions(name) if one.name == "__init__").args
        return {
            one.arg.rstrip("_"): Argument(default is None, self.block(one.annotation))
            for one, default in zip(made.kwonlyargs, made.kw_defaults, strict=True)
        }

    def attributes(self) -> set[str]:
        """What other resources may read."""
        return {one.name for one in self.functions(self.root.removesuffix("Config"))}

    def functions(self, name: str) -> list[ast.FunctionDef]:
        return [node for node in self.classes[name].body if isinstance(node, ast.FunctionDef)]

    def block(self, annotation: ast.expr | None) -> str:
        told = re.findall(r"\w+", ast.unparse(annotation)) if annotation else []
        return next((name for name in told if name in self.classes), "")


class Provider:
    """The resources of a provider, read from the wheel of its bindings."""

    def __init__(self, wheel: Path) -> None:
        self.wheel = zipfile.ZipFile(wheel)
        self.package = next(
            name.split("/")[0] for name in self.wheel.namelist() if name.endswith("/__init__.py")
        )
        self.known: dict[str, Resource | None] = {}

    def resource(self, kind: str) -> Resource | None:
        """A resource (`google_x`) or data source (`data.google_x`); None where there is none."""
        if kind not in self.known:
            name = kind.removeprefix("data.").removeprefix("google_")
            module = f"data_google_{name}" if kind.startswith("data.") else name
            try:
                source = self.wheel.read(f"{self.package}/{module}/__init__.py").decode()
                self.known[kind] = Resource(source)
            except KeyError:
                self.known[kind] = None
        return self.known[kind]

    def complaints(self, document: dict[str, Any]) -> Iterator[str]:
        """What the provider would refuse of a parsed file."""
        for key, prefix in (("resource", ""), ("data", "data.")):
            for block in document.get(key, []):
                ((kind, named),) = block.items()
                found = self.resource(prefix + kind.strip('"'))
                if found is None:
                    yield f"{kind}: no such resource"
                    continue
                for name, body in named.items():
                    yield from self.block(found, found.root, body, f"{kind}.{name}")
        for kind, attribute in ATTRIBUTE.findall(str(document)):
            data = f"data.{kind}." in str(document)
            found = self.resource(f"data.{kind}" if data else kind)
            if found and attribute not in found.attributes():
                yield f"{kind} has no attribute {attribute}"

    def block(self, found: Resource, name: str, body: dict[str, Any], place: str) -> Iterator[str]:
        known = found.arguments(name)
        given = {key: value for key, value in body.items() if key not in META | {"dynamic"}}
        for dynamic in body.get("dynamic", []):
            for key, value in dynamic.items():
                given.setdefault(key.strip('"'), []).extend(value["content"])
        for key in sorted({key for key, one in known.items() if one.required} - set(given)):
            yield f"{place}: {key} is missing"
        for key, value in given.items():
            if key not in known:
                yield f"{place}: no argument {key}"
                continue
            items = value if isinstance(value, list) else []
            blocks = [one for one in items if isinstance(one, dict)]
            inner = known[key].block
            if bool(inner) != any("__is_block__" in one for one in blocks):
                yield f"{place}: {key} is {'a block' if inner else 'no block'}"
            for one in blocks if inner else ():
                yield from self.block(found, inner, one, f"{place}.{key}")
