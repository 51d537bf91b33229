"""Days where a team lives: zones, clocks that change, days that are not worked."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.errors import BadInput
from aifactory.indicators import flow
from aifactory.indicators.periods import Calendar, Period, periods, weeks, written, zone_of
from aifactory.indicators.report import Data, compute
from aifactory.indicators.tickets import Ticket

PARIS, AUCKLAND = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Auckland")
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
OFF = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8)


def test_the_day_on_which_clocks_change() -> None:
    spring = Period(date(2026, 3, 29), date(2026, 3, 30), PARIS)
    assert (spring.first, spring.last) == ("2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z")
    autumn = Period(date(2026, 10, 25), date(2026, 10, 26), PARIS)
    assert (autumn.first, autumn.last) == ("2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z")
    assert not spring.holds("2026-03-29T22:00:00Z")
    assert spring.holds("2026-03-29")
    assert not spring.holds("")


def test_a_week_ends_when_the_team_s_sunday_does() -> None:
    # closed on Sunday evening in UTC: a Monday in Auckland
    late = Ticket("1", "x", "2026-01-08T09:00:00Z", closed="2026-01-11T20:00:00Z")
    first, last = date(2026, 1, 5), date(2026, 1, 18)
    assert flow.throughput((late,), weeks(first, last)) == [1, 0]
    assert flow.throughput((late,), weeks(first, last, AUCKLAND)) == [0, 1]
    found = compute(Data(name="x", tickets=(late,)), first, last, 7, Calendar(zone=AUCKLAND))
    rows = {series.id: series.rows for series in found.series}
    assert rows["velocity"]["done"] == rows["throughput"]["done"] == (0, 1)
    assert rows["burnup"] == {"scope": (1, 1), "done": (0, 1)}


def test_a_weekend_where_the_team_is() -> None:
    # Friday 20:00 to Sunday 20:00 in UTC is Saturday 9:00 to Monday 9:00 in Auckland
    friday, sunday = "2026-01-09T20:00:00Z", "2026-01-11T20:00:00Z"
    assert Calendar(weekends=False).between(friday, sunday) == pytest.approx(4 / 24)
    assert Calendar(weekends=False, zone=AUCKLAND).between(friday, sunday) == pytest.approx(9 / 24)
    # a Monday to the next, over the night that lacks an hour: five days and not a bit less
    monday, next_ = "2026-03-23T11:00:00Z", "2026-03-30T10:00:00Z"
    assert Calendar(weekends=False, zone=PARIS).between(monday, next_) == pytest.approx(5)
    assert Calendar(zone=PARIS).between(monday, next_) == pytest.approx(7 - 1 / 24)


@given(TIMES, TIMES, st.booleans(), OFF)
def test_days_are_counted_as_one_by_one(
    one: datetime, other: datetime, weekends: bool, off: frozenset[date]
) -> None:
    begun, ended = sorted((one.replace(microsecond=0), other.replace(microsecond=0)))
    calendar = Calendar(weekends, off)
    seconds, moment = 0.0, begun
    while moment < ended:
        morrow = datetime.combine(moment.date() + timedelta(days=1), datetime.min.time(), UTC)
        if calendar.counts(moment.date()):
            seconds += (min(morrow, ended) - moment).total_seconds()
        moment = morrow
    assert calendar.between(written(begun), written(ended)) == pytest.approx(seconds / 86400)


@given(st.lists(TIMES, min_size=3, max_size=3), st.booleans(), OFF)
def test_a_time_can_be_split(times: list[datetime], weekends: bool, off: frozenset[date]) -> None:
    first, middle, last = map(written, sorted(times))
    calendar = Calendar(weekends, off)
    parts = calendar.between(first, middle) + calendar.between(middle, last)
    assert calendar.between(first, last) == pytest.approx(parts)


@given(st.dates(date(2026, 1, 1), date(2026, 6, 30)), st.integers(1, 300), st.integers(1, 40))
def test_periods_follow_one_another(since: date, days: int, length: int) -> None:
    for zone in (UTC, PARIS, AUCKLAND):
        for found in (
            periods(since, since + timedelta(days=days), length, zone),
            weeks(since, since + timedelta(days=days), zone),
        ):
            for before, after in itertools.pairwise(found):
                assert before.end == after.start
                gap = datetime.fromisoformat(after.first) - datetime.fromisoformat(before.last)
                assert gap == timedelta(seconds=1)


@pytest.mark.parametrize("name", ["", "Paris", "../etc/passwd", "/etc/localtime", "Europe/"])
def test_other_zones_are_refused(name: str) -> None:
    assert zone_of("UTC") is UTC
    with pytest.raises(BadInput, match="not a time zone"):
        zone_of(name)
