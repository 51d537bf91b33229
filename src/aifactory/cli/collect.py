"""`aifactory collect`: the facts of a repository, saved to be scored later or elsewhere."""

from __future__ import annotations

import argparse
from gettext import gettext as _

from aifactory.cli import Subparsers, arguments


def add_parser(subparsers: Subparsers) -> None:
    """Add the `collect` command."""
    parser = subparsers.add_parser(
        "collect",
        description=_(
            "Read a repository once and save its facts. `aifactory audit --facts FILE` scores them."
        ),
    )
    arguments.add_target(parser, optional=False)
    arguments.add_output(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write the facts."""
    from aifactory import engine
    from aifactory.cli import output
    from aifactory.cli.progress import Progress

    with Progress() as progress:
        facts = engine.collect(
            args.target, worktree=args.worktree, as_of=args.as_of, progress=progress
        )
    output.write(engine.save_facts(facts), args.output)
    return 0
