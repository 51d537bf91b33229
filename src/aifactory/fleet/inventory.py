"""The repositories of the fleet, from a folder of clones, a list, or an organisation's address."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.errors import BadInput, system_reason
from aifactory.fleet.entries import Entry, Inventory, once, storable
from aifactory.fleet.lists import read_list
from aifactory.model import Text, joined, plural
from aifactory.snapshot.clone import is_url
from aifactory.snapshot.places import find

if TYPE_CHECKING:
    from aifactory.forge.protocol import Lister

DEEPEST = 4  # folders below the one given: host/group/subgroup/name
FORGE = re.compile(r"(?:www\.)?(?:github\.com|gitlab\.[\w.-]+)/[^\s]+", re.I)
HINT = Text("give a folder of clones, a list of repositories, or an organisation's address")


def read_inventory(
    place: str,
    *,
    kind: str = "",
    archived: bool = False,
    patience: float = 120.0,
    tell: Callable[[str], None] | None = None,
) -> Inventory:
    """The repositories that a folder, a list or an address stands for; BadInput for none.

    `kind` is "github" or "gitlab" where the address does not tell; archived repositories of a
    forge are left out, for nobody can act on them, unless they are asked for.
    """
    path = Path(place)
    if address := forge_address(place):
        return organisation(address, kind, archived, patience, tell)
    name = called(place)
    if path.is_dir():
        entries, unread = clones(path.resolve())
        return Inventory(name, once(entries, place), unread)
    if not path.exists():
        raise BadInput(Text("no such folder or list: {path}", {"path": place}), HINT)
    return Inventory(name, read_list(path))


def forge_address(place: str) -> str:
    """The address of an organisation that is meant, "" for a folder or a list."""
    if Path(place).exists() or not (is_url(place) or FORGE.fullmatch(place)):
        return ""
    return place if is_url(place) else f"https://{place}"


def called(place: str) -> str:
    """By what the store knows an inventory: the same for every spelling of an address, without
    credentials; a path from the root, links not followed, for a link may name another file
    tomorrow.
    """
    if address := forge_address(place):
        from aifactory.forge.remote import parse_owner

        owner = parse_owner(address)
        return f"{owner.origin}/{owner.path}".lower()
    return storable(os.path.abspath(place))  # noqa: PTH100 (links stay)


def clones(folder: Path) -> tuple[tuple[Entry, ...], tuple[Text, ...]]:
    """The repositories below a folder, the first folder below it for their team where they lie
    deeper, and which folders could not be read; BadInput where there is no repository.
    """
    unread: list[Text] = []
    found = tuple(
        Entry(str(path), storable(parts[0]) if len(parts := within(path, folder)) > 1 else "")
        for path in below(folder, DEEPEST, unread)
    )
    if not found:
        hint = joined("\n", *unread, HINT)
        raise BadInput(Text("{path} holds no git repository", {"path": str(folder)}), hint)
    return found, tuple(unread)


def within(path: Path, folder: Path) -> tuple[str, ...]:
    """The names that lead from a folder to a path below it."""
    return path.relative_to(folder).parts


def below(folder: Path, depth: int, unread: list[Text]) -> Iterator[Path]:
    """Repositories in the order of their names; what lies within one is its own affair."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        values = {"path": storable(str(folder)), "reason": system_reason(error)}
        unread.append(Text("cannot read {path}: {reason}", values))
        return
    for path in paths:
        if path.name == ".git" or path.is_symlink() or not path.is_dir():
            continue
        if stands_at(path):
            yield path
        elif depth > 1:
            yield from below(path, depth - 1, unread)


def stands_at(path: Path) -> bool:
    """Whether a repository stands at a path itself, whole or broken."""
    try:
        place = find(path)
    except BadInput:
        return True
    return place is not None and place.root == Path(os.path.realpath(path))


def organisation(
    address: str,
    kind: str,
    archived: bool,
    patience: float,
    tell: Callable[[str], None] | None,
) -> Inventory:
    """The repositories of an organisation, a group or a user, as the forge lists them."""
    from aifactory.forge.errors import Missing
    from aifactory.forge.opening import open_lister

    lister = open_lister(address, kind=kind, patience=patience, tell=tell)
    try:
        every = list(lister.repositories())
    except Missing as error:
        hint = Text("check the address and the token; a single repository goes into a list")
        raise BadInput(error.said, hint) from None
    kept = [one for one in every if archived or not one.archived]
    if not kept:
        raise BadInput(
            Text("{address} lists no repository that this access may see", {"address": address}),
            Text("give a token that may see them; see docs/forge.md"),
        )
    notes = []
    if out := len(every) - len(kept):
        said = plural("{n} archived repository left out", "{n} archived repositories left out", out)
        notes.append(said)
    teams, note = teams_of(lister)
    if note:
        notes.append(note)
    entries = (
        Entry(f"{one.url}.git", None if teams is None else storable(teams.get(one.name, "")))
        for one in kept
    )
    return Inventory(called(address), once(entries, address), tuple(notes))


def teams_of(lister: Lister) -> tuple[Mapping[str, str] | None, Text | None]:
    """The teams of repositories by name; None, and why, where the forge does not tell: a night
    must not fail for want of a permission that it can do without.
    """
    from aifactory.forge.errors import ForgeError

    try:
        return lister.teams(), None
    except ForgeError as error:
        said = Text("teams could not be read, those known stay: {reason}", {"reason": error.reason})
        return None, joined("; ", said, error.supply)
