"""`aifactory fleet rollout`: requests for fixes or template updates, across the fleet."""

from __future__ import annotations

import argparse
import tempfile
from datetime import date
from gettext import gettext as _
from typing import TYPE_CHECKING

from aifactory.cli import arguments, changing
from aifactory.cli.fleet import common
from aifactory.errors import BadInput
from aifactory.fleet import amounts
from aifactory.model import plural
from aifactory.render.escape import visible
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from aifactory.cli import Subparsers
    from aifactory.fleet.rollout.campaign import Campaign
    from aifactory.fleet.rollout.jobs import Settled
    from aifactory.fleet.rollout.running import Change, Planned, Rollout, Wishes
    from aifactory.forge.protocol import Reader, Writer

LIMIT = 20
SHOWN = 4  # checks or files named in a line


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `rollout` action."""
    parser = actions.add_parser(
        "rollout",
        help=_("ask repositories for a fix or a template update, once each"),
        description=_(
            "Open pull or merge requests across the fleet: what an audit found lacking (--fix), or "
            "a new version of the template (--update). The plan is shown first; a repository is "
            "asked once a campaign; a run that was interrupted goes on where it ended."
        ),
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--fix", action="store_true", help=_("add what an audit found lacking"))
    what.add_argument("--update", action="store_true", help=_("bring the template to a version"))
    parser.add_argument(
        "--criterion",
        nargs="+",
        default=[],
        metavar=_("CRITERION"),
        help=_("with --fix: only what these criteria ask for"),
    )
    parser.add_argument(
        "--template",
        default="",
        metavar=_("ADDRESS"),
        help=_("with --update: the template that is trusted; others are left alone"),
    )
    parser.add_argument(
        "--to", default="", metavar=_("VERSION"), help=_("with --update: the version to go to")
    )
    parser.add_argument(
        "--campaign", default="", metavar=_("NAME"), help=_("the campaign (default: what it does)")
    )
    arguments.add_answers(parser)
    _add_bounds(parser)
    parser.set_defaults(func=run)
    return parser


def _add_bounds(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(_("whom, how many, and whether"))
    group.add_argument("--plan", action="store_true", help=_("show what would be done, do nothing"))
    group.add_argument("--yes", action="store_true", help=_("do not ask before changing"))
    group.add_argument(
        "--limit",
        type=common.jobs,
        default=LIMIT,
        metavar="N",
        help=_("at most so many requests in this run (default: 20)"),
    )
    group.add_argument(
        "--team", action="append", default=[], metavar=_("TEAM"), help=_("only of this team")
    )
    group.add_argument(
        "--min-gain",
        type=arguments.points,
        default=0.0,
        metavar=_("POINTS"),
        help=_("only where so many points are gained"),
    )
    group.add_argument(
        "--retry-failed", action="store_true", help=_("only those that failed or were in conflict")
    )
    common.add_jobs(group)
    group.add_argument(
        "--time-limit",
        type=common.age,
        default=600.0,
        metavar=_("TIME"),
        help=_("how long one repository may take (default: 10min)"),
    )
    group.add_argument(
        "--budget",
        type=common.amount(amounts.size),
        default=common.DISK,
        metavar=_("SIZE"),
        help=_("room for all clones, as that of the audit (default: 20G)"),
    )
    common.add_cache(group)
    arguments.add_kind(group)


def run(args: argparse.Namespace) -> int:
    """Plan, ask, open; 0, or 1 where something was left undone."""
    campaign = _campaign(args)
    with common.opened(args) as store, tempfile.TemporaryDirectory(prefix="aifactory-") as folder:
        from contextlib import ExitStack

        from aifactory.cli.fleet.audit import told_to_end
        from aifactory.cli.fleet.watching import Watching
        from aifactory.fleet.rollout.running import Rollout
        from aifactory.fleet.store import campaigns

        with ExitStack() as stack:
            stack.enter_context(told_to_end())
            if not args.plan:
                stack.enter_context(campaigns.held(store, campaign.name))
            watching = stack.enter_context(Watching(args.lang))
            rollout = Rollout(store, campaign, _wishes(args, folder), Forges(args), watching)
            stack.callback(rollout.close)
            planned = rollout.plan()
            watching.close()
            _show(planned, campaign, args)
            failed = any(one.ready.came in ("failed", "conflict") for one in planned.others)
            if args.plan or not planned.changes:
                return int(failed and not args.plan)
            if not args.yes and not changing.agreed(ask=True):
                print(_("Nothing was changed."))
                return changing.STOPPED
            return max(int(failed), _open(rollout, args))


def _campaign(args: argparse.Namespace) -> Campaign:
    """The campaign that was asked for; BadInput for options that do not belong together."""
    from aifactory import policy
    from aifactory.fleet.rollout.campaign import fixing, updating
    from aifactory.fleet.rollout.preparing import PACK
    from aifactory.remedy.context import Answers
    from aifactory.remedy.inferring import answered

    if args.fix:
        if args.template or args.to:
            message = _("--template and --to belong to --update")
            raise BadInput(message, _("leave them away, or take --update"))
        known = {one.id.lower(): one.id for one in policy.load(PACK).criteria}
        if unknown := [name for name in args.criterion if name.lower() not in known]:
            message = _("no such criterion: {names}").format(names=", ".join(unknown))
            raise BadInput(
                message, _("criteria are: {names}").format(names=", ".join(known.values()))
            )
        answered(Answers(), arguments.answers(args))  # said at once where one cannot be used
        return fixing(tuple(known[name.lower()] for name in args.criterion), args.campaign)
    if args.criterion or args.answer:
        message = _("--criterion and --answer belong to --fix")
        raise BadInput(message, _("leave them away, or take --fix"))
    if not args.template or not args.to:
        message = _("--update needs the template that is trusted, and a version of it")
        raise BadInput(message, _("give --template ADDRESS --to VERSION"))
    return updating(args.template, args.to, args.campaign)


def _wishes(args: argparse.Namespace, folder: str) -> Wishes:
    from aifactory.cli.fleet.audit import ROOM
    from aifactory.fleet.rollout.running import Wishes

    return Wishes(
        today=date.today().isoformat(),
        lang=args.lang,
        folder=folder,
        cache=common.cache(args),
        disk=args.budget,
        limit=args.limit,
        teams=tuple(args.team),
        min_gain=args.min_gain,
        retry=args.retry_failed,
        keep=not args.plan,
        jobs=args.jobs,
        room=ROOM,
        seconds=args.time_limit,
        answers=arguments.answers(args),
    )


class Forges:
    """Opens forges as the options say."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.kind: str = args.forge_kind

    def __call__(self, address: str, *, write: bool) -> tuple[Reader, Writer | None]:
        from aifactory.forge.opening import open_forge

        return open_forge(address, kind=self.kind, write=write, tell=common.say)


def _show(planned: Planned, campaign: Campaign, args: argparse.Namespace) -> None:
    """The plan: who is asked for what, and what it gains; then why others are not."""
    speech = Speech(args.lang)
    if planned.changes:
        print(_table(planned.changes, speech))
    for candidate, url in planned.found:
        said = _("{name}: asked already, {url}").format(name=candidate.address, url=url or "?")
        print(visible(said))
    for change in planned.others:
        came = _("in conflict") if change.ready.came == "conflict" else ""
        words = [change.candidate.address, came, common.spoken(change.ready.reason, args)]
        print(visible(": ".join(filter(None, words))))
    counts = [
        plural("{n} request to open", "{n} requests to open", len(planned.changes)),
        plural("{n} gains too little", "{n} gain too little", planned.little),
        plural("{n} left for a later run", "{n} left for later runs", planned.left),
    ]
    values = (len(planned.changes), planned.little, planned.left)
    shown = [common.spoken(one, args) for one, n in zip(counts, values, strict=True) if n]
    said = " · ".join(shown) or _("no request to open")
    print(f"{campaign.name} ({campaign.branch}): {said}")


def _table(changes: list[Change], speech: Speech) -> str:
    """Repository, team, what, points to gain."""
    rows = [(_("repository"), _("team"), _("what"), _("points"))]
    for change in changes:
        ready = change.ready
        names = ", ".join(ready.what[:SHOWN])
        more = len(ready.what) - SHOWN
        what = _("{names} and {n} more").format(names=names, n=more) if more > 0 else names
        sign = "+" if ready.gain >= 0 else "−"
        gain = f"{sign}{speech.number(abs(ready.gain))}"
        rows.append((change.candidate.address, change.candidate.team or "-", what, gain))
    rows = [tuple(visible(cell) for cell in row) for row in rows]  # type: ignore[misc]
    wide = [max(len(row[place]) for row in rows) for place in range(3)]
    return "\n".join(
        "  ".join([*(cell.ljust(wide[n]) for n, cell in enumerate(row[:3])), row[3]])
        for row in rows
    )


def _open(rollout: Rollout, args: argparse.Namespace) -> int:
    """Open what was planned, a line each; 0, or 1 where one failed."""
    states = []
    try:
        for change, settled in rollout.open():
            states.append(settled.state)
            print(visible(f"{change.candidate.address}: {_said(settled, args)}"), flush=True)
    except KeyboardInterrupt:
        common.say(_("Interrupted. The same command again goes on from here."))
        raise
    made = states.count("open")
    print(common.spoken(plural("{n} request opened", "{n} requests opened", made), args))
    if "failed" in states:
        print(_("--retry-failed tries those that failed again"))
    return int("failed" in states)


def _said(settled: Settled, args: argparse.Namespace) -> str:
    if settled.state == "open":
        return settled.url or _("opened")
    return common.spoken(settled.reason, args)
