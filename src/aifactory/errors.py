"""Errors with an exit code and the next step to take; raised low, printed once by the CLI.

Their words are a `Text`, which the CLI says in the reader's language, or a quotation that stays as
it is; `str()` gives them in English, for logs.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing, or the model, would cost a tenth of the start-up
if TYPE_CHECKING:
    from aifactory.model import Text


class Spoken(Exception):
    """An exception whose words, `said`, people may come to read."""

    def __init__(self, said: Text | str) -> None:
        super().__init__(str(said))
        self.said = said


class AifactoryError(Spoken):
    """A failure the user can act on: what happened, and `hint`, what to do next."""

    exit_code = 2

    def __init__(self, said: Text | str, hint: Text | str = "") -> None:
        super().__init__(said)
        self.hint = hint


class BadInput(AifactoryError):
    """An argument, a policy, a facts file or an answers file that cannot be used."""


class NothingToAudit(AifactoryError):
    """There is nothing at that place that can be audited."""

    exit_code = 3


def system_reason(error: OSError) -> str:
    """Why the system refused, in its own words and without the path."""
    return error.strerror or str(error)
