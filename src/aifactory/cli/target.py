"""`aifactory target`: edge, department server or managed cloud, for the people that are there."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments
from aifactory.errors import BadInput
from aifactory.locale import LANGUAGES

if TYPE_CHECKING:
    from aifactory.targets import Needs, Table

FORMATS = ("terminal", "markdown", "json", "html")
SECONDS = 86_400  # of a day


def add_parser(subparsers: Subparsers) -> None:
    """Add the `target` command."""
    parser = subparsers.add_parser(
        "target",
        description=_(
            "Rank edge, department server and managed cloud for the people, the data, the load and "
            "the money that are there: with reasons, the capabilities still missing, and the "
            "smallest change that would give another answer. What is left out is asked on a "
            "terminal."
        ),
    )
    group = parser.add_argument_group(_("what is there and what is asked"))
    people = _("people dedicated to it, in full-time equivalents: {what}")
    group.add_argument("--infra", metavar=_("FTE"), help=people.format(what=_("infrastructure")))
    group.add_argument("--mlops", metavar=_("FTE"), help=people.format(what="MLOps"))
    group.add_argument("--support", metavar=_("FTE"), help=people.format(what=_("user support")))
    group.add_argument("--endpoints", metavar="N", help=_("machines on which it is used"))
    group.add_argument(
        "--sovereignty",
        metavar=_("LEVEL"),
        help=_(
            "where data must stay: none, eu, national, on-premise or on-device (or a level of the "
            "table)"
        ),
    )
    group.add_argument(
        "--latency-ms",
        dest="latency",
        metavar="N",
        help=_("milliseconds that may pass on the way, without the model's own time"),
    )
    load = group.add_mutually_exclusive_group()
    load.add_argument(
        "--requests-per-day", dest="requests", metavar="N", help=_("requests a day, in all")
    )
    load.add_argument(
        "--requests-per-second", metavar="N", help=_("the same as a mean over the whole day")
    )
    group.add_argument("--spend", metavar="N", help=_("euros that may be spent a month"))
    parser.add_argument(
        "--table", type=Path, metavar=_("FILE"), help=_("reason from this table instead")
    )
    parser.add_argument(
        "--print-table",
        action="store_true",
        help=_("print the table that ships, to begin one's own"),
    )
    parser.add_argument("--format", choices=FORMATS, default="terminal", help=_("the form"))
    parser.add_argument(
        "--html", action="store_const", const="html", dest="format", help=_("a page to discuss")
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))
    arguments.add_output(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print or write the advice; BadInput for what is missing or cannot be read."""
    import shutil

    from aifactory import targets
    from aifactory.cli import output
    from aifactory.cli.changing import language
    from aifactory.render.advice import render

    if args.print_table:
        output.write(targets.shipped().encode(), args.output)
        return 0
    lang = language(args)
    table = targets.load(args.table)
    advice = targets.advise(table, _needs(args, table, lang), lang)
    width = 80 if args.output else shutil.get_terminal_size().columns
    text = render(advice, args.format, lang, width)
    encoding = "utf-8" if args.output else sys.stdout.encoding or "utf-8"
    output.write(text.encode(encoding, "replace"), args.output)
    return 0


def _needs(args: argparse.Namespace, table: Table, lang: str) -> Needs:
    """What was given, and what is asked for the rest."""
    from aifactory.targets import needs
    from aifactory.targets.needs import OPTIONS

    told = {name: getattr(args, name) for name in OPTIONS}
    if args.requests_per_second is not None:
        told["requests"] = _by_day(args.requests_per_second, table)
    missing = [name for name, text in told.items() if text is None]
    if missing and not sys.stdin.isatty():
        names = ", ".join(OPTIONS[name] for name in missing)
        message = _("not given: {names}").format(names=names)
        raise BadInput(message, _("give them all, or run it in a terminal to be asked"))
    given = {name: text for name, text in told.items() if text is not None}
    needs.parsed(table, given)  # before anything is asked
    return needs.read(table, given | {name: _asked(table, name, lang) for name in missing})


def _by_day(text: str, table: Table) -> str:
    """Requests a second as requests a day."""
    from aifactory.targets.needs import number

    about = table.inputs["requests"]
    return f"{number('--requests-per-second', text, about) * SECONDS:.6f}"


def _asked(table: Table, name: str, lang: str) -> str:
    """An answer that can be read, asked for until there is one; BadInput where none comes."""
    from aifactory.render.escape import visible
    from aifactory.render.translate import Speech
    from aifactory.targets.needs import OPTIONS, parsed

    about = table.inputs[name]
    choices = ", ".join(one.id for one in table.levels) if name == "sovereignty" else ""
    unit = choices or about.unit.in_(lang)
    while True:
        question = f"{visible(about.question.in_(lang))} [{visible(unit)}]? "
        print(question, end="", file=sys.stderr, flush=True)  # standard output is the report's
        try:
            text = input()
        except EOFError:
            print(file=sys.stderr)
            message = _("not given: {names}").format(names=OPTIONS[name])
            raise BadInput(message, _("give it as an option")) from None
        try:
            parsed(table, {name: text})
        except BadInput as error:
            speech = Speech(lang)
            for said in (error.said, error.hint):
                print(f"  {visible(speech.text(said))}", file=sys.stderr)
        else:
            return text
