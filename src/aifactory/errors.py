"""Errors with an exit code and the next step to take; raised low, printed once by the CLI."""

from __future__ import annotations


class AifactoryError(Exception):
    """A failure the user can act on: what happened, and `hint`, what to do next."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class BadInput(AifactoryError):
    """An argument, a policy, a facts file or an answers file that cannot be used."""


class NothingToAudit(AifactoryError):
    """There is nothing at that place that can be audited."""

    exit_code = 3


class NotRead(Exception):
    """A fact was touched whose source was not read.

    `source` is files, git or forge; `reason` says why it was not read and `supply` how to
    supply it. The engine turns it into the verdict `unknown`.
    """

    def __init__(self, source: str, reason: str, supply: str) -> None:
        super().__init__(reason)
        self.source = source
        self.reason = reason
        self.supply = supply
