"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import datetime
from gettext import gettext as _
from pathlib import Path


def add_target(parser: argparse.ArgumentParser, *, optional: bool) -> None:
    """What to read: the repository, its work tree or not, and the date it is read for."""
    parser.add_argument(
        "target",
        nargs="?" if optional else None,
        metavar=_("PATH|GIT-URL"),
        help=_("a repository, a folder or an address to clone (default: the current folder)")
        if optional
        else _("a repository, a folder or an address to clone"),
    )
    parser.add_argument(
        "--worktree",
        action="store_true",
        help=_("read the files as they stand in the work tree, not at HEAD"),
    )
    parser.add_argument(
        "--as-of",
        type=_date,
        metavar=_("DATE"),
        help=_("the date of the audit, YYYY-MM-DD (default: today)"),
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Where to write: a file, or standard output."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("FILE"), help=_("write to this file instead")
    )


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        message = _("{text} is not a date such as 2026-01-31").format(text=text)
        raise argparse.ArgumentTypeError(message) from None
