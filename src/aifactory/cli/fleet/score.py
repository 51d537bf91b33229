"""`aifactory fleet score`: score what is stored by other packs, without reading a repository."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli.fleet import common
from aifactory.errors import NothingToAudit
from aifactory.model import plural

if TYPE_CHECKING:
    from aifactory.cli import Subparsers


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `score` action."""
    parser = actions.add_parser(
        "score",
        help=_("score stored facts by another policy"),
        description=_(
            "Score the facts that are stored by a policy, or by a new version of one, and keep the "
            "scores. No repository is read."
        ),
    )
    common.add_policy(parser)
    parser.add_argument(
        "--history",
        action="store_true",
        help=_("also older readings, so that the trend is by this policy too"),
    )
    common.add_jobs(parser)
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Score what is stored."""
    policies = common.loaded(args.policy)
    with common.opened(args) as store:
        from aifactory.fleet import nightly
        from aifactory.fleet.packing import pack, policy_digest
        from aifactory.fleet.store import reading, writing

        if not store.read(reading.newest):
            message = _("the store holds no facts")
            raise NothingToAudit(message, _("fill it with `aifactory fleet audit INVENTORY`"))
        for policy in policies:
            digest = policy_digest(policy)
            number = store.write(writing.keep_policy, policy)
            packed = (pack(policy),)
            due = store.read(reading.unscored, digest, args.history)
            wanted = dict.fromkeys(due, packed)
            done = nightly.score_stored(store, wanted, {digest: number}, jobs=args.jobs)
            said = plural("{n} reading scored", "{n} readings scored", done)
            print(f"{policy.id} {policy.version} · {common.spoken(said, args)}")
    return 0
