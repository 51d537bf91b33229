"""What a session knows beforehand: `policies/grading.yml`."""

from __future__ import annotations

from functools import cache
from typing import Any

from msgspec import Struct, convert

from aifactory.policy import data_path


class Boilerplate(Struct, frozen=True, rename="kebab"):
    """Files that look alike without anybody copying."""

    min_size: int
    names: frozenset[str]
    suffixes: tuple[str, ...]
    folders: frozenset[str]

    def holds(self, path: str, size: int) -> bool:
        """Whether a file says nothing about who wrote it."""
        *folders, name = path.lower().split("/")
        if size < self.min_size or name in self.names or name.endswith(self.suffixes):
            return True
        return not self.folders.isdisjoint(folders)


class Likeness(Struct, frozen=True, rename="kebab"):
    """From where on a likeness is worth a look; see the file for the meaning of each."""

    shared_files: int
    shared_share: float
    rewritten: int
    template_share: float
    template_files: int
    common_share: float
    common_candidates: int
    largest_team: int
    near: float


class Settings(Struct, frozen=True):
    """The whole file."""

    columns: dict[str, tuple[str, ...]]
    similarity: Likeness
    boilerplate: Boilerplate


@cache
def settings() -> Settings:
    """The shipped settings."""
    import yaml

    raw: Any = yaml.safe_load(data_path("grading.yml").read_text("utf-8"))
    return convert(raw, Settings)
