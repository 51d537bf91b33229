"""Indicators: worked examples computed by hand, laws that hold for any history."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.forge.records import Event, Issue
from aifactory.indicators import flow, scope
from aifactory.indicators.exports import read_tickets
from aifactory.indicators.periods import Calendar, Period, holidays, periods, span, weeks
from aifactory.indicators.tickets import Move, Ticket, of_issue, points_of

MONDAY = date(2026, 1, 5)
ALL = Calendar()


def at(day: int, hour: int = 12) -> str:
    """A time, in days after the first Monday."""
    return f"{MONDAY + timedelta(days=day)}T{hour:02d}:00:00Z"


def ticket(
    name: str, opened: int, closed: int | None = None, started: int | None = None, **more: object
) -> Ticket:
    return Ticket(
        id=name,
        title=name,
        opened=at(opened),
        closed="" if closed is None else at(closed),
        moves=() if started is None else (Move(at(started), "doing"),),
        **more,  # type: ignore[arg-type]
    )


WEEKS = weeks(MONDAY, MONDAY + timedelta(days=27))
WHOLE = Period(MONDAY, MONDAY + timedelta(days=28))
# opened, closed, taken up: lead 2, 9, 12 days, cycle 1, 7, none
WORKED = (
    ticket("a", 0, 2, 1, points=3),
    ticket("b", 1, 10, 3, points=5),
    ticket("c", 5, 17, points=1),
    ticket("d", 6, None, 14, points=2),
    ticket("e", 7, 9, dropped=True, points=8),
)


def test_a_worked_example() -> None:
    assert flow.throughput(WORKED, WEEKS) == [1, 1, 1, 0]
    lead = flow.lead_time(WORKED, WHOLE, ALL)
    assert (lead.n, lead.median, lead.p85, lead.p95, lead.left_out) == (3, 9, 12, 12, 0)
    cycle = flow.cycle_time(WORKED, WHOLE, ALL)
    assert (cycle.n, cycle.median, cycle.left_out) == (2, 4, 1)
    unit, weight = flow.weigh(WORKED)
    assert unit == "points"
    assert scope.velocity(WORKED, WEEKS, weight) == [3, 5, 1, 0]
    burnt = scope.burn(WORKED, WEEKS, weight)
    assert burnt.scope == (11, 11, 11, 11)  # e was opened and dropped in the second week
    assert burnt.done == (3, 8, 9, 9)
    assert burnt.left == (8, 3, 2, 2)
    assert flow.cumulative(WORKED, WEEKS) == {
        "todo": [2, 2, 0, 0], "doing": [1, 0, 1, 1], "review": [0, 0, 0, 0], "done": [1, 2, 3, 3],
    }  # fmt: skip
    (old,) = flow.aging(WORKED, WHOLE.last, ALL)
    assert (old.id, old.state, round(old.days)) == ("d", "doing", 13)


def test_points_or_tickets() -> None:
    assert flow.weigh([ticket("a", 0, 1), ticket("b", 0, 1, points=1)])[0] == "points"
    assert (
        flow.weigh([ticket("a", 0, 1), ticket("b", 0, 1), ticket("c", 0, 1, points=1)])[0]
        == "tickets"
    )
    assert flow.weigh([])[0] == "tickets"


@pytest.mark.parametrize(
    ("labels", "points"),
    [
        (("size:M",), 3), (("Size/XL",), 8), (("points: 5",), 5), (("3 points",), 3), (("sp 0,5",), 0.5),
        (("5",), None), (("bug", "size:XS"), 1), (("v1.0",), None), ((), None),
    ],
)  # fmt: skip
def test_sizes_in_labels(labels: tuple[str, ...], points: float | None) -> None:
    assert points_of(labels) == points


def test_an_issue_that_was_moved_reopened_and_whose_label_is_gone() -> None:
    events = (
        Event(at(5), "closed", "", ""),
        Event(at(2), "labeled", "state:doing", ""),
        Event(at(3), "unlabeled", "state:doing", ""),
        Event(at(4), "labeled", "In review", ""),
        Event(at(7), "reopened", "", ""),
        Event(at(8), "labeled", "wip", ""),
    )
    issue = Issue(1, "x", "", "ana", at(0), at(9), closed=at(9), labels=("bug",), events=events)
    found = of_issue(issue)
    assert [move.state for move in found.moves] == ["doing", "todo", "review", "todo", "doing"]
    assert (found.started, found.done, found.bug) == (at(2), at(9), True)
    assert [found.state_at(at(day)) for day in (-1, 1, 2, 3, 4, 7, 8, 9)] == [
        "", "todo", "doing", "todo", "review", "todo", "doing", "done",
    ]  # fmt: skip
    assert of_issue(replace(issue, reason="not_planned")).done == ""


DAYS = st.integers(0, 60)


@st.composite
def histories(draw: st.DrawFn) -> list[Ticket]:
    """Any tickets: opened, perhaps taken up and moved about, perhaps closed or dropped."""
    found = []
    for number in range(draw(st.integers(0, 12))):
        opened = draw(DAYS)
        closed = draw(st.none() | st.integers(opened, 80))
        started = draw(st.none() | st.integers(opened, 80))
        if closed is not None and started is not None and started > closed:
            started = closed
        one = ticket(
            str(number), opened, closed, started,
            dropped=closed is not None and draw(st.booleans()), points=draw(st.none() | st.integers(0, 8)),
        )  # fmt: skip
        names = st.sampled_from(flow.STATES)
        later = sorted(draw(st.lists(st.tuples(DAYS, names), max_size=3)))
        more = (Move(at(opened + day), state) for day, state in later)
        moves = sorted((*one.moves, *more), key=lambda move: move.at)
        found.append(replace(one, moves=tuple(moves)))
    return found


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_tickets_is_nothing(tickets: list[Ticket], dice: random.Random) -> None:
    shuffled = [*tickets]
    dice.shuffle(shuffled)
    every = weeks(MONDAY, MONDAY + timedelta(days=90))
    _, weight = flow.weigh(tickets)
    assert flow.throughput(shuffled, every) == flow.throughput(tickets, every)
    assert flow.cumulative(shuffled, every) == flow.cumulative(tickets, every)
    assert scope.burn(shuffled, every, weight) == scope.burn(tickets, every, weight)
    assert flow.lead_time(shuffled, WHOLE, ALL) == flow.lead_time(tickets, WHOLE, ALL)


@given(histories(), st.integers(1, 27))
def test_a_period_can_be_split(tickets: list[Ticket], cut: int) -> None:
    middle = MONDAY + timedelta(days=cut)
    parts = (Period(MONDAY, middle), Period(middle, WHOLE.end))
    assert sum(len(flow.finished(tickets, part)) for part in parts) == len(
        flow.finished(tickets, WHOLE)
    )
    assert sum(flow.throughput(tickets, parts[:1])) == len(flow.finished(tickets, parts[0]))


@given(histories())
def test_what_is_counted_by_change_is_what_stood_there(tickets: list[Ticket]) -> None:
    every = weeks(MONDAY, MONDAY + timedelta(days=90))
    states = flow.cumulative(tickets, every)
    speeds = scope.velocity(tickets, every, flow.points)
    burnt = scope.burn(tickets, every, flow.points)
    for week, period in enumerate(every):
        stood = [one.state_at(period.last) for one in tickets]
        assert [rows[week] for rows in states.values()] == [stood.count(s) for s in states]
        assert speeds[week] == sum(map(flow.points, flow.finished(tickets, period)))
        known = [one for one in tickets if one.state_at(period.last)]
        assert burnt.scope[week] == sum(map(flow.points, known))
        over = [one for one in known if one.done and one.done <= period.last]
        assert burnt.done[week] == sum(map(flow.points, over))


def test_sizes_taken_away_leave_nothing_behind() -> None:
    tickets = (ticket("a", 0, 1, points=0.1), ticket("b", 0, 8, dropped=True, points=0.2))
    assert scope.burn(tickets, WEEKS, flow.points).left == (0.2, 0, 0, 0)


@given(histories())
def test_states_and_scope_agree(tickets: list[Ticket]) -> None:
    every = weeks(MONDAY, MONDAY + timedelta(days=90))
    burnt = scope.burn(tickets, every, flow.one_each)
    states = flow.cumulative(tickets, every)
    for week in range(len(every)):
        assert sum(rows[week] for rows in states.values()) == burnt.scope[week]
        assert states["done"][week] == burnt.done[week]
        assert burnt.left[week] == burnt.scope[week] - burnt.done[week]


@st.composite
def moved(draw: st.DrawFn) -> list[Ticket]:
    """Tickets that went to and fro, before their opening and after their closing too."""
    states = st.sampled_from(("todo", "doing", "review", "done"))
    moves = st.lists(st.tuples(DAYS, states), max_size=6)
    return [
        replace(one, moves=tuple(Move(at(day), state) for day, state in sorted(draw(moves))))
        for one in draw(histories())
    ]


@given(moved())
def test_a_sweep_finds_what_looking_at_each_ticket_finds(tickets: list[Ticket]) -> None:
    every = weeks(MONDAY, MONDAY + timedelta(days=90))
    found, unit = flow.cumulative(tickets, every), flow.points
    burnt = scope.burn(tickets, every, unit)
    for number, week in enumerate(every):
        stood = [one.state_at(week.last) for one in tickets]
        assert {state: rows[number] for state, rows in found.items()} == {
            state: stood.count(state) for state in ("todo", "doing", "review", "done")
        }
        assert burnt.scope[number] == sum(map(unit, (t for t, s in zip(tickets, stood, strict=True) if s)))  # fmt: skip
        done = [ticket for ticket in tickets if ticket.done and ticket.done <= week.last]
        assert burnt.done[number] == sum(map(unit, done))
    assert scope.velocity(tickets, every, unit) == [
        sum(map(unit, flow.finished(tickets, week))) for week in every
    ]


EVENTS = st.tuples(
    st.sampled_from(("labeled", "unlabeled", "moved", "closed", "reopened")),
    st.sampled_from(("doing", "state:review", "To do", "Done", "bug", "")),
)


@given(st.dictionaries(DAYS, EVENTS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_is_nothing(
    told: dict[int, tuple[str, str]], dice: random.Random
) -> None:
    events = [Event(at(day), kind, name, "") for day, (kind, name) in told.items()]  # type: ignore[arg-type]
    issue = Issue(1, "x", "", "ana", at(0), at(70), closed=at(70), events=tuple(events))
    dice.shuffle(events)
    found = of_issue(replace(issue, events=tuple(events)))
    assert found == of_issue(issue)
    times = [moment for moment, _ in found.path()]
    assert times == sorted(times)


def test_fractions_of_points_leave_nothing_behind() -> None:
    tickets = [ticket(str(n), n, n + 1, points=0.1) for n in range(30)]
    burnt = scope.burn(tickets, weeks(MONDAY, MONDAY + timedelta(days=41)), flow.points)
    assert (burnt.scope[-1], burnt.done[-1], burnt.left[-1]) == (3, 3, 0)


def test_work_that_began_after_it_was_finished_is_not_measured() -> None:
    odd = ticket("odd", 0, 3, 5)
    assert (odd.started, odd.taken_up) == (at(5), "")
    found = flow.cycle_time((odd, ticket("a", 0, 4, 1)), WHOLE, ALL)
    assert (found.n, found.median, found.left_out) == (1, 3, 1)
    assert [odd.state_at(at(day)) for day in (2, 3, 6)] == ["todo", "done", "done"]


@pytest.mark.parametrize(
    ("events", "states"),
    [
        # put back: its label is taken off, no other put on
        (((1, "labeled", "state:doing"), (2, "unlabeled", "state:doing")), ["doing", "todo"]),
        # moved on: the new label before the old one goes, or after
        (((1, "labeled", "doing"), (2, "labeled", "review"), (3, "unlabeled", "doing")), ["doing", "review"]),
        (((1, "labeled", "doing"), (2, "unlabeled", "doing"), (2, "labeled", "review")), ["doing", "todo", "review"]),
        # a label that the forge has forgotten the name of
        (((1, "labeled", "doing"), (2, "labeled", ""), (3, "unlabeled", "")), ["doing"]),
        # another label, or one that a column has overtaken
        (((1, "labeled", "doing"), (2, "unlabeled", "bug")), ["doing"]),
        (((1, "labeled", "doing"), (2, "moved", "In review"), (3, "unlabeled", "doing")), ["doing", "review"]),
    ],
)  # fmt: skip
def test_labels_taken_off(events: tuple[tuple[int, str, str], ...], states: list[str]) -> None:
    told = tuple(Event(at(day), kind, name, "") for day, kind, name in events)  # type: ignore[arg-type]
    issue = Issue(1, "x", "", "ana", at(0), at(9), events=told)
    assert [move.state for move in of_issue(issue).moves] == states


@pytest.mark.parametrize(("every", "takes"), [(1, 5), (2, 6), (3, 12)])
def test_littles_law_on_a_steady_flow(every: int, takes: int) -> None:
    tickets = [ticket(str(day), day, day + takes, day) for day in range(0, 400, every)]
    steady = Period(MONDAY + timedelta(days=100), MONDAY + timedelta(days=352))
    a_day = len(flow.finished(tickets, steady)) / steady.days
    seen = [flow.in_progress(tickets, at(day, 13)) for day in range(100, 352)]
    assert sum(seen) / len(seen) == pytest.approx(
        a_day * flow.cycle_time(tickets, steady, ALL).median, rel=0.02
    )


def test_calendars() -> None:
    friday, monday = at(4), at(7)
    assert ALL.between(friday, monday) == 3
    assert Calendar(weekends=False).between(friday, monday) == 1
    off = frozenset(holidays("# none\n2026-01-12  # a Monday\n"))
    assert Calendar(weekends=False, holidays=off).between(friday, monday) == 0.5
    assert ALL.between(monday, friday) == 0
    assert ALL.between("2026-03-28T12:00:00+01:00", "2026-03-30T12:00:00+02:00") == pytest.approx(
        47 / 24
    )
    with pytest.raises(BadInput, match="line 2"):
        holidays("2026-01-01\nsoon")


@pytest.mark.parametrize(
    ("text", "days"), [("2w", 14), ("10d", 10), ("1 W", 7), ("3j", 3), ("2s", 14)]
)
def test_lengths_of_time(text: str, days: int) -> None:
    assert span(text) == days


@pytest.mark.parametrize("text", ["", "0w", "two weeks", "5", "-1d", "1y"])
def test_other_lengths_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        span(text)


def test_periods_end_with_the_last_day() -> None:
    found = periods(MONDAY, MONDAY + timedelta(days=29), 14)
    assert [one.days for one in found] == [14, 14, 14]
    assert found[-1].end == MONDAY + timedelta(days=30)
    assert found[0].start <= MONDAY
    assert weeks(MONDAY + timedelta(days=3), MONDAY + timedelta(days=12)) == (
        Period(MONDAY, MONDAY + timedelta(days=7)),
    )


JIRA = (
    "Summary,Issue key,Issue Type,Status,Resolution,Created,Resolved,Custom field (Story Points),Labels,Labels\n"
    '"Slow, at night",AB-1,Bug,Done,Fixed,05/Jan/26 9:00 AM,07/Jan/26 3:30 PM,3.0,x,y\n'
    "Later,AB-2,Story,To Do,,06/Jan/26 9:00 AM,,,,\n"
    "Never,AB-3,Story,Done,Won't Do,06/Jan/26 9:00 AM,08/Jan/26 9:00 AM,,,\n"
)


def test_an_export_of_jira() -> None:
    first, later, never = read_tickets(JIRA, "export.csv")
    assert (first.id, first.title, first.points, first.bug) == ("AB-1", "Slow, at night", 3.0, True)
    assert (first.opened, first.closed) == ("2026-01-05T09:00:00Z", "2026-01-07T15:30:00Z")
    assert (later.closed, never.dropped, never.done) == ("", True, "")


def test_other_exports() -> None:
    french = "Clé;Titre;Créé;Résolu;Début;Jalon\nA;Un;2026-01-05;2026-01-09;2026-01-06;v1\n"
    (found,) = read_tickets(french, "x.csv")
    assert (found.started, found.done, found.epic) == (
        "2026-01-06T12:00:00Z",
        "2026-01-09T12:00:00Z",
        "v1",
    )
    assert read_tickets(
        '[{"key": "A", "fields": {"created": "2026-01-05T10:00:00+01:00", "issuetype": {"name": "Bug"}}}]',
        "x",
    )[0].bug
    assert (
        read_tickets('{"issues": [{"iid": 4, "created_at": "2026-01-05T10:00:00Z"}]}', "x")[0].id
        == "4"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column for: the ticket's key, the day it was opened"),
        ("a,b\n1,2\n", "no column for: the ticket's key, the day it was opened"),
        ("id,created\n", "holds no ticket"),
        ("id,created\n1,soon\n", "line 2: not a date: soon"),
        ("id,created,closed\n1,2026-01-05,2026-01-04\n", "line 2: closed before it was opened"),
        ("id,created,points\n1,2026-01-05,many\n", "line 2: not a number of points"),
        ("id,created\n,2026-01-05\n", "line 2 lacks the ticket's key"),
        ("[3]", "item 1 is no ticket"),
        ("{}", "holds no list"),
        ("[", "is no JSON"),
        ('id,created\n"1', "line 2 lacks the day it was opened"),
    ],
)
def test_a_bad_export_is_said(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_tickets(text, "x")
