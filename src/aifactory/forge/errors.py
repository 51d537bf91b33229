"""What can go wrong with a forge. Messages never hold a token."""

from __future__ import annotations

from aifactory.errors import AifactoryError
from aifactory.model import Text


class ForgeError(AifactoryError):
    """Something that a forge refused or could not do: `reason`, and `supply`, what would help."""

    exit_code = 3

    def __init__(self, reason: Text, supply: Text) -> None:
        super().__init__(reason, supply)
        self.reason = reason
        self.supply = supply


class Denied(ForgeError):
    """The token lacks a permission, named in `supply`; or a token is needed at all."""


class Missing(ForgeError):
    """There is no such thing on the forge, or none that this token may see."""


class Interrupted(ForgeError):
    """The forge could not be reached or answered badly, again and again, or asks for patience."""


class Refused(ForgeError):
    """The forge understood and said no: what was asked does not hold there."""


class Already(Refused):
    """What should be created exists already."""


class Uncertain(ForgeError):
    """A change was asked for and the answer was lost: it may have been made."""
