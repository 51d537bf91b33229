"""`aifactory fleet`: many repositories in a store; a module for each of its actions."""

from __future__ import annotations

import argparse
from gettext import gettext as _

from aifactory.cli import Subparsers, arguments
from aifactory.cli.fleet import audit, export, prune, score, status

ACTIONS = (audit, score, status, export, prune)


def add_parser(subparsers: Subparsers) -> None:
    """Add the `fleet` command with its actions."""
    parser = subparsers.add_parser(
        "fleet",
        description=_(
            "Audit many repositories, keep what was read and scored in a store, and tell what is "
            "there. See docs/fleet.md."
        ),
    )
    actions = parser.add_subparsers(metavar=_("ACTION"), dest="action", required=True)
    for module in ACTIONS:
        action = module.add_action(actions)
        add_store(action)
        arguments.add_language(action)


def add_store(parser: argparse.ArgumentParser) -> None:
    """Which store."""
    parser.add_argument(
        "--store",
        metavar=_("URL|FILE"),
        help=_(
            "the store: a file for SQLite, or postgresql://… (default: what AIFACTORY_FLEET_STORE "
            "names, else a file in your data folder)"
        ),
    )
