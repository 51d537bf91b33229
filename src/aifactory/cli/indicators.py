"""`aifactory indicators`: how work flows, from the forge, saved facts or a tracker's export."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments
from aifactory.errors import BadInput, NothingToAudit

if TYPE_CHECKING:
    from datetime import date

    from aifactory.indicators.periods import Calendar
    from aifactory.indicators.report import Data

FORMATS = ("terminal", "markdown", "html", "json", "csv")
SUFFIXES = {"terminal": "txt", "markdown": "md", "html": "html", "json": "json", "csv": "csv"}
LATELY = 26 * 7  # days
FIRST, LAST = "1995-01-01", "2100-01-01"
PARTS = (
    *("labels", "milestones", "issues", "events", "requests", "reviews"),
    *("releases", "deployments", "runs"),
)


def add_parser(subparsers: Subparsers) -> None:
    """Add the `indicators` command."""
    parser = subparsers.add_parser(
        "indicators",
        description=_(
            "Velocity, burnup, throughput, lead and cycle times, work in progress and the five "
            "keys of DORA. What the data do not allow is said, not guessed."
        ),
    )
    add_source(parser)
    parser.add_argument("--since", type=arguments.day, metavar=_("DATE"), help=_("the first day"))
    parser.add_argument(
        "--until", type=arguments.day, metavar=_("DATE"), help=_("the last day (default: today)")
    )
    parser.add_argument(
        "--iteration", default="2w", metavar=_("LENGTH"), help=_("such as 2w or 10d (default: 2w)")
    )
    parser.add_argument(
        "--business-days", action="store_true", help=_("leave Saturdays and Sundays out")
    )
    parser.add_argument(
        "--holidays", type=Path, metavar=_("FILE"), help=_("days to leave out, one date a line")
    )
    parser.add_argument("--format", choices=FORMATS, default="terminal", help=_("the form"))
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("DIR"), help=_("write a dated record in this folder")
    )
    parser.set_defaults(func=run)


def add_source(parser: argparse.ArgumentParser) -> None:
    """Where the data come from, and the language."""
    parser.add_argument(
        "target", nargs="?", default=".", metavar=_("PATH|GIT-URL"), help=_("the project")
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--facts", type=Path, metavar=_("FILE"), help=_("use these saved facts"))
    where.add_argument(
        "--export", type=Path, metavar=_("FILE"), help=_("use a tracker's export, CSV or JSON")
    )
    arguments.add_repository(parser)
    arguments.add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Print the report, or write the record."""
    import yaml

    from aifactory.cli import output
    from aifactory.cli.changing import language
    from aifactory.indicators.periods import span
    from aifactory.indicators.report import compute
    from aifactory.policy import data_path
    from aifactory.render import pictures
    from aifactory.render.indicators import render

    days = span(args.iteration)
    calendar = _calendar(args)
    since, until = span_of(args, LATELY)
    data = data_of(args, since)
    report = compute(data, since, until, days, calendar)
    words = yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))
    lang = language(args)
    if args.format == "html":
        text = pictures.page(report, lang, words)
    else:
        text = render(report, args.format, lang, words)
    if args.output is None:
        output.write(text.encode(), None)
        return 0
    name = until.isoformat()
    if args.format == "markdown":
        drawn = pictures.pictures(report, lang, words)
        text += illustrated(name, pictures.alternatives(report, lang, words))
        for picture, document in drawn.items():
            write(args.output, f"{name}-{picture}.svg", document)
    print(write(args.output, f"{name}.{SUFFIXES[args.format]}", text))
    return 0


def illustrated(name: str, alternatives: dict[str, str]) -> str:
    """Pictures beside a record, with what they show in words."""
    from aifactory.render.indicators import cell

    shown = (f"![{cell(text)}]({name}-{one}.svg)\n" for one, text in alternatives.items())
    return "\n" + "\n".join(shown)


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file of a folder that is made where it is missing; where it lies."""
    from aifactory.cli import output

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = _("cannot write {path}: {reason}").format(path=folder, reason=error.strerror)
        raise BadInput(message, _("choose another folder with --output")) from None
    output.write(text.encode(), folder / name)
    return folder / name


def span_of(args: argparse.Namespace, days: int) -> tuple[date, date]:
    """The first and the last day asked for, by default so many days up to today."""
    from datetime import date, timedelta

    until = date.fromisoformat(args.until) if args.until else date.today()
    if not FIRST <= until.isoformat() <= LAST:
        raise BadInput(_("no tracker is of that day"), _("give a day of this century"))
    since = date.fromisoformat(args.since) if args.since else until - timedelta(days=days - 1)
    if since > until:
        raise BadInput(_("--since is after --until"), _("give the earlier day first"))
    if since.isoformat() < FIRST:
        raise BadInput(_("no tracker is of that day"), _("give a day of this century"))
    return since, until


def tickets_of(args: argparse.Namespace, since: date) -> Data:
    """Data with tickets; an error where none were read, and a word where not all were."""
    from aifactory.cli.changing import language, tell
    from aifactory.render.translate import Speech

    data = data_of(args, since)
    speech = Speech(language(args))
    if data.unread is not None:
        hint = _("give access to the forge, or a tracker's export with --export")
        raise NothingToAudit(speech.text(data.unread), hint)
    for note in data.notes:
        tell(speech.text(note))
    return data


def data_of(args: argparse.Namespace, since: date) -> Data:
    """Tickets, requests and deliveries; an error where nothing tells of any."""
    from aifactory import engine
    from aifactory.cli.progress import Progress
    from aifactory.facts import NotRead
    from aifactory.indicators.sources import from_export, from_facts
    from aifactory.render.translate import Speech

    if args.export:
        return from_export(read(args.export).decode("utf-8-sig", "replace"), args.export.name)
    if args.facts:
        facts = engine.load_facts(read(args.facts), str(args.facts))
    else:
        options = engine.ForgeOptions(
            repository=args.repository, kind=args.forge_kind, parts=PARTS, since=since.isoformat()
        )
        with Progress() as progress:
            facts = engine.collect(args.target, worktree=False, forge=options, progress=progress)
    try:
        return from_facts(facts)
    except NotRead as missing:
        from aifactory.cli.changing import language

        speech = Speech(language(args))
        reason, supply = speech.text(missing.reason), speech.text(missing.supply)
        raise NothingToAudit(reason, supply) from None


def read(path: Path) -> bytes:
    """A file of the user's."""
    try:
        return path.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("give a file that can be read")) from None


def _calendar(args: argparse.Namespace) -> Calendar:
    from aifactory.indicators.periods import Calendar, holidays

    off = holidays(read(args.holidays).decode("utf-8", "replace")) if args.holidays else ()
    return Calendar(weekends=not args.business_days, holidays=frozenset(off))
