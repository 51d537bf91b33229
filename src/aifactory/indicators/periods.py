"""Days, weeks and iterations, in UTC; calendar days unless weekends and holidays are left out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text

SPAN = re.compile(r"^(\d{1,3})\s*([dwjs])$", re.I)
UNIT = {"d": 1, "j": 1, "w": 7, "s": 7}
DAY = 86400.0


class Period(Struct, frozen=True, order=True):
    """The days from `start` up to, but without, `end`."""

    start: date
    end: date

    def holds(self, moment: str) -> bool:
        """Whether a time ("2026-01-31T12:00:00Z") lies in it."""
        return bool(moment) and self.start.isoformat() <= moment[:10] < self.end.isoformat()

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.end - self.start).days

    @property
    def last(self) -> str:
        """Its last moment, to compare times with."""
        return f"{self.end - timedelta(days=1)}T23:59:59Z"


class Calendar(Struct, frozen=True):
    """Which days count: all of them, or those that are worked."""

    weekends: bool = True
    holidays: frozenset[date] = frozenset()

    def between(self, start: str, end: str) -> float:
        """Days from one time to another, with their fractions; 0 where the second is earlier."""
        begun, ended = instant(start), instant(end)
        if ended <= begun:
            return 0.0
        if self.weekends and not self.holidays:
            return (ended - begun).total_seconds() / DAY
        total, day = 0.0, begun
        while day < ended:
            midnight = datetime.combine(day.date() + timedelta(days=1), datetime.min.time(), UTC)
            if self.counts(day.date()):
                total += (min(midnight, ended) - day).total_seconds()
            day = midnight
        return total / DAY

    def counts(self, day: date) -> bool:
        """Whether a day is worked."""
        return (self.weekends or day.weekday() < 5) and day not in self.holidays


def instant(moment: str) -> datetime:
    """A time as such."""
    return datetime.fromisoformat(moment).astimezone(UTC)


def span(text: str) -> int:
    """The days of "2w", "10d" (or "2s", "10j"); BadInput for something else."""
    match = SPAN.match(text.strip())
    if match is None or not int(match[1]):
        raise BadInput(
            Text("not a length of time: {text}", {"text": text}), Text("write it as 2w or 10d")
        )
    return int(match[1]) * UNIT[match[2].lower()]


def periods(since: date, until: date, days: int) -> tuple[Period, ...]:
    """Periods of so many days that end with the day `until`; the first holds `since`."""
    found: list[Period] = []
    end = until + timedelta(days=1)
    while end > since:
        found.insert(0, Period(end - timedelta(days=days), end))
        end -= timedelta(days=days)
    return tuple(found)


def weeks(since: date, until: date) -> tuple[Period, ...]:
    """The whole weeks, Monday to Sunday, from the one that holds `since` to the last over at
    the end of `until`.
    """
    start = since - timedelta(days=since.weekday())
    found = []
    while start + timedelta(days=6) <= until:
        found.append(Period(start, start + timedelta(days=7)))
        start += timedelta(days=7)
    return tuple(found)


def days_of(period: Period) -> Iterator[date]:
    """The days of a period."""
    for offset in range(period.days):
        yield period.start + timedelta(days=offset)


def holidays(text: str) -> Collection[date]:
    """Dates, one a line, what follows "#" aside; BadInput for something else."""
    found: set[date] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if word := line.split("#", 1)[0].strip():
            try:
                found.add(date.fromisoformat(word))
            except ValueError:
                raise BadInput(
                    Text("line {number}: not a date: {word}", {"number": number, "word": word}),
                    Text("one date a line"),
                ) from None
    return found
