"""`aifactory grade`: a cohort on a roster, a sheet for each candidate and a table of all."""

from __future__ import annotations

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path

from aifactory.cli import Subparsers, arguments
from aifactory.errors import BadInput, NothingToAudit
from aifactory.locale import LANGUAGES, spoken
from aifactory.render.grades import FORMS

MOST_JOBS = 64


def add_parser(subparsers: Subparsers) -> None:
    """Add the `grade` command."""
    parser = subparsers.add_parser(
        "grade",
        description=_(
            "Audit the candidates of a roster side by side, and write a grade sheet for each and a "
            "table of the cohort. What was read is kept: a session that was stopped goes on where "
            "it was, and a second run shows the jury's marks. See docs/grading.md."
        ),
    )
    parser.add_argument(
        "roster",
        type=Path,
        metavar=_("ROSTER"),
        help=_("a CSV or XLSX file: candidate, repository; also login, e-mail, group"),
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar=_("DIR"),
        help=_("the folder of the session (default: beside the roster, named for it)"),
    )
    parser.add_argument(
        "--marks",
        type=Path,
        metavar=_("FILE"),
        help=_("the jury's marks (default: marks.yml beside the roster, begun where absent)"),
    )
    parser.add_argument(
        "--policy",
        default="bloc4",
        metavar=_("NAME|FILE"),
        help=_("the policy to grade against (default: bloc4)"),
    )
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMS,
        help=_("what to write; may be repeated (default: html, csv, xlsx and docx)"),
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("the language of the report (default: the locale's)")
    )
    _add_reading(parser)
    _add_hints(parser)
    arguments.add_forge(parser, single=False)
    parser.set_defaults(func=run)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("reading"))
    group.add_argument(
        "--jobs",
        type=_jobs,
        default=min(8, os.cpu_count() or 1),
        metavar="N",
        help=_("how many candidates to read at a time (default: one a processor, at most 8)"),
    )
    group.add_argument(
        "--timeout",
        type=arguments.minutes,
        default=10.0,
        metavar=_("MINUTES"),
        help=_("how long to wait for one candidate (default: 10)"),
    )
    group.add_argument(
        "--refresh", action="store_true", help=_("read every repository again, as it is now")
    )
    group.add_argument(
        "--refresh-only",
        action="append",
        default=[],
        metavar=_("CANDIDATE"),
        help=_("read this candidate's repository again; may be repeated"),
    )
    group.add_argument(
        "--as-of",
        type=arguments.day,
        metavar=_("DATE"),
        help=_("the date of the session, YYYY-MM-DD (default: today)"),
    )


def _add_hints(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        _("hints"), _("Likenesses that deserve a look; they never touch a score.")
    )
    group.add_argument(
        "--course-start",
        type=arguments.day,
        metavar=_("DATE"),
        help=_("tell of commits dated before this day"),
    )
    group.add_argument(
        "--template",
        default="",
        metavar=_("PATH|GIT-URL"),
        help=_("the project that was handed out, whose files and commits nobody copied"),
    )


def run(args: argparse.Namespace) -> int:
    """Grade the cohort; NothingToAudit where not one repository could be read."""
    from aifactory import policy as policies
    from aifactory.cli import grading
    from aifactory.grading.outputs import Outputs
    from aifactory.grading.roster import read_roster
    from aifactory.render import grades

    lang = args.lang or spoken((), os.environ)
    forms = grading.forms(args.format)
    policy = policies.load(args.policy)
    candidates = read_roster(args.roster)
    if unknown := set(args.refresh_only) - {one.name for one in candidates}:
        message = _("no such candidate: {it}").format(it=sorted(unknown)[0])
        raise BadInput(message, _("write the name as it stands in the roster"))
    plan = grading.Plan(args, policy, candidates, lang)
    marks = plan.marks()
    template = plan.template()  # a wrong address is told before forty repositories are read
    plan.read()
    cohort = plan.cohort(marks, template)
    outputs = Outputs(plan.folder, plan.session.state)
    try:
        for form in forms:
            for name, data in grades.files(cohort, form, lang):
                outputs.write(name, data)
    finally:
        outputs.save()
    sys.stdout.write(grades.summary(cohort, lang))
    grading.tell_kept(outputs.kept)
    grading.say(_("written to {path}").format(path=plan.folder))
    if all(one.card is None for one in cohort.graded):
        message = _("no repository of the roster could be read")
        raise NothingToAudit(message, _("the reasons stand in the table"))
    return 0


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_JOBS:
        message = _("{text} is not a number from 1 to {most}").format(text=text, most=MOST_JOBS)
        raise argparse.ArgumentTypeError(message)
    return int(text)
