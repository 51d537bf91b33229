"""`aifactory audit --compare`: the score of now beside that of a report or of a revision."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.jury.marks import Marks
    from aifactory.model import Comparison, Scorecard
    from aifactory.policy import Policy


def add_options(parser: argparse.ArgumentParser) -> None:
    """What to compare with, and whether a lower score fails."""
    parser.add_argument(
        "--compare",
        metavar=_("REVISION|FILE"),
        help=_(
            "show what changed since HEAD left this branch, tag or commit, or since this saved "
            "report (JSON) or these saved facts"
        ),
    )
    parser.add_argument(
        "--fail-on-drop",
        action="store_true",
        help=_("with --compare: exit with 1 where fewer points are proven than before"),
    )


def check_options(args: argparse.Namespace) -> None:
    """BadInput for options that say nothing together."""
    from aifactory.render.comparison import FORMATS

    if args.fail_on_drop and not args.compare:
        raise BadInput(_("--fail-on-drop needs something to compare with"), _("add --compare"))
    if args.compare and args.format not in FORMATS:
        message = _("a comparison has no form {form}").format(form=args.format)
        hint = _("choose one of: {names}").format(names=", ".join(FORMATS))
        raise BadInput(message, hint)


def compared(
    args: argparse.Namespace,
    facts: Facts,
    policies: list[Policy],
    cards: list[Scorecard],
    marks: Sequence[Marks],
) -> list[Comparison]:
    """Each scorecard beside the one before; a jury's marks hold for both."""
    from aifactory.comparison import compare

    before = _before(args, facts, policies, marks)
    absent = [card.policy.id for card in cards if card.policy.id not in before]
    if absent:
        message = _("{path} holds no score of {policy}").format(
            path=args.compare, policy=", ".join(absent)
        )
        raise BadInput(message, _("compare with a report of the same policy"))
    return [compare(before[card.policy.id], card) for card in cards]


def _before(
    args: argparse.Namespace, facts: Facts, policies: list[Policy], marks: Sequence[Marks]
) -> dict[str, Scorecard]:
    """The scorecards before, by policy."""
    from aifactory import engine
    from aifactory.cli.changing import language
    from aifactory.comparison import HINT, is_report, read_reports

    path = Path(args.compare)
    if path.is_file():
        data = _bytes(path)
        if is_report(data):
            return read_reports(data, str(path))
        try:
            old = engine.load_facts(data, str(path))
        except BadInput as error:
            raise BadInput(error.said, HINT) from None
    else:
        old = _revision(args, facts, policies)
    return {
        one.id: engine.evaluate(old, one, language(args), marks=given)
        for one, given in zip(policies, marks, strict=True)
    }


def _revision(args: argparse.Namespace, facts: Facts, policies: list[Policy]) -> Facts:
    """The facts of where HEAD left a revision; what the forge knows is the same for both."""
    from msgspec.structs import replace

    from aifactory import engine
    from aifactory.cli.progress import Progress

    if args.facts:
        message = _("no such file: {path}").format(path=args.compare)
        hint = _(
            "saved facts are compared with a report or with facts; a revision needs the repository"
        )
        raise BadInput(message, hint)
    with Progress() as progress:
        old = engine.collect(
            args.target or ".",
            base=args.compare,
            as_of=args.as_of,
            code=engine.reads_code(policies),
            progress=progress,
        )
    return replace(old, forge=facts.forge)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("give a report, facts or a revision")) from None
