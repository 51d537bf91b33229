"""`aifactory doctor`: what is installed, reachable and permitted."""

from __future__ import annotations

import argparse
import os
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments

if TYPE_CHECKING:
    from aifactory.model.remarks import Remark

FORMATS = ("terminal", "json")
BROKEN = 1


def add_parser(subparsers: Subparsers) -> None:
    """Add the `doctor` command."""
    parser = subparsers.add_parser(
        "doctor",
        description=_(
            "Tell what is installed, what each extra gives, which tokens are found and where from, "
            "and whether the configuration is valid. Exit with 1 where something needed is broken. "
            "No network is used without --online or --repository, and no token is shown."
        ),
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(),
        metavar=_("PATH"),
        help=_("the folder whose configuration is read (default: the current folder)"),
    )
    parser.add_argument(
        "--online", action="store_true", help=_("ask the forges whether they answer")
    )
    arguments.add_repository(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="terminal", help=_("the form (default: terminal)")
    )
    arguments.add_language(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the remarks; 1 where something that is needed is broken."""
    import sys

    from aifactory.cli import output
    from aifactory.model.remarks import healthy
    from aifactory.render import doctor as render

    remarks = tuple(looked_at(args))
    form = render.document if args.format == "json" else render.page
    text = form(remarks, args.lang)
    encoding = "utf-8" if args.format == "json" else sys.stdout.encoding or "utf-8"
    output.write(text.encode(encoding, "replace"), None)
    return 0 if healthy(remarks) else BROKEN


def looked_at(args: argparse.Namespace) -> list[Remark]:
    """Every remark, in the order in which they are shown."""
    from datetime import date

    from aifactory.doctor import installation
    from aifactory.errors import BadInput

    if not args.folder.is_dir():
        message = _("no such folder: {path}").format(path=args.folder)
        raise BadInput(message, _("name the folder of a project"))
    remarks = [*installation.base()]
    if any(one.state == "broken" and one.name == "libraries" for one in remarks):
        return remarks  # the rest could not be looked at without them
    from aifactory.doctor import access, online

    forges = access.forges(args.repository, args.forge_kind)
    remarks += [*installation.extras(), *installation.programs()]
    remarks += [*access.tokens(forges), access.cache()]
    remarks += access.configuration(args.folder, date.today().isoformat(), os.environ)
    if args.online or args.repository:
        remarks += online.reachable(forges)
    return remarks
