"""`aifactory memoire`: an outline of the dissertation, and what can be counted in a written one."""

from __future__ import annotations

import argparse
import os
import sys
from gettext import gettext as _
from pathlib import Path

from aifactory.cli import Subparsers, output
from aifactory.locale import LANGUAGES, spoken

FORMATS = ("terminal", "markdown", "json")
BELOW = 1


def add_parser(subparsers: Subparsers) -> None:
    """Add the `memoire` command."""
    parser = subparsers.add_parser(
        "memoire",
        description=_(
            "Begin a dissertation for the certification, or count what can be counted in it."
        ),
    )
    actions = parser.add_subparsers(metavar=_("ACTION"), dest="action", required=True)
    start = actions.add_parser(
        "init",
        help=_("write an outline in the terms of the referential"),
        description=_(
            "Write an outline in Markdown: the parts, what each must show, the criteria it leans "
            "on, and places to fill in. A file that exists is never written over."
        ),
    )
    start.add_argument(
        "-o", "--output", type=Path, metavar=_("FILE"), help=_("write to this file instead")
    )
    start.set_defaults(func=init)
    judge = actions.add_parser(
        "check",
        help=_("count what can be counted; list what only a jury can judge"),
        description=_(
            "Check a PDF, DOCX, ODT or Markdown file: pages, parts, role, numbered figures and "
            "tables, contents, bibliography, annexes, places left to fill in. Nothing leaves this "
            "machine."
        ),
    )
    judge.add_argument("file", type=Path, metavar=_("FILE"), help=_("the dissertation"))
    judge.add_argument("--format", choices=FORMATS, default="terminal", help=_("the form"))
    judge.add_argument(
        "-o", "--output", type=Path, metavar=_("FILE"), help=_("write to this file instead")
    )
    judge.add_argument(
        "--strict", action="store_true", help=_("exit with 1 where something countable fails")
    )
    judge.set_defaults(func=check)
    for one in (start, judge):
        one.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))


def init(args: argparse.Namespace) -> int:
    """Print the outline, or write it where there is no file yet."""
    from aifactory.errors import BadInput
    from aifactory.memoire.outline import outline
    from aifactory.memoire.rules import load_rules

    text = outline(load_rules(), args.lang or spoken((), os.environ)).encode()
    if args.output is None:
        output.write(text, None)
        return 0
    try:
        with args.output.open("xb") as file:
            file.write(text)
    except FileExistsError:
        message = _("{path} exists and is left as it is").format(path=args.output)
        raise BadInput(message, _("choose another file with --output")) from None
    except OSError as error:
        message = _("cannot write {path}: {reason}").format(path=args.output, reason=error.strerror)
        raise BadInput(message, _("choose another file with --output")) from None
    print(output_name(args.output))
    return 0


def check(args: argparse.Namespace) -> int:
    """Print or write the report; 1 where something countable fails and `--strict` asks for it."""
    import shutil

    from aifactory.errors import BadInput
    from aifactory.memoire.checks import check as checked
    from aifactory.memoire.reading import read
    from aifactory.memoire.rules import load_rules
    from aifactory.memoire.showing import render

    if args.output and args.output.exists() and args.output.samefile(args.file):
        message = _("{path} is the dissertation itself").format(path=args.output)
        raise BadInput(message, _("choose another file with --output"))
    report = checked(read(args.file), args.file.name)
    lang = args.lang or spoken((), os.environ)
    width = min(100, shutil.get_terminal_size().columns)
    text = render(report, args.format, load_rules(), lang, width)
    shown = args.output is None and args.format == "terminal"
    encoding = sys.stdout.encoding if shown else "utf-8"
    output.write(text.encode(encoding or "utf-8", "replace"), args.output)
    return BELOW if args.strict and report.failed else 0


def output_name(path: Path) -> str:
    """A path as it may be printed."""
    from aifactory.render.escape import visible

    return visible(str(path))
