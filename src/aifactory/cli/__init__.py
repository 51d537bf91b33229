"""The command line: one module a command, imported only when it is chosen.

A command's module is named for it and holds `add_parser(subparsers)`, which adds one parser with
`set_defaults(func=run)`, and `run(args) -> int`, which returns the exit code.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence
from gettext import gettext as _

from aifactory import __version__
from aifactory.errors import AifactoryError
from aifactory.locale import LANGUAGES, speak, spoken

TYPE_CHECKING = False  # importing typing would cost a tenth of the start-up
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    Subparsers: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subparsers = argparse._SubParsersAction

FULL = 2
BUG = 70
INTERRUPTED = 130
PIPE_CLOSED = 141


def commands() -> dict[str, str]:
    """Every command and its one line of help, in the language spoken now."""
    return {
        "audit": _("audit a repository and print its scorecard"),
        "collect": _("read a repository once and save its facts"),
        "explain": _("say what a check or a criterion asks, and how to pass it"),
        "policies": _("list the policies that can be audited against"),
        "new": _("generate a project from the template"),
        "indicators": _("velocity, throughput, cycle times, DORA: how work flows"),
        "forecast": _("when so many tickets will be done, and how sure that is"),
        "roadmap": _("the milestones as a Gantt diagram, beside the board"),
        "retrospective": _("a draft with the facts of a period, for people to fill in"),
        "grade": _("grade a cohort: a sheet for each candidate, a table of all"),
        "fleet": _("audit many repositories, night after night"),
        "labels": _("bring a tracker's labels to those kept as code"),
        "target": _("edge, department server or managed cloud, with reasons"),
        "bootstrap": _("set up a project's tracker from its own files"),
        "memoire": _("an outline of the dissertation; what can be counted in one"),
        "fix": _("add what a repository lacks, on a branch of its own"),
        "plan": _("the cheapest way to a score"),
        "adopt": _("link a repository to the template, for later updates"),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code: 0 fine, 1 below, 2 usage, 3 nothing to audit, 70 a bug."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = spoken(words, os.environ)
    before = os.environ.get("LANGUAGE", "")
    speak(lang)
    try:
        code = _run(words)
        sys.stdout.flush()  # a pipe that was closed is found here, not at the interpreter's exit
        return code
    except AifactoryError as error:
        _complain(*_said(error, lang))
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _silence_stdout()
        return PIPE_CLOSED
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _silence_stdout()
            reason = _("no room to write: {reason}").format(reason=error.strerror)
            _complain(reason, _("free some space and run again"))
            return FULL
        if "--debug" in words:
            import traceback

            traceback.print_exc()
        _complain(
            _("this is a bug in aifactory: {error}").format(error=repr(error)),
            _("please report it, with what `aifactory --debug …` prints for the same command"),
        )
        return BUG
    finally:
        os.environ["LANGUAGE"] = before


def _run(words: list[str]) -> int:
    try:
        args = parser_of(_chosen(words)).parse_args(words)
    except SystemExit as stop:  # argparse's way out, after help, --version and usage errors
        return stop.code if isinstance(stop.code, int) else 0
    args.lang = spoken(words, os.environ)
    code: int = args.func(args)
    return code


def _chosen(words: list[str]) -> str:
    """The command that was asked for, "" where there is none."""
    rest = iter(words)
    for word in rest:
        if word == "--lang":
            next(rest, "")
        elif word != "--debug" and not word.startswith("--lang="):
            return word if word in commands() else ""
    return ""


def parser_of(chosen: str | None) -> argparse.ArgumentParser:
    """The parser with this command's own below it; "" for their names only, None for every one."""
    parser = _Parser(
        prog="aifactory",
        description=_("Audit and generate DevSecOps software factories for AI projects."),
        epilog=_(
            "Exit codes: 0 fine, 1 below --fail-under, 2 usage or bad input, "
            "3 nothing could be audited, 70 a bug."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"aifactory {__version__}",
        help=_("show the version and exit"),
    )
    parser.add_argument(
        "--debug", action="store_true", help=_("show the traceback of an unexpected error")
    )
    parser.add_argument(
        "--lang", choices=LANGUAGES, help=_("the language to speak (default: the locale's)")
    )
    subparsers = parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), dest="command", required=True, action=_Commands
    )
    for name in commands() if chosen is None else [chosen] if chosen else []:
        importlib.import_module(f"aifactory.cli.{name}").add_parser(subparsers)
    if chosen == "":
        for name in commands():
            subparsers.add_parser(name)
    return parser


class _Commands(Subparsers):
    """The commands, each with its one line of help."""

    def add_parser(self, name: str, **kwargs: Any) -> argparse.ArgumentParser:
        return super().add_parser(name, help=commands()[name], **kwargs)


class _Formatter(argparse.HelpFormatter):
    """Help whose headings end as the language has it: argparse adds the colon itself."""

    def start_section(self, heading: str | None) -> None:
        super().start_section(_("{heading}:").format(heading=heading)[:-1] if heading else heading)


class _Parser(argparse.ArgumentParser):
    """A parser, and those of its commands, with such help."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"formatter_class": _Formatter, **kwargs})


def _said(error: AifactoryError, lang: str) -> tuple[str, str]:
    """What happened and what to do next, in this language."""
    from aifactory.render.translate import Speech

    speech = Speech(lang)
    return speech.text(error.said), speech.text(error.hint)


def _complain(message: str, hint: str) -> None:
    from aifactory.render.escape import visible

    print(_("aifactory: error: {message}").format(message=visible(message)), file=sys.stderr)
    for line in hint.splitlines():
        print(f"  {visible(line)}", file=sys.stderr)


def _silence_stdout() -> None:
    """Send what is still buffered nowhere: the reader of the pipe has gone."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return
