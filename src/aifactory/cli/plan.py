"""`aifactory plan`: the cheapest way to a score."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from aifactory.cli import Subparsers, arguments
from aifactory.locale import LANGUAGES


def add_parser(subparsers: Subparsers) -> None:
    """Add the `plan` command."""
    parser = subparsers.add_parser(
        "plan",
        description=_(
            "What to do first to reach a score: most points for the effort, what `aifactory fix` "
            "does by itself, and what a week of practice would add. Nothing is changed."
        ),
    )
    parser.add_argument(
        "target", nargs="?", default=".", type=Path, metavar=_("PATH"), help=_("the repository")
    )
    parser.add_argument(
        "--up-to",
        type=arguments.points,
        metavar=_("POINTS"),
        help=_("the score to reach (default: what validates)"),
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the way."""
    from aifactory.cli import remedies
    from aifactory.cli.changing import language
    from aifactory.remedy.cheapest import way
    from aifactory.remedy.inferring import infer
    from aifactory.remedy.questions import practice, together
    from aifactory.remedy.wording import way_lines
    from aifactory.render.translate import Speech
    from aifactory.snapshot import open_snapshot

    facts, card = remedies.audited(args)
    with open_snapshot(str(args.target)) as snapshot:
        answers = infer(facts, snapshot.tree)
    goal = card.policy.threshold if args.up_to is None else args.up_to
    args.only, args.up_to = [], None
    found = way(card, remedies.planned(args, facts, card, answers), goal, practice(), together())
    print(*way_lines(found, card, goal, Speech(language(args))), sep="\n")
    return 0
