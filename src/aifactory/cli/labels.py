"""`aifactory labels`: a tracker's labels against those kept as code."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments, changing
from aifactory.errors import BadInput
from aifactory.model import Text

if TYPE_CHECKING:
    from aifactory.forge.records import Provider
    from aifactory.scaffold.labels import Wanted

DIFFERS = 1
LARGEST = 1 << 20  # bytes


def add_parser(subparsers: Subparsers) -> None:
    """Add the `labels` command."""
    parser = subparsers.add_parser(
        "labels",
        description=_(
            "Compare the labels of a tracker with those that the project keeps as code "
            "(.github/labels.yml, .gitlab/labels.yml), or with those that come with this program."
        ),
    )
    actions = parser.add_subparsers(metavar=_("ACTION"), dest="action", required=True)
    diff = actions.add_parser(
        "diff",
        help=_("show what would change"),
        description=_("Show what would change; exit with 1 if any."),
    )
    sync = actions.add_parser(
        "sync",
        help=_("create, rename and restyle labels"),
        description=_(
            "Create, rename and restyle labels. A label under an alias is renamed, so that issues "
            "keep it; no label is removed without --prune."
        ),
    )
    for one in (diff, sync):
        changing.add_target(one)
        one.add_argument("--file", type=Path, metavar=_("FILE"), help=_("the labels to bring"))
        one.add_argument(
            "--prune", action="store_true", help=_("remove the labels that are not in the file")
        )
        one.set_defaults(func=run)
    changing.add_consent(sync)
    check = actions.add_parser(
        "check",
        description=_(
            "Look for faults in the file of labels, without a forge; exit with 1 if there are any."
        ),
    )
    check.add_argument(
        "target",
        nargs="?",
        default=".",
        metavar=_("PATH"),
        help=_("the project (default: the current folder)"),
    )
    check.add_argument("--file", type=Path, metavar=_("FILE"), help=_("the labels to look at"))
    arguments.add_kind(check)
    arguments.add_language(check)
    check.set_defaults(func=run_check)


def run(args: argparse.Namespace) -> int:
    """Show the plan; make it, for `sync`."""
    from aifactory.scaffold import labels

    write = args.action == "sync" and not args.dry_run
    address, wanted = _wanted(args)
    reader, writer = changing.forge_of(args, address, write=write)
    labels.checked(wanted, reader.provider)
    same = labels.sameness(reader.provider)
    plan = labels.plan(wanted, reader.labels(), prune=args.prune, same=same)
    if args.action == "diff":
        changing.show(plan, args)
        return DIFFERS if plan.steps else 0
    return changing.settle(plan, reader, writer, args)


def run_check(args: argparse.Namespace) -> int:
    """Say every fault of the file."""
    from aifactory.render.escape import visible
    from aifactory.render.translate import Speech
    from aifactory.scaffold.label_faults import faults

    path, text = _kept(args)
    speech = Speech(changing.language(args))
    found = faults(text, path, _providers(args.forge_kind, path))
    for fault in found:
        print(visible(speech.text(fault.said)))
        print("  " + visible(speech.text(fault.hint)))
    if not found:
        print(_("{path}: no fault").format(path=visible(path)))
    return DIFFERS if found else 0


def _kept(args: argparse.Namespace) -> tuple[str, str]:
    """The file of labels, and what it says."""
    from aifactory.scaffold import labels
    from aifactory.snapshot.tree import Unreadable

    if args.file:
        return str(args.file), _text(args.file)
    with changing.opened(args.target) as project:
        path = next((one for one in labels.FILES if one in project.tree.entries), "")
        if not path:
            names = ", ".join(labels.FILES[:2])
            raise BadInput(
                _("this project keeps no labels as code"),
                _("write them to one of {names}, or name a file with --file").format(names=names),
            )
        try:
            return path, project.tree.text(path)
        except Unreadable as error:
            said = Text("{path}: {reason}", {"path": path, "reason": error.said})
            raise BadInput(said, labels.FORM) from None


def _providers(kind: str, path: str) -> tuple[Provider, ...]:
    """The forges that a file is for: as said, as its folder says, or both."""
    both: tuple[Provider, ...] = ("github", "gitlab")
    if kind:
        return tuple(one for one in both if one == kind)
    return tuple(one for one in both if path.startswith(f".{one}/")) or both


def _wanted(args: argparse.Namespace) -> tuple[str, tuple[Wanted, ...]]:
    """The address of the project, and the labels that it wants."""
    from aifactory.scaffold import labels
    from aifactory.snapshot.clone import is_url

    if args.file and is_url(args.target):  # nothing of the project is read
        changing.tell_labels(str(args.file))
        return args.target, _given(args.file)
    with changing.opened(args.target) as project:
        if args.file:
            path, wanted = str(args.file), _given(args.file)
        else:
            path, wanted = labels.of_project(project.tree, changing.language(args))
        changing.tell_labels(path)
        return project.url, wanted


def _given(path: Path) -> tuple[Wanted, ...]:
    """The labels of a file."""
    from aifactory.scaffold import labels

    return labels.read(_text(path), str(path))


def _text(path: Path) -> str:
    """What a file says."""
    from aifactory.scaffold import labels

    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_("{path} is too large").format(path=path), labels.FORM)
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not UTF-8")
        message = _("cannot read {path}: {reason}").format(path=path, reason=reason)
        raise BadInput(message, labels.FORM) from None
