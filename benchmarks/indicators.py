"""How the cost of indicators grows with the tracker, beside the least that must be done.

usage: python benchmarks/indicators.py

A year of 2,500, 5,000 and 10,000 tickets with two moves each. The peer is reading the same facts
from JSON, which no computation can do without. Wall seconds, the best of three.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from aifactory.indicators.report import Data, compute
from aifactory.indicators.tickets import Move, Ticket

SIZES = (2500, 5000, 10_000)
START = date(2025, 1, 1)


def tracker(count: int) -> tuple[Ticket, ...]:
    """A year of tickets, opened evenly, each taken up and finished within weeks."""
    dice = random.Random(1)  # noqa: S311
    found = []
    for number in range(count):
        opened = START + timedelta(days=number * 365 // count)
        begun = opened + timedelta(days=dice.randrange(1, 10))
        ended = begun + timedelta(days=dice.randrange(1, 20))
        moves = (Move(f"{begun}T09:00:00Z", "doing"), Move(f"{ended}T08:00:00Z", "review"))
        times = (f"{opened}T09:00:00Z", f"{ended}T17:00:00Z")
        found.append(Ticket(f"#{number}", "A ticket", *times, points=3, moves=moves))
    return tuple(found)


def best(work: Callable[[], object]) -> float:
    """The least of three times, in seconds."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Print the times and ratios."""
    first = 0.0
    for size in SIZES:
        tickets = tracker(size)
        saved = msgspec.json.encode(tickets)
        floor = best(lambda data=saved: msgspec.json.decode(data, type=tuple[Ticket, ...]))
        data = Data(name="x", tickets=tickets)
        ours = best(lambda d=data: compute(d, START, START + timedelta(days=364)))
        first = first or ours / size
        growth = ours / size / first
        times = ours / floor
        print(f"{size} tickets: {ours:.2f} s, {times:.0f} times reading them; each {growth:.2f}")


if __name__ == "__main__":
    main()
