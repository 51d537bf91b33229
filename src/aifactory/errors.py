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
