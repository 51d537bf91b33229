"""An entry of an inventory, and what makes two entries one repository."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text, joined
from aifactory.snapshot.transport import without_credentials

SHOWN = 5
LONGEST = 2000  # bytes of an address that every database can keep apart from others
Values = dict[str, str | int | float | Text]


class Entry(Struct, frozen=True):
    """A repository of the fleet: a path or URL, its team (None: it could not be told, what is known
    of it stays), and the policy that it is held to ("" for those of the run); `line` is where it
    stands in a list, 0 elsewhere.
    """

    address: str
    team: str | None = ""
    policy: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """The address as it is kept and shown: without credentials, and as one of its spellings."""
        plain = storable(without_credentials(self.address).rstrip("/"))
        return plain.removesuffix(".git") if "://" in plain else plain


def storable(text: str) -> str:
    """A text that every database takes: odd bytes of a path as `\\xNN`."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")


class Inventory(Struct, frozen=True):
    """What was found, and sentences about what was left out; `name` is by what the store knows it,
    the same tomorrow wherever the command is run.
    """

    name: str
    entries: tuple[Entry, ...]
    notes: tuple[Text, ...] = ()


def once(entries: Iterable[Entry], name: str) -> tuple[Entry, ...]:
    """Each repository once; BadInput where two entries say different things of one."""
    found: dict[str, Entry] = {}
    faults = []
    for entry in entries:
        if len(entry.name.encode()) > LONGEST:
            faults.append((entry.line, Text("an address of more than {n} bytes", {"n": LONGEST})))
            continue
        first = found.setdefault(entry.name, entry)
        if (first.team, first.policy) != (entry.team, entry.policy):
            values: Values = {"it": entry.name, "line": first.line}
            faults.append((entry.line, Text("{it} stands on line {line} otherwise", values)))
    refuse(name, faults, Text("name each repository once"))
    return tuple(found.values())


def refuse(name: str, faults: Iterable[tuple[int, Text]], hint: Text) -> None:
    """Raise BadInput with the first faults of a list by line; nothing where there is none."""
    found = sorted(faults, key=lambda fault: fault[0])
    if not found:
        return
    told = [joined("", f"{name}:{line}: ", said) for line, said in found[:SHOWN]]
    if len(found) > SHOWN:
        told.append(Text("and {n} more", {"n": len(found) - SHOWN}))
    raise BadInput(told[0], joined("\n", *told[1:], hint))
