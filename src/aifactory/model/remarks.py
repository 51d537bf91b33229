"""What `aifactory doctor` says: a remark for each thing that it looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from aifactory.model.text import Text

State = Literal["fine", "absent", "doubtful", "broken"]
Part = Literal["base", "extras", "programs", "access", "configuration", "forges"]
PARTS: tuple[Part, ...] = ("base", "extras", "programs", "access", "configuration", "forges")


class Remark(Struct, frozen=True):
    """One thing and how it is. Absent is what one may do without; broken is what one may not."""

    part: Part
    name: str
    state: State
    said: Text
    hint: Text | None = None


def healthy(remarks: Iterable[Remark]) -> bool:
    """Whether nothing that is needed is broken."""
    return not any(one.state == "broken" for one in remarks)
