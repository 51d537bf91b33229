"""Days, weeks and iterations, in UTC or a time zone; calendar days unless some are left out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from gettext import gettext as _
from zoneinfo import ZoneInfo

from msgspec import Struct

from aifactory.errors import BadInput

SPAN = re.compile(r"^(\d{1,3})\s*([dwjs])$", re.I)
UNIT = {"d": 1, "j": 1, "w": 7, "s": 7}
DAY = 86400.0
SATURDAY = 5


class Period(Struct, frozen=True):
    """The days from `start` up to, but without, `end`, as they begin in a zone."""

    start: date
    end: date
    zone: tzinfo = UTC

    def holds(self, moment: str) -> bool:
        """Whether a time ("2026-01-31T12:00:00Z"), or a day, lies in it."""
        if self.zone is not UTC and len(moment) > len("2026-01-31"):
            return self.first <= moment <= self.last
        return bool(moment) and self.start.isoformat() <= moment[:10] < self.end.isoformat()

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.end - self.start).days

    @property
    def first(self) -> str:
        """Its first moment, to compare times with."""
        return written(midnight(self.start, self.zone))

    @property
    def last(self) -> str:
        """Its last moment, to compare times with."""
        return written(midnight(self.end, self.zone) - timedelta(seconds=1))


class Calendar(Struct, frozen=True):
    """Which days count: all of them, or those that are worked where the team is."""

    weekends: bool = True
    holidays: frozenset[date] = frozenset()
    zone: tzinfo = UTC

    def between(self, start: str, end: str) -> float:
        """Days from one time to another, with their fractions; 0 where the second is earlier.

        Where days are left out, a whole day counts one, also that on which clocks change.
        """
        begun, ended = instant(start), instant(end)
        if ended <= begun:
            return 0.0
        if self.weekends and not self.holidays:
            return (ended - begun).total_seconds() / DAY
        first, last = begun.astimezone(self.zone).date(), ended.astimezone(self.zone).date()
        if first == last:
            return (ended - begun).total_seconds() / DAY if self.counts(first) else 0.0
        morrow = first + timedelta(days=1)
        total = float(self.worked(morrow, last))
        if self.counts(first):
            total += (midnight(morrow, self.zone) - begun).total_seconds() / DAY
        if self.counts(last):
            total += (ended - midnight(last, self.zone)).total_seconds() / DAY
        return total

    def counts(self, day: date) -> bool:
        """Whether a day is worked."""
        return (self.weekends or day.weekday() < SATURDAY) and day not in self.holidays

    def worked(self, start: date, end: date) -> int:
        """How many days are worked from one day up to, but without, another."""
        off = sorted(day for day in self.holidays if self.weekends or day.weekday() < SATURDAY)
        free = bisect_left(off, end) - bisect_left(off, start)
        if self.weekends:
            return (end - start).days - free
        return weekdays(end) - weekdays(start) - free


def instant(moment: str) -> datetime:
    """A time as such."""
    return datetime.fromisoformat(moment).astimezone(UTC)


def midnight(day: date, zone: tzinfo) -> datetime:
    """When a day begins in a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def written(told: datetime) -> str:
    """A time as everything here is written and compared: "2026-01-31T12:00:00Z"."""
    return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def weekdays(day: date) -> int:
    """How many Mondays to Fridays there were before a day."""
    whole, rest = divmod(day.toordinal() - 1, 7)  # the first of all days is a Monday
    return whole * SATURDAY + min(rest, SATURDAY)


def zone_of(name: str) -> tzinfo:
    """A time zone by its name; BadInput for one that is not known."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        hint = _("write it as Europe/Paris; where the system knows no zones, install tzdata")
        raise BadInput(_("not a time zone: {text}").format(text=name), hint) from None


def span(text: str) -> int:
    """The days of "2w", "10d" (or "2s", "10j"); BadInput for something else."""
    match = SPAN.match(text.strip())
    if match is None or not int(match[1]):
        message = _("not a length of time: {text}").format(text=text)
        raise BadInput(message, _("write it as 2w or 10d"))
    return int(match[1]) * UNIT[match[2].lower()]


def periods(since: date, until: date, days: int, zone: tzinfo = UTC) -> tuple[Period, ...]:
    """Periods of so many days that end with the day `until`; the first holds `since`."""
    found: list[Period] = []
    end = until + timedelta(days=1)
    while end > since:
        found.append(Period(end - timedelta(days=days), end, zone))
        end -= timedelta(days=days)
    return tuple(reversed(found))


def weeks(since: date, until: date, zone: tzinfo = UTC) -> tuple[Period, ...]:
    """The whole weeks, Monday to Sunday, from the one that holds `since` to the last over at
    the end of `until`.
    """
    start = since - timedelta(days=since.weekday())
    found = []
    while start + timedelta(days=6) <= until:
        found.append(Period(start, start + timedelta(days=7), zone))
        start += timedelta(days=7)
    return tuple(found)


def holidays(text: str) -> Collection[date]:
    """Dates, one a line, what follows "#" aside; BadInput for something else."""
    found: set[date] = set()
    for number, line in enumerate(text.splitlines(), 1):
        if word := line.split("#", 1)[0].strip():
            try:
                found.add(date.fromisoformat(word))
            except ValueError:
                message = _("line {line}: not a date: {text}").format(line=number, text=word[:40])
                raise BadInput(message, _("write one date a line, such as 2026-01-31")) from None
    return found
