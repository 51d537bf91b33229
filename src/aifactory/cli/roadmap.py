"""`aifactory roadmap`: the macro Gantt beside the micro board."""

from __future__ import annotations

import argparse
from gettext import gettext as _

from aifactory.cli import Subparsers, arguments, indicators, records

FORMATS = ("mermaid", "svg", "html")
PAST = 5 * 365  # days


def add_parser(subparsers: Subparsers) -> None:
    """Add the `roadmap` command."""
    parser = subparsers.add_parser(
        "roadmap",
        description=_(
            "Draw the milestones with their dates and progress, the board beside them, and which "
            "ticket hangs on which milestone."
        ),
    )
    indicators.add_source(parser)
    parser.add_argument(
        "--until",
        type=arguments.day,
        metavar=_("DATE"),
        help=_("the day it shows"),
    )
    parser.add_argument("--format", choices=FORMATS, default="mermaid", help=_("the form"))
    arguments.add_output(parser)
    records.add_replace(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print or write the roadmap."""
    from datetime import timedelta

    from aifactory.cli import output
    from aifactory.cli.changing import language
    from aifactory.indicators.planning import plan
    from aifactory.render.roadmap import render

    args.since = None
    _first, today = indicators.span_of(args, 1)
    data = indicators.tickets_of(args, today - timedelta(days=PAST))
    drawn = plan(data.name, data.tickets, data.milestones, today)
    text = render(drawn, args.format, language(args))
    if args.output is None:
        output.write(text.encode(), None)
    else:
        records.write({args.output: text}, replace=args.replace)
    return 0
