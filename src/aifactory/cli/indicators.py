"""`aifactory indicators`: how work flows, from the forge, saved facts or a tracker's export."""

from __future__ import annotations

import argparse
import shutil
import sys
from datetime import UTC, date, timedelta, tzinfo
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aifactory.cli import Subparsers, arguments, records
from aifactory.errors import BadInput, NothingToAudit

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.indicators.periods import Calendar
    from aifactory.indicators.report import Data
    from aifactory.model import Report

FORMATS = ("terminal", "markdown", "html", "json", "csv")
SUFFIXES = {"terminal": "txt", "markdown": "md", "html": "html", "json": "json", "csv": "csv"}
LATELY = 26 * 7  # days
LARGEST = 256 << 20  # bytes of a file of the user's
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
    parser.add_argument(
        "--timezone",
        metavar=_("NAME"),
        default="UTC",
        help=_("where days begin and end, such as Europe/Paris (default: UTC)"),
    )
    parser.add_argument(
        "--format", choices=FORMATS, help=_("the form (default: terminal, a record: markdown)")
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar=_("DIR"), help=_("write a dated record in this folder")
    )
    records.add_replace(parser)
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
    from aifactory.cli import output
    from aifactory.cli.changing import language
    from aifactory.indicators.periods import periods, span, weeks
    from aifactory.indicators.report import compute
    from aifactory.render import mermaid, pictures
    from aifactory.render.indicators import render

    days = span(args.iteration)
    calendar = _calendar(args)
    since, until = span_of(args, LATELY)
    whole = (*weeks(since, until), *periods(since, until, days))  # the first may begin before
    data = data_of(args, min(one.start for one in whole), calendar.zone)
    form = args.format or ("markdown" if args.output else "terminal")
    report = compute(data, since, until, days, calendar)
    if args.output is not None and not any(figure.n for figure in report.figures):
        message = _("nothing was done in this period that a record could tell of")
        raise NothingToAudit(message, _("choose another period with --since and --until"))
    told, lang = words(), language(args)
    width = 0 if args.output else columns()
    text = (
        pictures.page(report, lang, told)
        if form == "html"
        else render(report, form, lang, told, width)
    )
    if args.output is None:
        if form == "markdown":
            text += mermaid.diagrams(report, lang, told)
        output.write(text.encode(), None)
        return 0
    name = until.isoformat()
    record = args.output / f"{name}.{SUFFIXES[form]}"
    files = {}
    if form == "markdown":
        text += illustrated(name, pictures.alternatives(report, lang, told))
        drawn = pictures.pictures(report, lang, told)
        files = {args.output / f"{name}-{one}.svg": picture for one, picture in drawn.items()}
    records.write({**files, record: text}, replace=args.replace)
    print(record)
    return 0


def columns() -> int:
    """How wide the terminal is; 0 where the output is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def words() -> Any:
    """What each indicator is called, in every language."""
    import yaml

    from aifactory.policy import data_path

    return yaml.safe_load(data_path("indicators.yml").read_text("utf-8"))


def beside(facts: Facts) -> Report | None:
    """The indicators to show beside an audit; None without a forge.

    They end on the day of the last commit, ticket, request or delivery, so that a finished project
    is judged on its life.
    """
    from aifactory.indicators.report import compute
    from aifactory.indicators.sources import from_facts

    if facts.consulted is None:
        return None
    data = from_facts(facts)
    moments = [facts.subject.last_commit, *(one.at for one in data.deliveries)]
    moments += [moment for one in data.tickets for moment in (one.opened, one.closed)]
    moments += [moment for one in data.requests or () for moment in (one.created, one.merged)]
    day = min(max(moments)[:10] or LAST, facts.subject.as_of)
    if not FIRST <= day <= LAST:
        return None
    until = date.fromisoformat(day)
    return compute(data, until - timedelta(days=LATELY - 1), until)


def illustrated(name: str, alternatives: dict[str, str]) -> str:
    """Pictures beside a record, with what they show in words."""
    from aifactory.render.indicators import cell

    shown = (f"![{cell(text)}]({name}-{one}.svg)\n" for one, text in alternatives.items())
    return "\n" + "\n".join(shown)


def span_of(args: argparse.Namespace, days: int) -> tuple[date, date]:
    """The first and the last day asked for, by default so many days up to today."""
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


def data_of(args: argparse.Namespace, since: date, zone: tzinfo = UTC) -> Data:
    """Tickets, requests and deliveries; an error where nothing tells of any."""
    from aifactory import engine
    from aifactory.cli.progress import Progress
    from aifactory.facts import NotRead
    from aifactory.indicators.sources import from_export, from_facts
    from aifactory.render.translate import Speech

    if args.export:
        return from_export(read(args.export), args.export.name, zone)
    if args.facts:
        facts = engine.load_facts(read(args.facts), str(args.facts))
    else:
        options = engine.ForgeOptions(
            repository=args.repository, kind=args.forge_kind, parts=PARTS, since=since.isoformat()
        )
        with Progress() as progress:
            facts = engine.collect(args.target, forge=options, code=False, progress=progress)
    try:
        return from_facts(facts)
    except NotRead as missing:
        from aifactory.cli.changing import language

        speech = Speech(language(args))
        reason, supply = speech.text(missing.reason), speech.text(missing.supply)
        raise NothingToAudit(reason, supply) from None


def read(path: Path) -> bytes:
    """A file of the user's, or what a pipe gives, if it is not endless."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("give a file that can be read")) from None
    if len(data) > LARGEST:
        message = _("{path} is larger than {n} MB").format(path=path, n=LARGEST >> 20)
        raise BadInput(message, _("give a smaller file, such as one of a single year"))
    return data


def _calendar(args: argparse.Namespace) -> Calendar:
    from aifactory.indicators.periods import Calendar, holidays, zone_of

    off = holidays(read(args.holidays).decode("utf-8", "replace")) if args.holidays else ()
    return Calendar(not args.business_days, frozenset(off), zone_of(args.timezone))
