"""`aifactory labels`: a tracker's labels against those kept as code."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, changing
from aifactory.errors import BadInput

if TYPE_CHECKING:
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

    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(_("{path} is too large").format(path=path), labels.FORM)
        return labels.read(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("it is not UTF-8")
        message = _("cannot read {path}: {reason}").format(path=path, reason=reason)
        raise BadInput(message, labels.FORM) from None
