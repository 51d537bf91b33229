"""`aifactory fleet gate`: fail a pipeline where a team falls below its threshold, or drops."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import output
from aifactory.cli.fleet import common

if TYPE_CHECKING:
    from aifactory.cli import Subparsers
    from aifactory.fleet.gate.showing import Verdicts
    from aifactory.fleet.store.store import Store

FORMATS = ("terminal", "json", "junit", "annotations")  # those of `showing`


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `gate` action."""
    parser = actions.add_parser(
        "gate",
        help=_("fail where a team falls below its threshold, or drops"),
        description=_(
            "Compare each team's figure with the threshold that a file gives it, and with the "
            "state before the last run. Without a file, each team's median must reach the "
            "policy's threshold and must not drop. The exit code is 1 where a team fails."
        ),
    )
    parser.add_argument(
        "--policy",
        metavar=_("NAME"),
        help=_("the policy whose scores count (default: that of the file, else bloc4)"),
    )
    parser.add_argument(
        "--thresholds",
        type=Path,
        metavar=_("FILE"),
        help=_("what each team is held to, as YAML; see docs/fleet.md"),
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="terminal",
        help=_("the form of the report (default: terminal)"),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=_("FILE"),
        help=_("write the report to a file instead of standard output"),
    )
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what came out."""
    with common.opened(args) as store:
        found = judged(store, args)
    from aifactory.fleet.gate.showing import FORMATS
    from aifactory.render.translate import Speech

    said = FORMATS[args.format](found, Speech(args.lang))
    output.write(said.encode("utf-8", "replace"), args.output)
    return 0 if all(one.passes for one in found.teams) else 1


def judged(store: Store, args: argparse.Namespace) -> Verdicts:
    """Every team by its rule."""
    from aifactory.fleet.dashboard.gathering import chosen
    from aifactory.fleet.dashboard.trend import states
    from aifactory.fleet.gate import judging, thresholds
    from aifactory.fleet.gate.showing import Verdicts
    from aifactory.fleet.store import telling
    from aifactory.fleet.store.writing import now

    written = thresholds.read(args.thresholds) if args.thresholds else None
    name = args.policy or (written.policy if written else "") or "bloc4"
    ((number, policy),) = chosen(store, [name])
    kept = store.read(telling.standing, number)
    teams = sorted({one.team for one in kept})
    rules = (
        thresholds.understood(written, policy.total, teams)
        if written
        else thresholds.plain(policy.threshold)
    )
    since = judging.moment(rules, now(), store.read(telling.last_begun))
    (before,) = states(store.read(telling.history, number), [since])
    return Verdicts(policy, since, judging.judge(kept, before, rules))
