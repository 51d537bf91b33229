"""The repository's own tests beside `fix`: which command, and whether it passes."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.facts import Facts


def add_option(parser: argparse.ArgumentParser) -> None:
    """Whether tests are run, and by which command."""
    parser.add_argument(
        "--verify",
        nargs="?",
        const="",
        metavar=_("COMMAND"),
        help=_(
            "run the tests before and after, by this command, or by one of CI's own that is shown "
            "and confirmed first; where they passed before and fail after, all is taken back"
        ),
    )


def passes(args: argparse.Namespace, root: Path) -> bool:
    """Whether the tests pass now."""
    from aifactory.cli.changing import tell
    from aifactory.remedy import verifying

    tell(f"$ {args.verify}")
    return verifying.passes(args.verify, root / args.project)


def command_of(args: argparse.Namespace, facts: Facts) -> str:
    """The user's command, or one of CI's that he agrees to; BadInput where there is none."""
    from aifactory.cli.changing import YES
    from aifactory.remedy.verifying import own_commands
    from aifactory.render.escape import visible

    if args.verify:
        return str(args.verify)
    found = own_commands(facts)
    hint = _("give the command: --verify COMMAND")
    if not found:
        raise BadInput(_("no CI step of this repository runs tests"), hint)
    if not sys.stdin.isatty():
        message = _("nobody can be asked whether {command} may run")
        raise BadInput(message.format(command=visible(found[0])), hint)
    print(_("CI runs the tests by:"), *(f"  {visible(one)}" for one in found), sep="\n")
    try:
        answer = input(_("Run {command} here? [y/N] ").format(command=visible(found[0])))
    except EOFError:  # Ctrl-D
        answer = ""
    if answer.strip().lower() not in YES:
        raise BadInput(_("nothing was run"), hint)
    return found[0]
