"""Files that may hold a record (a table, a data file, a picture) of how the team works."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from aifactory.facts.words import Words
from aifactory.snapshot.tree import Tree, Unreadable

DATA = re.compile(r"\.(?:csv|tsv|json|ya?ml)$", re.I)
PICTURE = re.compile(r"\.(?:png|jpe?g|svg|gif|webp|pdf)$", re.I)
FAMILIES = (
    "velocity", "burnup", "burndown", "throughput", "lead-time", "cycle-time", "wip",
    "satisfaction", "user-test",
)  # fmt: skip
MADE_UP = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|spec|specs|e2e|cypress|src|examples?|samples?|demos?|templates?|icons?|locales?|i18n)/",
    re.I,
)  # where data and pictures serve the product or its tests
HEAD, SHOWN = 4000, 100


class Record(Struct, frozen=True, omit_defaults=True):
    """A data file or a picture named for what it records; `text` is its head, "" for pictures."""

    path: str
    picture: bool
    text: str = ""


def read_records(tree: Tree, paths: Iterable[str], words: Words) -> tuple[Record, ...]:
    """Files outside code whose name names an indicator, satisfaction or a user test."""
    found: list[Record] = []
    for path in paths:
        picture = PICTURE.search(path) is not None
        if not (picture or DATA.search(path)) or path.startswith("."):
            continue
        if MADE_UP.search(path):
            continue
        name = path.rsplit(".", 1)[0].replace("/", " ")
        if not any(words.has(family, name) for family in FAMILIES):
            continue
        try:
            found.append(Record(path, picture, "" if picture else tree.text(path)[:HEAD]))
        except Unreadable:
            continue
    return tuple(found[:SHOWN])
