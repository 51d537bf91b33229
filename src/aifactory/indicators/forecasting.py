"""Forecasts from past throughput: when will so many be done, how many by then.

Each week to come is taken to be like one of the past weeks, drawn at random and independently
(Vacanti, "When Will It Be Done?", 2020). The distribution of their sum is computed exactly, by
convolution; a seeded simulation of the same weeks stands beside it as a check.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from aifactory.model import Backtest, Forecast, Text

SHARES = (0.5, 0.7, 0.85, 0.95)
LEAST_WEEKS, LEAST_DONE = 8, 5
FARTHEST = 520  # weeks: ten years
TRIALS = 10_000
RANGES = (0.5, 0.85)


def thin(samples: Sequence[int]) -> Text | None:
    """Why a past is too short to forecast from; None where it is not."""
    done = sum(samples)
    values: dict[str, str | int | float] = {
        "weeks": len(samples), "done": done, "least": LEAST_WEEKS, "least_done": LEAST_DONE,
    }  # fmt: skip
    if len(samples) >= LEAST_WEEKS and done >= LEAST_DONE:
        return None
    return Text(
        "{weeks} weeks and {done} finished tickets are too few to forecast from: {least} weeks "
        "and {least_done} tickets are needed",
        values,
    )


def shares(samples: Sequence[int]) -> list[tuple[int, float]]:
    """What a week may bring, and how likely it is."""
    counted = Counter(samples)
    return [(count, times / len(samples)) for count, times in sorted(counted.items())]


def sums(samples: Sequence[int]) -> Iterator[list[float]]:
    """After one week, two weeks…: the probability of each sum, from 0 on."""
    week = shares(samples)
    total = [1.0]
    while True:
        longer = [0.0] * (len(total) + max(samples))
        for done, chance in enumerate(total):
            if chance:
                for more, likely in week:
                    longer[done + more] += chance * likely
        total = longer
        yield total


def weeks_for(samples: Sequence[int], items: int) -> dict[float, int]:
    """The weeks within which `items` are done, with each probability of `SHARES`.

    Sums beyond `items` are one: only whether they are reached matters.
    """
    week, most = shares(samples), max(samples)
    open_, found = [1.0], dict[float, int]()
    for number in range(1, FARTHEST + 1):
        longer = [0.0] * min(items, len(open_) + most)
        for done, chance in enumerate(open_):
            if chance:
                for more, likely in week:
                    if done + more < items:
                        longer[done + more] += chance * likely
        open_ = longer
        reached = 1 - sum(open_)
        for share in SHARES:
            if share not in found and reached >= share - 1e-12:
                found[share] = number
        if len(found) == len(SHARES):
            break
    return found


def items_in(samples: Sequence[int], weeks: int) -> dict[float, int]:
    """The items that are done in so many weeks, at least, with each probability of `SHARES`."""
    walk = sums(samples)
    total = [1.0]
    for _ in range(weeks):
        total = next(walk)
    return {share: at_least(total, share) for share in SHARES}


def at_least(chances: Sequence[float], share: float) -> int:
    """The largest count that is reached with this probability or more."""
    reached = 0.0
    for count in range(len(chances) - 1, -1, -1):
        reached += chances[count]
        if reached >= share - 1e-12:
            return count
    return 0


def simulate_weeks(samples: Sequence[int], items: int, seed: int = 1) -> dict[float, int]:
    """As `weeks_for`, by simulation: the same seed gives the same answer. Of the trials in order,
    the first by which so large a share of them is done; one that takes too long is never done.
    """
    dice = random.Random(seed)  # noqa: S311  (no secret)
    ends = []
    for _ in range(TRIALS):
        done = weeks = 0
        while done < items and weeks <= FARTHEST:
            done += dice.choice(samples)
            weeks += 1
        ends.append(weeks)
    ends.sort()
    found = {share: ends[ceil(share * TRIALS) - 1] for share in SHARES}
    return {share: weeks for share, weeks in found.items() if weeks <= FARTHEST}


def simulate_items(samples: Sequence[int], weeks: int, seed: int = 1) -> dict[float, int]:
    """As `items_in`, by simulation: what so large a share of the trials reached."""
    dice = random.Random(seed)  # noqa: S311  (no secret)
    found = sorted(sum(dice.choices(samples, k=weeks)) for _ in range(TRIALS))
    return {share: found[TRIALS - ceil(share * TRIALS)] for share in SHARES}


def central(chances: Sequence[float], share: float) -> tuple[int, int]:
    """The central range that holds at least this probability."""
    tail = (1 - share) / 2
    low, below = 0, 0.0
    for count, chance in enumerate(chances):
        if below + chance > tail:
            low = count
            break
        below += chance
    high, above = len(chances) - 1, 0.0
    for count in range(len(chances) - 1, -1, -1):
        if above + chances[count] > tail:
            high = count
            break
        above += chances[count]
    return low, high


def backtest(samples: Sequence[int], horizon: int = 4, window: int = 26) -> Backtest | None:
    """Forecasts of the next `horizon` weeks from up to `window` weeks before, at every week of the
    past that allows it, against what was; None where no week does.
    """
    hits = dict.fromkeys(RANGES, 0)
    n = 0
    for now in range(LEAST_WEEKS, len(samples) - horizon + 1):
        known = samples[max(0, now - window) : now]
        if thin(known):
            continue
        walk = sums(known)
        total = [1.0]
        for _ in range(horizon):
            total = next(walk)
        truth = sum(samples[now : now + horizon])
        n += 1
        for share in RANGES:
            low, high = central(total, share)
            hits[share] += low <= truth <= high
    if not n:
        return None
    return Backtest(n, horizon, {share: hits[share] / n for share in RANGES})


def forecast(
    samples: Sequence[int],
    items: int,
    horizon: int = 0,
    seed: int = 1,
    past: Sequence[int] | None = None,
) -> Forecast:
    """The weeks that `items` take, or the items of `horizon` weeks where one is given; with a
    back-test over `past`, where it is given, of forecasts from as many weeks.
    """
    return Forecast(
        weeks=len(samples),
        done=sum(samples),
        items=0 if horizon else items,
        horizon=horizon,
        exact=items_in(samples, horizon) if horizon else weeks_for(samples, items),
        simulated=simulate_items(samples, horizon, seed)
        if horizon
        else simulate_weeks(samples, items, seed),
        seed=seed,
        backtest=backtest(past, window=len(samples)) if past is not None else None,
        tested=past is not None,
    )
