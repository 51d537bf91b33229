"""`aifactory forecast`: when so many tickets will be done, or how many by a day."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments, indicators
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

LATELY = 26  # weeks
FARTHEST, MOST = 104, 5000  # weeks, tickets
PAST = 5 * 52  # weeks that a back-test looks at


def add_parser(subparsers: Subparsers) -> None:
    """Add the `forecast` command."""
    parser = subparsers.add_parser(
        "forecast",
        description=_(
            "Forecast from past throughput: when N tickets will be done, and how many by a day, "
            "with their probabilities. Exact, with a seeded simulation beside it."
        ),
    )
    indicators.add_source(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--items", type=_count, metavar="N", help=_("this many tickets"))
    what.add_argument("--milestone", metavar=_("TITLE"), help=_("the open tickets of a milestone"))
    what.add_argument("--by", type=arguments.day, metavar=_("DATE"), help=_("how many by this day"))
    parser.add_argument(
        "--weeks", type=_count, default=LATELY, metavar="N",
        help=_("the past weeks to draw from (default: 26)"),
    )  # fmt: skip
    parser.add_argument(
        "--until", type=arguments.day, metavar=_("DATE"), help=_("forecast from this day")
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=_("of the simulation"))
    parser.add_argument(
        "--backtest", action="store_true", help=_("how often past forecasts held the truth")
    )
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the forecast; NothingToAudit where the past is too thin."""
    from datetime import date, timedelta

    from aifactory.cli.changing import language
    from aifactory.errors import NothingToAudit
    from aifactory.indicators import flow, forecasting
    from aifactory.indicators.periods import weeks
    from aifactory.render.forecast import lines
    from aifactory.render.translate import Speech

    speech = Speech(language(args))
    args.since = None
    _first, today = indicators.span_of(args, 1)
    first = today - timedelta(weeks=PAST)
    data = indicators.tickets_of(args, first)
    past = flow.throughput(data.tickets, weeks(first, today))
    opened = [t for t in data.tickets if t.opened[:10] <= today.isoformat()]
    begun = min((t.opened[:10] for t in opened), default=today.isoformat())
    known = len(weeks(max(first, date.fromisoformat(begun)), today))
    past = past[-known:] if known else []
    samples = past[-args.weeks :]
    if (reason := forecasting.thin(samples)) is not None:
        raise NothingToAudit(speech.text(reason), _("forecast later, or from more weeks"))
    left = [t for t in opened if not (t.closed and t.closed[:10] <= today.isoformat())]
    if args.milestone is not None:
        left = [ticket for ticket in left if ticket.epic == args.milestone]
        if not left:
            message = _("no open ticket is in the milestone {title}").format(title=args.milestone)
            raise BadInput(message, _("give its whole title"))
    if not (left or args.items or args.by):
        raise BadInput(_("no ticket is open"), _("give how many with --items, or a day with --by"))
    horizon = weeks_until(today, date.fromisoformat(args.by)) if args.by else 0
    forecast = forecasting.forecast(
        samples, args.items or len(left), horizon, args.seed, past if args.backtest else None
    )
    print(*lines(forecast, today, speech), sep="\n")
    return 0


def weeks_until(today: date, day: date) -> int:
    """Whole weeks from today to a day; BadInput for a day that is not ahead."""
    found: int = (day - today).days // 7
    if found < 1:
        raise BadInput(_("--by is less than a week ahead"), _("give a later day"))
    if found > FARTHEST:
        raise BadInput(_("--by is more than two years ahead"), _("give an earlier day"))
    return found


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 0 < number <= MOST:
        raise argparse.ArgumentTypeError(
            _("{text} is not a number from 1 to {most}").format(text=text, most=MOST)
        )
    return number
