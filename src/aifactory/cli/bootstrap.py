"""`aifactory bootstrap`: a project's tracker, from what its documents plan."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, changing
from aifactory.errors import BadInput

if TYPE_CHECKING:
    from aifactory.forge.protocol import Reader
    from aifactory.scaffold.steps import Plan
    from aifactory.snapshot.open import Snapshot

KINDS = ("labels", "milestones", "protection", "board", "issues")


def add_parser(subparsers: Subparsers) -> None:
    """Add the `bootstrap` command."""
    parser = subparsers.add_parser(
        "bootstrap",
        description=_(
            "Set up the tracker of a project from its own files: labels, milestones from the "
            "roadmap, a rule for the default branch, a board with its columns, first issues from "
            "docs/backlog.yml. What stands already is left as it is."
        ),
    )
    changing.add_target(parser)
    parser.add_argument(
        "--only",
        type=_kinds,
        default=KINDS,
        metavar=_("KINDS"),
        help=_("some of: {kinds}").format(kinds=",".join(KINDS)),
    )
    parser.add_argument(
        "--approvals",
        type=int,
        choices=range(7),
        default=1,
        metavar="N",
        help=_("approvals that a change needs (default: 1; 0 for a person alone)"),
    )
    changing.add_consent(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Show the plan, ask, make it."""
    with changing.opened(args.target) as project:
        reader, writer = changing.forge_of(args, project.url, write=not args.dry_run)
        plan = planned(project, reader, args)
    return changing.settle(plan, reader, writer, args)


def planned(project: Snapshot, reader: Reader, args: argparse.Namespace) -> Plan:
    """Everything that the project wants and its tracker lacks, in the order it is made."""
    from aifactory.forge.records import Board
    from aifactory.scaffold import bootstrap, labels
    from aifactory.scaffold.steps import Plan

    path, wanted = labels.of_project(project.tree, changing.language(args))
    labels.checked(wanted, reader.provider)
    about = reader.repository()
    plan = Plan()
    if "labels" in args.only:
        changing.tell_labels(path)
        same = labels.sameness(reader.provider)
        plan += labels.plan(wanted, reader.labels(), same=same)
    if "milestones" in args.only:
        roadmap = bootstrap.document(project.tree, "roadmap")
        plan += bootstrap.plan_milestones(reader, bootstrap.epics(roadmap))
    if "protection" in args.only:
        plan += bootstrap.plan_protection(reader, about.default_branch, args.approvals)
    if "board" in args.only:
        columns = bootstrap.columns(
            bootstrap.document(project.tree, "board"),
            [one.label for one in wanted],
            by_label=reader.provider == "gitlab",
        )
        board = Board(about.name.rsplit("/", 1)[-1], "", columns)
        plan += bootstrap.plan_board(reader, board)
    if "issues" in args.only:
        plan += bootstrap.plan_issues(reader, bootstrap.backlog(project.tree))
    return plan


def _kinds(text: str) -> tuple[str, ...]:
    asked = {word.strip() for word in text.split(",") if word.strip()}
    if unknown := sorted(asked - set(KINDS)):
        raise argparse.ArgumentTypeError(_("not a kind: {names}").format(names=", ".join(unknown)))
    if not asked:
        raise BadInput(_("--only names nothing"), ",".join(KINDS))
    return tuple(kind for kind in KINDS if kind in asked)
