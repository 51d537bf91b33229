"""`aifactory fleet status`: what is stored, what failed and why."""

from __future__ import annotations

import argparse
import json
from gettext import gettext as _
from typing import TYPE_CHECKING, Any

from aifactory.cli.fleet import common
from aifactory.model import Text, plural
from aifactory.render.escape import visible

if TYPE_CHECKING:
    from aifactory.cli import Subparsers
    from aifactory.fleet.store.campaigns import Asked
    from aifactory.fleet.store.listing import Unlisted
    from aifactory.fleet.store.reading import Failed, Ran, Totals

RUNS = 5


def add_action(actions: Subparsers) -> argparse.ArgumentParser:
    """Add the `status` action."""
    parser = actions.add_parser(
        "status",
        help=_("what is stored, what failed and why"),
        description=_("Tell what the store holds, how the last runs went, and what failed."),
    )
    parser.add_argument(
        "--format",
        choices=("terminal", "json"),
        default="terminal",
        help=_("the form of the report (default: terminal)"),
    )
    parser.set_defaults(func=run)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print it."""
    with common.opened(args) as store:
        from aifactory.fleet.store import campaigns, listing, reading

        totals = store.read(reading.totals)
        runs = store.read(reading.last_runs, RUNS)
        failing = store.read(reading.failing)
        asked = store.read(campaigns.asked_of)
        gone = store.read(listing.unlisted)
        named = store.read(listing.inventories)
    if args.format == "json":
        data = _data(totals, runs, failing, args) | {"campaigns": _asked_data(asked, args)}
        data |= {"inventories": _named_data(named), "unlisted": _gone_data(gone)}
        print(json.dumps(data, ensure_ascii=False, indent=2))
        return 0
    lines = [*_lines(totals, runs, failing, args), *_asked_lines(asked, args)]
    for line in (*lines, *_gone_lines(gone, args), *_named_lines(named)):
        print(visible(line))
    return 0


def _gone_lines(gone: list[Unlisted], args: argparse.Namespace) -> list[str]:
    """What no inventory names any more."""
    said = [Text("{name}, since {date}", {"name": o.address, "date": _day(o)}) for o in gone]
    lines = [f"  {common.spoken(one, args)}" for one in said]
    return ["", _("No longer in any inventory, and counted in nothing:"), *lines] if gone else []


def _named_lines(named: list[tuple[str, int]]) -> list[str]:
    """Which inventories there are, where there is more than one: each holds what it names."""
    said = _("{label}: {text}")
    lines = ["  " + said.format(label=name, text=number) for name, number in named]
    return ["", _("Inventories and their repositories:"), *lines] if len(named) > 1 else []


def _named_data(named: list[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"inventory": name, "repositories": number} for name, number in named]


def _gone_data(gone: list[Unlisted]) -> list[dict[str, str]]:
    return [{"repository": one.address, "team": one.team, "since": _day(one)} for one in gone]


def _day(one: Unlisted) -> str:
    return one.since.date().isoformat()


def _lines(
    totals: Totals, runs: list[Ran], failing: list[Failed], args: argparse.Namespace
) -> list[str]:
    counts = (
        plural("{n} repository", "{n} repositories", totals.repositories),
        plural("{n} read", "{n} read", totals.read),
        plural("{n} failing", "{n} failing", totals.failing),
        plural("{n} reading kept", "{n} readings kept", totals.readings),
    )
    lines = [" · ".join(common.spoken(one, args) for one in counts)]
    for name, version, number in totals.policies:
        scored = plural("{n} repository scored", "{n} repositories scored", number)
        lines.append(f"{name} {version} · {common.spoken(scored, args)}")
    for one in runs:
        values = {"date": one.started.date().isoformat(), "time": f"{one.started:%H:%M}"}
        at = common.spoken(Text("{date}, {time} UTC", values), args)
        lines += ["", f"{at} · {_outcome(one)} · {one.inventory}"]
        figures = " · ".join(_figures(one.counts))
        lines += [f"  {figures}"] if figures else []
    if failing:
        lines += ["", _("What fails:")]
    for fault in failing:
        reason = common.spoken(fault.reason, args)
        since = fault.first.date().isoformat()
        tried = common.spoken(
            plural("{n} run, on {date}", "{n} runs, since {date}", fault.attempts, date=since), args
        )
        team = f" ({fault.team})" if fault.team else ""
        lines += [f"  {fault.address}{team}", f"    {reason} [{tried}]"]
    return lines


def _asked_lines(asked: list[Asked], args: argparse.Namespace) -> list[str]:
    """How far each campaign is, and why it failed where it did."""
    lines = []
    for name in dict.fromkeys(one.campaign for one in asked):
        own = [one for one in asked if one.campaign == name]
        said = {
            "open": _("asked: {n}"),
            "begun": _("interrupted: {n}"),
            "conflict": _("in conflict: {n}"),
            "failed": _("failed: {n}"),
        }
        counts = {state: sum(one.state == state for one in own) for state in said}
        shown = [said[state].format(n=n) for state, n in counts.items() if n]
        lines += ["", " · ".join((_("Campaign {name}").format(name=name), *shown))]
        for one in own:
            if one.state in ("failed", "conflict"):
                lines += [f"  {one.address}", f"    {common.spoken(one.reason, args)}"]
    return lines


def _asked_data(asked: list[Asked], args: argparse.Namespace) -> list[dict[str, Any]]:
    """The same, for programs."""
    return [
        {
            "campaign": one.campaign,
            "repository": one.address,
            "team": one.team,
            "state": one.state,
            "url": one.url,
            "reason": common.spoken(one.reason, args),
            "attempts": one.attempts,
        }
        for one in asked
    ]


def _outcome(run: Ran) -> str:
    said = {
        "done": _("complete"),
        "stopped": _("stopped"),
        "out-of-time": _("its time was over"),
        "failed": _("ended by an error"),
        "running": _("under way, or killed"),
    }
    return said.get(run.outcome, run.outcome)


def _figures(counts: dict[str, int]) -> list[str]:
    said = {
        "listed": _("listed: {n}"),
        "read": _("read: {n}"),
        "scored": _("scored from stored facts: {n}"),
        "unchanged": _("unchanged: {n}"),
        "failed": _("failed: {n}"),
        "unreached": _("not reached: {n}"),
    }
    return [said[name].format(n=counts[name]) for name in said if counts[name]]


def _data(
    totals: Totals, runs: list[Ran], failing: list[Failed], args: argparse.Namespace
) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "repositories": totals.repositories,
        "read": totals.read,
        "readings": totals.readings,
        "policies": [
            {"policy": name, "version": version, "repositories": number}
            for name, version, number in totals.policies
        ],
        "runs": [
            {
                "inventory": one.inventory,
                "started": one.started.isoformat(),
                "ended": one.ended.isoformat() if one.ended else "",
                "outcome": one.outcome,
                **one.counts,
            }
            for one in runs
        ],
        "failures": [
            {
                "repository": one.address,
                "team": one.team,
                "kind": one.kind,
                "reason": common.spoken(one.reason, args),
                "attempts": one.attempts,
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
            }
            for one in failing
        ],
    }
