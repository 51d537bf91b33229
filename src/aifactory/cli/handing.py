"""What `fix` hands to people: the branch as a request, and what is left as boxes or issues."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import arguments, changing
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.facts import Facts
    from aifactory.forge.protocol import Reader, Writer
    from aifactory.model import Scorecard
    from aifactory.remedy.planning import Plan
    from aifactory.scaffold import steps

REMOTE = "origin"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Where the branch and the rest go."""
    parser.add_argument(
        "--pull-request",
        action="store_true",
        help=_("push the branch and ask for it to be merged, with the scores before and after"),
    )
    parser.add_argument(
        "--create-issues",
        action="store_true",
        help=_("open an issue for each thing that only people can do, after showing them"),
    )
    parser.add_argument(
        "--checklist",
        type=Path,
        metavar=_("FILE"),
        help=_("write what only people can do as boxes to check, in a new file"),
    )
    arguments.add_repository(parser)


def check_options(args: argparse.Namespace) -> None:
    """BadInput for options that cannot be met, before anything is done."""
    if args.pull_request and args.patch:
        message = _("--patch makes no branch that --pull-request could push")
        raise BadInput(message, _("take one of them"))
    for path in (args.checklist, args.patch):
        if path and (path.is_file() or path.is_dir()):  # not a pipe or a terminal
            message = _("{path} is there already").format(path=path)
            raise BadInput(message, _("name a new file"))


class Desk:
    """The forge, where something goes there, and the issues that it lacks."""

    def __init__(self, args: argparse.Namespace, facts: Facts, plan: Plan) -> None:
        """BadInput where there is no forge, or no token to write to it."""
        from aifactory.remedy.handing import tickets
        from aifactory.scaffold import bootstrap
        from aifactory.scaffold.steps import Plan as Changes

        self.args = args
        self.asks = args.pull_request and bool(plan.steps)
        self.reader: Reader | None = None
        self.writer: Writer | None = None
        self.issues = Changes()
        if not args.pull_request and not args.create_issues:
            return
        write = not args.dry_run
        self.reader, self.writer = changing.forge_of(args, facts.subject.url, write=write)
        if args.create_issues:
            wanted = tickets(plan.people, changing.language(args))
            self.issues = bootstrap.plan_issues(self.reader, wanted)

    def show(self) -> None:
        """Say what would change on the forge."""
        if self.asks:
            said = _("+ push {branch}, and ask for it to be merged")
            print("\n" + said.format(branch=self.args.branch))
        for number, step in enumerate(self.issues.steps):
            print(("" if number or self.asks else "\n") + changing.line(step, self.args))

    @property
    def busy(self) -> bool:
        """Whether anything would change on the forge."""
        return self.asks or bool(self.issues.steps)

    def ask_for_merge(self, head: str, base: str, body: str) -> int:
        """Open the request; 0, or 1 where it could not be."""
        from aifactory.scaffold.request import AddRequest

        step = AddRequest(_("Add what an audit found lacking"), body, head, base)
        return self._settle((step,))

    def open_issues(self) -> int:
        """Open the issues; 0, or 1 where some could not be."""
        return self._settle(self.issues.steps) if self.issues.steps else 0

    def _settle(self, wanted: tuple[steps.Step, ...]) -> int:
        from aifactory.scaffold.steps import Plan as Changes

        if self.reader is None or self.writer is None:
            return changing.STOPPED
        outcome = changing.carried_out(Changes(wanted), self.reader, self.writer, self.args)
        changing.report(outcome, self.args)
        return changing.STOPPED if outcome.left or outcome.refused else 0


def write_checklist(args: argparse.Namespace, plan: Plan, card: Scorecard) -> None:
    """Write what only people can do, in a file that is not there yet."""
    from aifactory.remedy.handing import checklist

    try:
        with args.checklist.open("x", encoding="utf-8") as file:
            file.write(checklist(plan.people, card, changing.language(args)))
    except OSError as error:
        reason = error.strerror or str(error)
        message = _("{path} cannot be written: {reason}")
        raise BadInput(
            message.format(path=args.checklist, reason=reason), _("name another file")
        ) from None
    print(_("What only people can do: {path}").format(path=args.checklist))
