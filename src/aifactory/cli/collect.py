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
    arguments.add_forge(parser)
    arguments.add_language(parser)
    parser.add_argument(
        "--anonymise",
        action="store_true",
        help=_("put stable pseudonyms in the place of people"),
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Write the facts."""
    from aifactory import engine
    from aifactory.cli import output
    from aifactory.cli.progress import Progress

    forge = arguments.forge_options(args)
    with Progress() as progress:
        facts = engine.collect(
            args.target,
            worktree=args.worktree,
            as_of=args.as_of,
            forge=forge,
            progress=progress,
        )
    if args.anonymise:
        from aifactory.facts.anonymising import anonymise, own_key

        facts = anonymise(facts, own_key())
    output.write(engine.save_facts(facts), args.output)
    return 0
