"""What the commands that change a forge share: which forge, the plan, the question, the report."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from gettext import ngettext
from typing import TYPE_CHECKING, Any

from aifactory.cli import arguments
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.forge.errors import ForgeError
    from aifactory.forge.protocol import Reader, Writer
    from aifactory.model import Text
    from aifactory.scaffold.steps import Outcome, Plan, Step
    from aifactory.snapshot.open import Snapshot

STOPPED = 1
YES = {"y", "yes", "o", "oui"}


def add_target(parser: argparse.ArgumentParser) -> None:
    """Which repository, in which language."""
    parser.add_argument(
        "target",
        nargs="?",
        default=".",
        metavar=_("PATH|URL"),
        help=_("the project, or its address (default: the current folder)"),
    )
    arguments.add_repository(parser)
    arguments.add_language(parser)
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help=_("the form of the plan")
    )


def add_consent(parser: argparse.ArgumentParser) -> None:
    """Whether anything is written."""
    parser.add_argument("--dry-run", action="store_true", help=_("show the plan, change nothing"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask before changing"))


@contextmanager
def opened(target: str) -> Iterator[Snapshot]:
    """The project as it lies in its folder, or a clone of its address."""
    from aifactory.cli.progress import Progress
    from aifactory.snapshot import open_snapshot

    with Progress() as progress, open_snapshot(target, worktree=True, progress=progress) as found:
        yield found


def forge_of(
    args: argparse.Namespace, address: str, *, write: bool
) -> tuple[Reader, Writer | None]:
    """The forge of a project whose remote is `address`; BadInput where it has none."""
    from aifactory.forge.opening import open_forge

    address = args.repository or address
    if not address:
        raise BadInput(
            _("this project names no remote"),
            _("say which repository of the forge it is, with --repository"),
        )
    return open_forge(address, kind=args.forge_kind, write=write, tell=tell)


def tell(message: str) -> None:
    """Say on standard error what is being waited for."""
    from aifactory.render.escape import visible

    print(visible(message), file=sys.stderr)


def tell_labels(path: str) -> None:
    """Say which labels are meant."""
    named = path or _("those that come with aifactory")
    tell(_("Labels: {source}").format(source=named))


def show(plan: Plan, args: argparse.Namespace) -> None:
    """Print a plan."""
    if args.format == "json":
        print(json.dumps(document(plan, None, args), ensure_ascii=False, indent=2))
        return
    for step in plan.steps:
        print(line(step, args))
    for remark in plan.remarks:
        print("  " + said(remark, args))
    if not plan.steps:
        print(_("Nothing to change."))


def document(plan: Plan, outcome: Outcome | None, args: argparse.Namespace) -> dict[str, Any]:
    """A plan, and what became of it, as JSON has them."""

    def row(step: Step) -> dict[str, str]:
        return {"sign": step.sign, "text": said(step.text, args)}

    def trouble(error: ForgeError) -> dict[str, str]:
        return {"reason": said(error.reason, args), "supply": said(error.supply, args)}

    found: dict[str, Any] = {
        "steps": [row(step) for step in plan.steps],
        "remarks": [said(remark, args) for remark in plan.remarks],
    }
    if outcome:
        found["made"] = [row(step) for step in outcome.made]
        found["refused"] = [{**row(step), **trouble(error)} for step, error in outcome.refused]
        found["left"] = [row(step) for step in outcome.left]
        found["stopped"] = trouble(outcome.error) if outcome.error else None
    return found


def line(step: Step, args: argparse.Namespace) -> str:
    """A step in one line."""
    return f"{step.sign} {said(step.text, args)}"


def said(text: Text, args: argparse.Namespace) -> str:
    """A sentence in the user's language, safe for a terminal."""
    from aifactory.render.escape import visible
    from aifactory.render.translate import Speech

    return visible(Speech(language(args)).text(text))


def language(args: argparse.Namespace) -> str:
    """The language to speak."""
    lang: str = args.lang
    return lang


def settle(plan: Plan, reader: Reader, writer: Writer | None, args: argparse.Namespace) -> int:
    """Show a plan, ask, make its changes and say what was done; 0, or 1 where something was not.

    In JSON one document says it all, and nothing is asked.
    """
    as_json = args.format == "json"
    if writer is None or not plan.steps:
        show(plan, args)
        return 0
    if not as_json:
        show(plan, args)
    if not args.yes and not agreed(ask=not as_json):
        print(_("Nothing was changed."))
        return STOPPED
    outcome = carried_out(plan, reader, writer, args)
    if as_json:
        print(json.dumps(document(plan, outcome, args), ensure_ascii=False, indent=2))
    else:
        report(outcome, args)
    return STOPPED if outcome.left or outcome.refused else 0


def carried_out(plan: Plan, reader: Reader, writer: Writer, args: argparse.Namespace) -> Outcome:
    """What became of a plan."""
    from aifactory.scaffold.steps import carry_out

    try:
        return carry_out(plan.steps, reader, writer, lambda step: tell(line(step, args)))
    except KeyboardInterrupt:
        tell(_("Interrupted. The same command again goes on from here."))
        raise


def agreed(*, ask: bool) -> bool:
    """The user's word; BadInput where nobody can be asked."""
    if not ask or not sys.stdin.isatty():
        raise BadInput(
            _("nothing was changed: nobody can be asked here"),
            _("run it with --yes to make these changes, or with --dry-run to see them"),
        )
    try:
        return input(_("Make these changes? [y/N] ")).strip().lower() in YES
    except EOFError:  # Ctrl-D
        print()
        return False


def report(outcome: Outcome, args: argparse.Namespace) -> None:
    """Say what stands, what was refused, what is left and how to go on."""
    from aifactory.render.escape import visible

    made = len(outcome.made)
    print(ngettext("{n} change made.", "{n} changes made.", made).format(n=made))
    for step, error in outcome.refused:
        print(_("Refused: {step}").format(step=line(step, args)))
        print(f"  {said(error.reason, args)}\n  {said(error.supply, args)}")
    if outcome.error:
        print(_("Stopped: {reason}").format(reason=said(outcome.error.reason, args)))
        print("  " + said(outcome.error.supply, args))
        print(_("Not made, {n}:").format(n=len(outcome.left)))
        for step in outcome.left:
            print("  " + visible(line(step, args)))
        print(_("The same command again goes on from here."))
