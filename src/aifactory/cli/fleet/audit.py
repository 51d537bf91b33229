"""`aifactory fleet audit`: read the repositories of an inventory, score them, store both."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from aifactory.cli import arguments
from aifactory.cli.fleet import common
from aifactory.errors import BadInput, NothingToAudit
from aifactory.fleet import amounts

if TYPE_CHECKING:
    from aifactory.cli import Subparsers
    from aifactory.fleet.entries import Inventory
    from aifactory.fleet.nightly import Counts, Wishes
    from aifactory.policy import Policy

ROOM = 2 << 30  # bytes of one clone


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `audit` action."""
    parser = actions.add_parser(
        "audit",
        help=_("read the repositories that are due, score them and store both"),
        description=_(
            "Read every repository of an inventory side by side, each in a process of its own, "
            "score it and keep facts and scores. What fails is listed and the rest goes on; what "
            "was read stays when the run is stopped."
        ),
    )
    parser.add_argument(
        "inventory",
        metavar=_("INVENTORY"),
        help=_(
            "a folder of clones, a list (one path or URL a line and its team; or CSV or YAML with "
            "url, team, policy), or the address of an organisation on GitHub or a group on GitLab"
        ),
    )
    common.add_policy(parser)
    _add_choice(parser)
    _add_bounds(parser)
    arguments.add_forge(parser, single=False)
    parser.set_defaults(func=run)
    return parser


def _add_choice(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("which repositories"))
    group.add_argument(
        "--since-last",
        action="store_true",
        help=_(
            "read only what changed: another commit at HEAD, another version of aifactory; "
            "another policy scores stored facts"
        ),
    )
    group.add_argument(
        "--retry-failed", action="store_true", help=_("read only what failed the last time")
    )
    group.add_argument(
        "--archived", action="store_true", help=_("also what the forge calls archived")
    )
    group.add_argument(
        "--as-of",
        type=arguments.day,
        metavar=_("DATE"),
        help=_("the date of the audit, YYYY-MM-DD (default: today)"),
    )


def _add_bounds(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("how far and how fast"))
    common.add_jobs(group)
    group.add_argument(
        "--scheduler",
        default="",
        metavar=_("URL"),
        help=_("hand the work to the workers of this Dask scheduler, tcp://HOST:PORT"),
    )
    group.add_argument(
        "--budget",
        action="append",
        default=[],
        metavar=_("AMOUNT"),
        help=_(
            "what the run may use: a time (2h), room for clones (20G), requests (5000/h); may be "
            "repeated"
        ),
    )
    group.add_argument(
        "--time-limit",
        type=common.age,
        default=600.0,
        metavar=_("TIME"),
        help=_("how long one repository may take (default: 10min)"),
    )
    group.add_argument(
        "--size-limit",
        type=common.amount(amounts.size),
        default=ROOM,
        metavar=_("SIZE"),
        help=_("how large one clone may be (default: 2G)"),
    )
    common.add_cache(group)


def run(args: argparse.Namespace) -> int:
    """Audit the fleet; NothingToAudit where not one repository could be read."""
    budget = amounts.budget(args.budget)
    policies = common.loaded(args.policy)
    with common.opened(args, make=True) as store:
        from aifactory.cli.fleet.watching import Watching
        from aifactory.fleet.nightly import Night

        inventory = _inventory(args)
        named = _named(inventory)
        wishes = _wishes(args, budget, policies, named)
        with told_to_end(), Watching(args.lang) as watching:
            night = Night(store, inventory.entries, wishes, watching)
            try:
                night.go(inventory.name)
            except KeyboardInterrupt:
                common.say(_("stopped: what was read until now is stored; run again to go on"))
                raise
            finally:
                watching.close()
                _report(night.counts)
    counts = night.counts
    if counts.failed and not (counts.read or counts.unchanged or counts.scored):
        message = _("no repository of the inventory could be read")
        raise NothingToAudit(message, _("see the reasons with `aifactory fleet status`"))
    return 0


@contextmanager
def told_to_end() -> Iterator[None]:
    """Take the system's request to end for Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _inventory(args: argparse.Namespace) -> Inventory:
    from aifactory.cli.progress import Progress
    from aifactory.fleet.inventory import read_inventory

    with Progress() as progress:
        found = read_inventory(
            args.inventory,
            kind=args.forge_kind,
            archived=args.archived,
            patience=60 * args.wait,
            tell=progress.say,
        )
    for note in found.notes:
        common.say(common.spoken(note, args))
    return found


def _named(inventory: Inventory) -> dict[str, Policy]:
    """The packs that entries name; BadInput with the line of one that is none."""
    from aifactory import policy
    from aifactory.model import Text, joined

    found: dict[str, Policy] = {}
    for entry in inventory.entries:
        if entry.policy and entry.policy not in found:
            try:
                found[entry.policy] = policy.load(entry.policy)
            except BadInput as error:
                where = Text("line {line}: {said}", {"line": entry.line, "said": error.said})
                raise BadInput(joined("", where), error.hint) from None
    return found


def _wishes(
    args: argparse.Namespace,
    budget: amounts.Budget,
    policies: tuple[Policy, ...],
    named: dict[str, Policy],
) -> Wishes:
    from msgspec.structs import replace

    from aifactory.fleet.nightly import Wishes

    parts = None
    if args.forge:
        from aifactory import engine

        parts = engine.parts_for([*policies, *named.values()])
    kind, args.forge_kind = args.forge_kind, args.forge_kind if args.forge else ""
    forge: Any = arguments.forge_options(args, parts)
    args.forge_kind = kind
    return Wishes(
        policies=policies,
        named=named,
        today=args.as_of or date.today().isoformat(),
        cache=common.cache(args),
        jobs=args.jobs,
        budget=replace(budget, disk=budget.disk or common.DISK),
        room=args.size_limit,
        seconds=args.time_limit,
        since_last=args.since_last,
        retry_failed=args.retry_failed,
        scheduler=args.scheduler,
        forge=forge,
    )


def _report(counts: Counts) -> None:
    """What became of the inventory, in a few lines."""
    said = {
        "listed": _("listed: {n}"),
        "read": _("read: {n}"),
        "scored": _("scored from stored facts: {n}"),
        "unchanged": _("unchanged: {n}"),
        "failed": _("failed: {n}"),
        "unreached": _("not reached: {n}"),
    }
    figures = counts.figures()
    shown = [said[name].format(n=figures[name]) for name in said if figures[name]]
    print(" · ".join(shown))
    if counts.failed:
        print(_("`aifactory fleet status` lists the reasons, --retry-failed tries them again"))
    if counts.unlisted:
        gone = _("no longer in any inventory, and counted in nothing from now on: {n}")
        print(gone.format(n=counts.unlisted))
    if counts.outcome == "out-of-time":
        print(_("the time of the run was over; the next run begins with what is left"))
