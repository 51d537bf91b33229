"""Why a file is not read as a dissertation, and what to do about it."""

from __future__ import annotations

from aifactory.errors import BadInput
from aifactory.model import Text


class Unusable(BadInput):
    """A file that cannot be read; `reason` and `supply` are said in the reader's language."""

    def __init__(self, reason: Text, supply: Text) -> None:
        super().__init__(
            reason.msgid.format_map(reason.values), supply.msgid.format_map(supply.values)
        )
        self.reason = reason
        self.supply = supply


SAVE_AGAIN = Text("open it in a word processor and save it again, or export it as a PDF")


def broken(kind: str) -> Unusable:
    """A file that claims a format and does not hold to it."""
    return Unusable(Text("this is no sound {kind} file", {"kind": kind}), SAVE_AGAIN)


def encrypted() -> Unusable:
    """A file that asks for a password."""
    return Unusable(
        Text("this file is encrypted and cannot be read without its password"),
        Text("save a copy without a password, and check that"),
    )


def too_much(what: Text) -> Unusable:
    """A file that asks for more room or time than a dissertation may take."""
    return Unusable(what, Text("if it really is a dissertation, make its pictures smaller"))
