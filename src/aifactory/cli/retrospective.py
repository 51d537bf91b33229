"""`aifactory retrospective`: a draft with the facts; its actions as issues."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path

from aifactory.cli import Subparsers, arguments, changing, indicators, records

PAST = 26 * 7  # days before the period, for its forecast


def add_parser(subparsers: Subparsers) -> None:
    """Add the `retrospective` command."""
    parser = subparsers.add_parser(
        "retrospective",
        description=_(
            "Draft a retrospective: the facts of a period, and empty sections for people. The "
            "draft says that it is not filled in, so that no audit counts it yet."
        ),
    )
    indicators.add_source(parser)
    parser.add_argument(
        "--since", type=arguments.day, metavar=_("DATE"), help=_("the first day (default: 2 weeks)")
    )
    parser.add_argument(
        "--until", type=arguments.day, metavar=_("DATE"), help=_("the last day (default: today)")
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("DIR"), help=_("write the draft in this folder")
    )
    parser.add_argument(
        "--create-issues",
        type=Path,
        metavar=_("FILE"),
        help=_("open an issue for each action of this retrospective, after showing them"),
    )
    records.add_replace(parser)
    changing.add_consent(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print or write the draft, or turn actions into issues."""
    from datetime import timedelta

    import yaml

    from aifactory.cli import output
    from aifactory.indicators.hindsight import look_back
    from aifactory.policy import data_path
    from aifactory.render.retrospective import render

    if args.create_issues:
        return issues(args)
    since, until = indicators.span_of(args, 14)
    data = indicators.tickets_of(args, since - timedelta(days=PAST))
    words = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
    text = render(look_back(data, since, until), changing.language(args), words)
    if args.output is None:
        output.write(text.encode(), None)
        return 0
    path = (args.output / until.isoformat()).with_suffix(".md")
    records.write({path: text}, replace=args.replace, draft=True)
    print(path)
    return 0


def issues(args: argparse.Namespace) -> int:
    """Show the issues of a retrospective's actions, ask, and open those that are not there yet."""
    from aifactory.scaffold import bootstrap
    from aifactory.snapshot.clone import is_url

    tickets = bootstrap.actions(
        indicators.read(args.create_issues).decode("utf-8", "replace"), args.create_issues.name
    )
    args.format = "text"
    address = args.target
    if not is_url(args.target):
        with changing.opened(args.target) as project:
            address = project.url
    reader, writer = changing.forge_of(args, address, write=not args.dry_run)
    plan = bootstrap.plan_issues(reader, tickets)
    return changing.settle(plan, reader, writer, args)
