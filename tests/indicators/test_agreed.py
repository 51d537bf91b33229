"""What other tools answer to a few facts, worked again with ours.

The facts are those of jira-agile-metrics 0.24, Apache DevLake and a draft of the IRTF, written as
examples; `test_published.py` reads the whole of them where they can be had.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from aifactory.forge.records import Request, Review
from aifactory.indicators import flow, scope
from aifactory.indicators.dora import Delivery, keys
from aifactory.indicators.periods import Calendar, Period, instant
from aifactory.indicators.report import looked_at
from aifactory.indicators.tickets import Move, Ticket

ALL = Calendar()
WHOLE = Period(date(2018, 1, 1), date(2030, 1, 1))


def days_of(first: str, count: int) -> tuple[Period, ...]:
    """So many days, each a period."""
    begun = date.fromisoformat(first)
    starts = (begun + timedelta(days=number) for number in range(count))
    return tuple(Period(start, start + timedelta(days=1)) for start in starts)


def of_columns(backlog: str, committed: str, build: str, test: str, done: str) -> Ticket:
    """A ticket that reached five columns on these days; taken up when it was committed to."""

    def at(day: str) -> str:
        return f"{day}T00:00:00Z" if day else ""

    reached = ((committed, "doing"), (build, "doing"), (test, "review"))
    moves = tuple(Move(at(day), state) for day, state in reached if day)  # type: ignore[arg-type]
    return Ticket(backlog, "", at(backlog), at(done), moves=moves)


def january(*days: int) -> Ticket:
    """A ticket by the days of January 2018 on which it reached its columns; 0 for never."""
    return of_columns(*(f"2018-01-{day:02}" if day else "" for day in days))


def test_burnup_and_cumulative_flow_of_a_tool_for_jira() -> None:
    tickets = (
        january(1, 0, 0, 0, 0),
        january(2, 3, 0, 0, 0),
        january(3, 3, 4, 5, 6),
        january(4, 4, 0, 0, 0),
    )
    days = days_of("2018-01-01", 6)
    burnt = scope.burn(tickets, days, flow.one_each)
    assert (burnt.scope, burnt.done) == ((1, 2, 3, 4, 4, 4), (0, 0, 0, 0, 0, 1))
    assert flow.cumulative(tickets, days) == {
        "todo": [1, 2, 1, 1, 1, 1], "doing": [0, 0, 2, 3, 2, 2], "review": [0, 0, 0, 0, 1, 0],
        "done": [0, 0, 0, 0, 0, 1],
    }  # fmt: skip


def test_throughput_and_quantiles_of_a_tool_for_jira() -> None:
    tickets = (
        january(1, 2, 3, 4, 7),
        january(1, 2, 3, 5, 7),
        january(1, 3, 3, 5, 8),
        january(1, 3, 3, 4, 8),
        january(1, 4, 5, 5, 9),
        january(1, 5, 6, 8, 9),
    )
    assert flow.throughput(tickets, days_of("2018-01-07", 3)) == [2, 2, 2]
    cycle = flow.cycle_time(tickets, WHOLE, ALL)
    took = [value for _, value in cycle.values]
    # It answers 4.5, 5 and 5 days to 10, 50 and 90 %, each interpolated. Ours interpolates the
    # median alone: 4.5 days is a duration that no ticket had.
    assert [flow.nearest_rank(took, share) for share in (0.1, 0.9)] == [4, 5]
    assert (cycle.n, cycle.median, cycle.p85, cycle.p95) == (6, 5, 5, 5)


def minutes(days: float) -> int:
    """Days in minutes, begun ones counted, as DevLake tells them."""
    return ceil(round(days * 24 * 60, 6))


def request(first: str, opened: str, merged: str, seen: str) -> Request:
    """A request of April 2023; `seen` is when somebody else first answered it."""
    first, opened, merged, seen = (f"2023-04-{text}Z" for text in (first, opened, merged, seen))
    said = (Review("somebody", seen, "commented"),)
    return Request(
        0, "", "", "ana", opened, merged, "main", merged=merged, first_commit=first, reviews=said
    )


def test_the_lead_time_of_devlake() -> None:
    one = request("10T04:51:47", "11T04:51:47", "11T05:51:47", "11T04:56:47")
    # its first commit of record was authored after it was opened: counted from its opening by both
    two = request("13T04:51:47", "12T04:51:47", "12T05:51:47", "12T04:51:49")
    live = (Delivery("2023-04-10T06:52:47Z", True), Delivery("2023-04-13T07:29:14Z", True))
    april = Period(date(2023, 4, 11), date(2023, 5, 1))
    found = keys("deployments", live, (one, two), (), april, ALL)
    took = [value for _, value in found.lead.values]
    assert sorted(map(minutes, took)) == [1598, 4478]
    parts = [
        ("10T04:51:47", "11T04:51:47"),
        ("11T04:51:47", "11T05:51:47"),
        ("11T05:51:47", "13T07:29:14"),
    ]
    split = [minutes(ALL.between(*(f"2023-04-{text}Z" for text in part))) for part in parts]
    assert split == [1440, 60, 2978]
    assert sum(split) == 4478  # as a sum of ceilings it could be up to two minutes more
    # DevLake's median of two is the lower one; ours lies between them
    assert minutes(flow.nearest_rank(took, 0.5)) == 1598
    assert minutes(found.lead.median) == 3038
    assert [minutes(ALL.between(r.created, looked_at(r))) for r in (one, two)] == [5, 1]


def test_from_commit_to_tag_in_a_draft() -> None:
    commits = ("06T23:53:06", "07T00:00:45", "07T12:11:37", "07T12:18:38", "07T12:19:05")
    tagged = "2020-05-08T19:29:08Z"
    took = flow.durations(((f"2020-05-{text}Z", tagged) for text in commits), ALL)
    # from the middle one, 7 h 17 min 31 s and a day before the tag
    assert took.median * 86400 == 86400 + 7 * 3600 + 17 * 60 + 31
    assert took.p95 == (instant(tagged) - instant(f"2020-05-{commits[0]}Z")).total_seconds() / 86400
