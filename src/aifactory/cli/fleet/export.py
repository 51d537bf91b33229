"""`aifactory fleet export`: every score as a Parquet file."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli.fleet import common
from aifactory.extras import PARQUET, needed
from aifactory.model import plural

if TYPE_CHECKING:
    from aifactory.cli import Subparsers


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `export` action."""
    parser = actions.add_parser(
        "export",
        help=_("write every score to a Parquet file"),
        description=_(
            "Write a line for each criterion of each score of each reading, as Parquet. A file "
            "that exists is replaced whole."
        ),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("the file to write"),
    )
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Write the file."""
    needed(PARQUET, "parquet")
    with common.opened(args) as store:
        from aifactory.fleet.exporting import export

        count = export(store, args.output)
    said = plural(
        "{n} line written to {path}",
        "{n} lines written to {path}",
        count,
        path=str(args.output),
    )
    common.say(common.spoken(said, args))
    return 0
