"""`aifactory fleet prune`: forget what is old."""

from __future__ import annotations

import argparse
from datetime import timedelta
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli.fleet import common
from aifactory.model import plural

if TYPE_CHECKING:
    from aifactory.cli import Subparsers


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `prune` action."""
    parser = actions.add_parser(
        "prune",
        help=_("forget readings that are old"),
        description=_(
            "Delete readings, with their scores, that are older than an age; never the newest of "
            "a repository. Old runs and failures that are over go with them."
        ),
    )
    parser.add_argument(
        "--older-than",
        type=common.age,
        required=True,
        metavar=_("AGE"),
        help=_("how old, as 90d"),
    )
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Delete them."""
    with common.opened(args) as store:
        from aifactory.fleet.store import pruning, writing

        try:
            before = writing.now() - timedelta(seconds=args.older_than)
        except OverflowError:
            before = writing.now().replace(year=1)
        count = store.write(pruning.prune, before)
        if count:
            pruning.shrink(store)
    print(common.spoken(plural("{n} reading deleted", "{n} readings deleted", count), args))
    return 0
