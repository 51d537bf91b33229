"""Checks: pure functions from facts to findings; a package for each pack, one module a criterion.

Each pack's package holds `TABLE`, its functions by the check's id, and `READS`, what they read of
the forge. They are looked through in the order of `PACKS` and imported when they are needed, so an
audit against one pack loads no other's checks. Other packages add checks by the entry-point group
`aifactory.checks` (name: the check's id, value: a function of facts and params).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from aifactory.checks import bloc4
from aifactory.checks.finding import CheckFunction
from aifactory.errors import BadInput
from aifactory.facts.forge import PARTS
from aifactory.model import Text

GROUP = "aifactory.checks"
PACKS = ("bloc4", "bloc1", "bloc2", "bloc3", "lifecycle", "devops", "operations", "mltest")


def beyond(check: str) -> bool:
    """Whether a check may ask what the code does: all may but those of bloc 4."""
    return check not in bloc4.TABLE


def find(check: str) -> CheckFunction:
    """The function of a check id, shipped or by entry point; BadInput where there is none."""
    for pack in _packs():
        if check in pack.TABLE:
            function: CheckFunction = pack.TABLE[check]
            return function
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=check):
        loaded: CheckFunction = point.load()
        return loaded
    raise BadInput(
        Text("no check is named {check}", {"check": check}),
        Text(
            "install the package that brings it (entry-point group {group}), or leave it out",
            {"group": GROUP},
        ),
    )


def reads(check: str, unsaid: tuple[str, ...] = PARTS) -> tuple[str, ...]:
    """The parts of the forge that a check reads; `unsaid` where no pack says, all by default."""
    for pack in _packs():
        if check in pack.TABLE:
            parts: tuple[str, ...] = pack.READS.get(check, unsaid)
            return parts
    return unsaid


def _packs() -> Iterator[ModuleType]:
    """The packages of the packs that have one, each imported when its turn comes."""
    for name in PACKS:
        if (pack := _pack(name)) is not None:
            yield pack


@cache
def _pack(name: str) -> ModuleType | None:
    """The package of a pack's checks; None for a pack without checks of its own."""
    place = f"{__name__}.{name}"
    spec = find_spec(place)
    return import_module(place) if spec and spec.origin else None
