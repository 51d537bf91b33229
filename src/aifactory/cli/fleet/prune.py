"""`aifactory fleet prune`: forget what is old."""

from __future__ import annotations

import argparse
from datetime import timedelta
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli.fleet import common
from aifactory.errors import BadInput
from aifactory.model import plural

if TYPE_CHECKING:
    from aifactory.cli import Subparsers
    from aifactory.fleet.store.store import Store


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `prune` action."""
    parser = actions.add_parser(
        "prune",
        help=_("forget readings that are old"),
        description=_(
            "Delete readings, with their scores, that are older than an age; never the newest of "
            "a repository that an inventory names. Old runs and failures that are over go with "
            "them, and repositories that no inventory names for so long."
        ),
    )
    parser.add_argument(
        "--older-than", type=common.age, metavar=_("AGE"), help=_("how old, as 90d")
    )
    parser.add_argument(
        "--inventory",
        metavar=_("INVENTORY"),
        help=_("an inventory that is audited no more: what it alone names counts in nothing then"),
    )
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Delete them."""
    if args.older_than is None and args.inventory is None:
        raise BadInput(
            _("nothing says what is to be forgotten"), _("give --older-than 90d, or --inventory")
        )
    with common.opened(args) as store:
        if args.inventory is not None:
            _leave(store, args)
        if args.older_than is not None:
            _prune(store, args)
    return 0


def _leave(store: Store, args: argparse.Namespace) -> None:
    """Forget that an inventory names anything."""
    from aifactory.fleet.inventory import called
    from aifactory.fleet.store import listing, writing

    known = [name for name, _n in store.read(listing.inventories)]
    name = args.inventory if args.inventory in known else called(args.inventory)
    if name not in known:
        message = _("the store knows no inventory {name}").format(name=name)
        shown = ", ".join(known) or _("none")
        raise BadInput(message, _("it knows: {names}").format(names=shown))
    count = store.write(listing.leave, name, set(), writing.now())
    said = plural(
        "{n} repository is in no inventory now", "{n} repositories are in no inventory now", count
    )
    print(common.spoken(said, args))


def _prune(store: Store, args: argparse.Namespace) -> None:
    """Delete what is old."""
    from aifactory.fleet.store import pruning, writing

    try:
        before = writing.now() - timedelta(seconds=args.older_than)
    except OverflowError:
        before = writing.now().replace(year=1)
    count = store.write(pruning.prune, before)
    if count:
        pruning.shrink(store)
    print(common.spoken(plural("{n} reading deleted", "{n} readings deleted", count), args))
