"""How the cost of indicators grows with the tracker, beside peers on the same tickets.

usage: pip install -e . "pandas<3" jira-agile-metrics==0.24
       pip install --no-deps quando-forecast==0.2.0
       python benchmarks/indicators.py

in an environment of its own: no peer is a dependency of aifactory, and one that is not installed is
left out. A year of 2,500, 5,000 and 10,000 tickets with two moves each. Wall seconds, the best of
three. Each peer starts from issues with their changes, or from what they became, as ours does
beside it, and its answers are held to ours before any time is taken.

- jira-agile-metrics computes all four figures (quantiles of cycle time, throughput, cumulative
  flow, burnup). It was last released in 2019 and needs pandas below 3.
- quando-forecast lives, and computes two: quantiles and throughput.
- pandas alone is the floor: the four figures in as few operations as we could find.
- Everything `aifactory indicators` tells, beside reading the same tickets from JSON.
"""

from __future__ import annotations

import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace as Record
from typing import Any

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from aifactory.forge.records import Event, Issue
from aifactory.indicators import flow, scope
from aifactory.indicators.periods import Calendar, Period, weeks
from aifactory.indicators.report import Data, compute
from aifactory.indicators.tickets import Ticket, of_issue

SIZES = (2500, 5000, 10_000)
START = date(2025, 1, 6)  # a Monday
END = START + timedelta(days=52 * 7 - 1)
WHOLE = Period(START, END + timedelta(days=60))
STATUSES = ("Backlog", "Build", "Review", "Done")
CYCLE = [
    {"name": name, "statuses": [name], "type": kind}
    for name, kind in zip(STATUSES, ("backlog", "accepted", "accepted", "complete"), strict=True)
]


def tracker(count: int) -> tuple[Issue, ...]:
    """A year of issues, opened evenly, each taken up and finished within weeks."""
    dice = random.Random(1)  # noqa: S311
    found = []
    for number in range(count):
        opened = START + timedelta(days=number * 364 // count)
        begun = opened + timedelta(days=dice.randrange(1, 10))
        ended = begun + timedelta(days=dice.randrange(1, 20))
        times = (f"{opened}T09:00:00Z", f"{ended}T17:00:00Z")
        events = (
            Event(f"{begun}T09:00:00Z", "labeled", "state:doing", ""),
            Event(f"{ended}T08:00:00Z", "labeled", "state:review", ""),
        )
        labels = ("size:M",)
        found.append(
            Issue(number, "A ticket", "", "", *times, closed=times[1], labels=labels, events=events)
        )
    return tuple(found)


def best(work: Callable[[], object]) -> float:
    """The least of three times, in seconds."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


class Figures(msgspec.Struct, frozen=True):
    """The median cycle time in whole days, and at the end of each week what was finished in it,
    what is done and the scope.
    """

    median: float
    throughput: list[int]
    done: list[int]
    scope: list[int]


def ours(tickets: tuple[Ticket, ...]) -> Figures:
    """The four figures, by week."""
    every = weeks(START, END)
    cycle = flow.cycle_time(tickets, WHOLE, Calendar())
    states = flow.cumulative(tickets, every)
    burnt = scope.burn(tickets, every, flow.one_each)
    assert states["done"] == [*burnt.done]
    through = flow.throughput(tickets, every)
    return Figures(cycle.median // 1, through, states["done"], [*map(int, burnt.scope)])


def pandas_alone(tickets: tuple[Ticket, ...]) -> Figures:
    """The four figures, by week, in pandas."""
    import pandas as pd

    rows = [(t.opened, t.moves[0].at, t.moves[1].at, t.closed) for t in tickets]
    frame = pd.DataFrame(rows, columns=STATUSES).apply(pd.to_datetime, utc=True)
    took = (frame["Done"] - frame["Build"]).quantile([0.5, 0.85, 0.95])
    ends = pd.date_range(START, periods=52, freq="7D", tz="UTC") + pd.Timedelta(days=7)
    reached = {name: frame[name].sort_values().searchsorted(ends) for name in STATUSES}
    through = [int(n) for n in pd.Series(reached["Done"]).diff().fillna(reached["Done"][0])]
    flowing = [reached[a] - reached[b] for a, b in pairwise(STATUSES)]
    assert len(flowing) == 3
    done, known = reached["Done"].tolist(), reached["Backlog"].tolist()
    return Figures(took.loc[0.5].days, through, done, known)


def jira_agile_metrics(issues: list[Any]) -> Figures:
    """The four figures of jira-agile-metrics, by day, then read at the end of each week."""
    import pandas as pd
    from jira_agile_metrics.calculators.burnup import BurnupCalculator
    from jira_agile_metrics.calculators.cfd import CFDCalculator
    from jira_agile_metrics.calculators.cycletime import CycleTimeCalculator
    from jira_agile_metrics.calculators.percentiles import PercentilesCalculator
    from jira_agile_metrics.calculators.throughput import ThroughputCalculator
    from jira_agile_metrics.querymanager import QueryManager

    settings = {
        "attributes": {}, "known_values": {}, "max_results": None, "query_attribute": None,
        "cycle": CYCLE, "queries": [{"jql": "", "value": None}], "quantiles": [0.5, 0.85, 0.95],
        "backlog_column": "Backlog", "committed_column": "Build", "done_column": "Done",
        "throughput_frequency": "W", "throughput_window": None,
    }  # fmt: skip
    names = {"status": "Status", "flag": "Flagged"}
    fields = [{"id": key, "name": name} for key, name in names.items()]
    jira = Record(
        _options={"server": ""}, fields=lambda: fields, search_issues=lambda *_, **__: issues
    )
    results: dict[type, Any] = {}
    manager = QueryManager(jira, settings)
    first = (CycleTimeCalculator, PercentilesCalculator, ThroughputCalculator)
    for one in (*first, CFDCalculator, BurnupCalculator):
        results[one] = one(manager, settings, results).run()
    ends = pd.date_range(START + timedelta(days=6), periods=52, freq="7D")
    burnt = results[BurnupCalculator].reindex(ends, method="ffill").fillna(0).astype(int)
    through = results[ThroughputCalculator]["count"].reindex(ends).fillna(0).astype(int)
    took = results[PercentilesCalculator].loc[0.5].days
    done, known = burnt["Done"].tolist(), burnt["Backlog"].tolist()
    return Figures(took, through.tolist(), done, known)


def as_jira(issues: tuple[Issue, ...]) -> list[Any]:
    """The issues as Jira's client gives them."""

    def changed(issue: Issue) -> Iterator[Any]:
        times = [*(event.at for event in issue.events or ()), issue.closed]
        for (before, after), at in zip(pairwise(STATUSES), times, strict=True):
            named = {"fromString": before, "toString": after, "from_": before, "to": after}
            yield Record(created=at, items=[Record(field="status", **named)])

    kind, status = Record(name="Story"), Record(name="Done", value="Done")
    return [
        Record(
            key=f"A-{issue.number}",
            fields=Record(
                issuetype=kind, summary=issue.title, status=status, resolution=status,
                created=issue.created, flag=None,
            ),
            changelog=Record(histories=[*changed(issue)]),
        )
        for issue in issues
    ]  # fmt: skip


def quando(tickets: tuple[Ticket, ...]) -> object:
    """Quantiles of cycle time and throughput of quando-forecast, by day."""
    from quando import Quando

    told = Quando([(t.started, t.closed) for t in tickets])
    return told.sle(), told.throughput


def two(tickets: tuple[Ticket, ...]) -> object:
    """The same two of ours, by day."""
    last = max(datetime.fromisoformat(ticket.closed).date() for ticket in tickets)
    starts = (START + timedelta(days=n) for n in range((last - START).days + 1))
    every = [Period(day, day + timedelta(days=1)) for day in starts]
    return flow.cycle_time(tickets, WHOLE, Calendar()), flow.throughput(tickets, every)


def main() -> None:
    """Print the times and ratios."""
    warnings.simplefilter("ignore")  # the peers' own
    first = 0.0
    for size in SIZES:
        issues = tracker(size)
        tickets = tuple(map(of_issue, issues))
        told = ours(tickets)
        print(f"{size} tickets")

        def show(peer: str, mine: Callable[[], object], other: Callable[[], object]) -> None:
            here, there = best(mine), best(other)
            print(f"  {peer}: ours {here:.3f} s, it {there:.3f} s, ratio {here / there:.2f}")

        if find_spec("jira_agile_metrics"):
            theirs = as_jira(issues)
            assert jira_agile_metrics(theirs) == told
            show(
                "jira-agile-metrics, four figures, from issues",
                lambda raw=issues: ours(tuple(map(of_issue, raw))),
                lambda raw=theirs: jira_agile_metrics(raw),
            )
        if find_spec("quando"):
            took, through = two(tickets)
            sle, counted = quando(tickets)
            assert sle.p85 == took.p85 // 1 + 1  # it counts both ends
            assert counted.tolist() == through[-len(counted) :]
            show(
                "quando-forecast, two figures",
                lambda t=tickets: two(t),
                lambda t=tickets: quando(t),
            )
        if find_spec("pandas"):
            assert pandas_alone(tickets) == told
            show(
                "pandas alone, four figures",
                lambda t=tickets: ours(t),
                lambda t=tickets: pandas_alone(t),
            )
        saved, data = msgspec.json.encode(tickets), Data(name="x", tickets=tickets)
        whole = best(lambda d=data: compute(d, START, END))
        read = best(lambda s=saved: msgspec.json.decode(s, type=tuple[Ticket, ...]))
        first = first or whole / size
        print(
            f"  everything: {whole:.2f} s, each ticket {whole / size / first:.2f} times the first"
        )
        print(f"  reading them from JSON: {read:.3f} s, ratio {whole / read:.0f}")


if __name__ == "__main__":
    main()
