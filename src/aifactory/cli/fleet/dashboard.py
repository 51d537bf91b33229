"""`aifactory fleet dashboard`: a site of the fleet, for a browser."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli.fleet import common

if TYPE_CHECKING:
    from aifactory.cli import Subparsers


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `dashboard` action."""
    parser = actions.add_parser(
        "dashboard",
        help=_("a site of the fleet: who stands where, trends, what to do first"),
        description=_(
            "Write a site that opens from the disk or from any web host: repositories and their "
            "points for each criterion, trends, weak criteria, what would gain most, failures; the "
            "same figures as CSV, XLSX and JSON. Only files of an earlier site are replaced."
        ),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar=_("DIR"),
        help=_("the folder to write"),
    )
    add_stored_policy(parser)
    parser.set_defaults(func=run)
    return parser


def add_stored_policy(parser: argparse.ArgumentParser) -> None:
    """Which of the policies that the store has scores by."""
    parser.add_argument(
        "--policy",
        action="append",
        metavar=_("NAME"),
        help=_("a policy by which the store has scores; may be repeated (default: all)"),
    )


def run(args: argparse.Namespace) -> int:
    """Write the site."""
    with common.opened(args) as store:
        from aifactory.extras import installed
        from aifactory.fleet.dashboard import site
        from aifactory.fleet.dashboard.gathering import gather
        from aifactory.fleet.store.writing import now

        fleet = gather(store, now(), args.policy or ())
    site.write(args.output, dict(site.files(fleet, args.lang)))
    if not installed(site.SHEETS):
        common.say(_("no XLSX: {name} is not installed").format(name=site.SHEETS))
    common.say(_("written: {path}").format(path=args.output / "index.html"))
    return 0
