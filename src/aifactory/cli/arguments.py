"""Arguments that several commands take."""

from __future__ import annotations

import argparse
import datetime
import math
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.locale import LANGUAGES


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
        type=day,
        metavar=_("DATE"),
        help=_("the date of the audit, YYYY-MM-DD (default: today)"),
    )


def add_forge(parser: argparse.ArgumentParser, *, single: bool = True) -> None:
    """Whether and how the forge is consulted; not which repository, unless it is a `single` one."""
    group = parser.add_argument_group(
        _("forge"),
        _(
            "What GitHub or GitLab knows: issues, requests, milestones, labels, releases. Without "
            "a token only public repositories can be read; see docs/forge.md."
        ),
    )
    group.add_argument("--forge", action="store_true", help=_("read the repository's forge too"))
    if single:
        add_repository(group)
    else:
        parser.set_defaults(repository="")
        add_kind(group)
    group.add_argument(
        "--since",
        type=day,
        metavar=_("DATE"),
        help=_(
            "in a large tracker, how far back to read (default: 400 days before the last commit)"
        ),
    )
    group.add_argument(
        "--wait",
        type=minutes,
        default=2.0,
        metavar=_("MINUTES"),
        help=_("how long to wait for the forge's limits in all (default: 2)"),
    )


def add_repository(parser: argparse._ActionsContainer) -> None:
    """Which repository of which forge."""
    parser.add_argument(
        "--repository",
        default="",
        metavar=_("URL"),
        help=_("the repository on the forge (default: the git remote origin)"),
    )
    add_kind(parser)


def add_kind(parser: argparse._ActionsContainer) -> None:
    """Which forge answers at an address that does not say."""
    parser.add_argument(
        "--forge-kind", choices=("github", "gitlab"), default="", help=_("which forge runs there")
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Which language to speak; every command takes it."""
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("the language to speak (default: the locale's)")
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Where to write: a file, or standard output."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("FILE"), help=_("write to this file instead")
    )


def minutes(text: str) -> float:
    """A number of minutes, for argparse."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found >= 0):
        raise argparse.ArgumentTypeError(_("{text} is not a number of minutes").format(text=text))
    return found


def day(text: str) -> str:
    """A date as it is written, for argparse."""
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        message = _("{text} is not a date such as 2026-01-31").format(text=text)
        raise argparse.ArgumentTypeError(message) from None


def forge_options(args: argparse.Namespace, parts: tuple[str, ...] | None = None) -> Any:
    """How the forge is to be consulted, None where it is not; BadInput for idle options."""
    from aifactory.errors import BadInput

    if not args.forge:
        if args.repository or args.forge_kind or args.since:
            raise BadInput(
                _("--repository, --forge-kind and --since say how the forge is read"),
                _("add --forge to read it"),
            )
        return None
    from aifactory.engine import ForgeOptions
    from aifactory.extras import MODULES, needed

    needed(MODULES["forge"], "forge")  # before a repository is read
    chosen = {} if parts is None else {"parts": parts}
    return ForgeOptions(
        repository=args.repository,
        kind=args.forge_kind,
        since=args.since or "",
        patience=60 * args.wait,
        **chosen,
    )


def points(text: str) -> float:
    """A number of points, for argparse."""
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = math.nan
    if not (math.isfinite(found) and found >= 0):
        raise argparse.ArgumentTypeError(_("{text} is not a number of points").format(text=text))
    return found


def add_answers(parser: argparse.ArgumentParser) -> None:
    """Answers on the command line."""
    parser.add_argument(
        "-a",
        "--answer",
        action="append",
        default=[],
        metavar=_("KEY=VALUE"),
        help=_("one answer; may be repeated"),
    )


def answers(args: argparse.Namespace) -> dict[str, str]:
    """The answers of the command line; BadInput for what is none."""
    from aifactory.errors import BadInput

    found = {}
    for text in args.answer:
        key, equals, value = text.partition("=")
        if not equals or not key:
            message = _("not an answer: {given}").format(given=text)
            raise BadInput(message, _("write it as KEY=VALUE"))
        found[key] = value
    return found
