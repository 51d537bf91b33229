"""`aifactory audit`: a repository against one policy or several."""

from __future__ import annotations

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments, comparing, reports
from aifactory.errors import BadInput
from aifactory.render import FORMATS

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.jury.marks import Marks
    from aifactory.model import Comparison, Scorecard
    from aifactory.policy import Policy

BELOW = 1
WIDEST = 100  # columns; longer lines are hard to read


def add_parser(subparsers: Subparsers) -> None:
    """Add the `audit` command."""
    parser = subparsers.add_parser(
        "audit",
        description=_(
            "Audit a repository from its files and its history, and print a scorecard with the "
            "evidence. Nothing of the repository is executed."
        ),
    )
    arguments.add_target(parser, optional=True)
    parser.add_argument(
        "--policy",
        action="append",
        metavar=_("NAME|FILE"),
        help=_("the policy to audit against, or all; may be repeated (default: bloc4)"),
    )
    parser.add_argument(
        "--jury",
        type=Path,
        metavar=_("FILE"),
        help=_(
            "a jury's marks of what only it can judge; `aifactory policies --jury-form NAME` "
            "prints an empty form"
        ),
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default="terminal",
        help=_("the form of the report (default: terminal)"),
    )
    arguments.add_output(parser)
    reports.add(parser)
    arguments.add_forge(parser)
    parser.add_argument(
        "--fail-under",
        type=arguments.points,
        metavar=_("POINTS"),
        help=_("exit with 1 where fewer points are proven, of any of the policies"),
    )
    comparing.add_options(parser)
    parser.add_argument(
        "--facts",
        type=Path,
        metavar=_("FILE"),
        help=_("score these saved facts instead of reading a repository"),
    )
    arguments.add_language(parser)
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help=_("colour in the terminal report (default: auto)"),
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print or write the report; 1 where a score is below `--fail-under`, or has dropped."""
    from msgspec.structs import replace

    from aifactory import certification, engine, policy
    from aifactory.cli import indicators, output
    from aifactory.render import View, comparison, render

    comparing.check_options(args)
    # Policies first: a wrong one is refused before a repository is read.
    asked = args.policy or ["bloc4"]
    policies = [policy.load(name) for name in certification.chosen(asked)]
    reports.check(args, len(policies))
    marks = _marks(args, policies)
    facts = _facts(args, policies)
    cards = [
        engine.evaluate(facts, one, args.lang, marks=given, beside=policies)
        for one, given in zip(policies, marks, strict=True)
    ]
    changes = comparing.compared(args, facts, policies, cards, marks) if args.compare else []
    view = View(args.lang, _width(args), _colour(args))
    whole = certification.ALL in asked
    if whole or len(cards) > 1:
        view = replace(view, overview=certification.overview(cards, args.lang, whole=whole))
    if "html" in (args.format, *(one.form for one in args.also)):
        view = replace(view, indicators=indicators.beside(facts), words=indicators.words())
    text = (
        comparison.render(changes, args.format, view)
        if changes
        else render(cards, args.format, view)
    )
    reports.write(cards, args, view)
    output.write(text.encode(_encoding(args), "replace"), args.output)
    return BELOW if _below(args, cards) or _dropped(args, changes) else 0


def _marks(args: argparse.Namespace, policies: list[Policy]) -> tuple[Marks, ...]:
    """The jury's marks for each policy, read before the repository is."""
    if not args.jury:
        return tuple({} for _policy in policies)
    from aifactory.jury.marks import read_marks

    return read_marks(args.jury, policies)


def _below(args: argparse.Namespace, cards: list[Scorecard]) -> bool:
    least = args.fail_under
    return least is not None and any(round(c.score.proven, 2) < least for c in cards)


def _dropped(args: argparse.Namespace, changes: list[Comparison]) -> bool:
    from aifactory.comparison import gain

    return args.fail_on_drop and any(gain(one) < 0 for one in changes)


def _facts(args: argparse.Namespace, policies: list[Policy]) -> Facts:
    from aifactory import engine
    from aifactory.cli.progress import Progress

    if args.facts:
        return engine.load_facts(_read(args), str(args.facts))
    forge = arguments.forge_options(args, engine.parts_for(policies))
    with Progress() as progress:
        return engine.collect(
            args.target or ".",
            worktree=args.worktree,
            as_of=args.as_of,
            forge=forge,
            code=engine.reads_code(policies),
            progress=progress,
        )


def _read(args: argparse.Namespace) -> bytes:
    """The bytes of `--facts`, which stands for everything that says what to read."""
    if args.target or args.worktree or args.as_of or args.forge or args.repository:
        raise BadInput(
            _("--facts replaces the repository, --worktree, --as-of and --forge"),
            _("give either saved facts or what to read"),
        )
    path: Path = args.facts
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("save facts with `aifactory collect PATH -o FILE`")) from None


def _encoding(args: argparse.Namespace) -> str:
    """UTF-8, save on a terminal that speaks another encoding."""
    for_screen = args.format == "terminal" and not args.output
    return sys.stdout.encoding or "utf-8" if for_screen else "utf-8"


def _width(args: argparse.Namespace) -> int:
    import shutil

    columns = 80 if args.output else shutil.get_terminal_size((80, 24)).columns
    return max(40, min(columns, WIDEST))


def _colour(args: argparse.Namespace) -> bool:
    from aifactory.cli import output

    if args.color == "auto":
        return not args.output and output.wants_colour(os.environ)
    return bool(args.color == "always")
