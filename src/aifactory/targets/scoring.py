"""What a target loses and what rules it out, as curves of the inputs.

One set of formulas serves both ends: with numbers for all inputs it gives the points, with one
input left free it tells where they change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from aifactory.targets.curve import Curve
from aifactory.targets.loading import WHOLE
from aifactory.targets.needs import NUMBERS, Needs
from aifactory.targets.table import PEOPLE, People, Table, Target

DAYS = 30  # of a month
EQUAL = 1e-6  # points: nearer than this is a tie
BEYOND = 1e-9


class Loss(Struct, frozen=True):
    """Points that an input costs: all of `points` where `gap` is 1 or more, none where it is 0."""

    input: str
    points: float
    gap: Curve

    def at(self, x: float) -> float:
        """The points lost at x."""
        return self.points * min(1.0, max(0.0, self.gap.at(x)))


class Limit(Struct, frozen=True):
    """What rules a target out: a curve that is above nothing."""

    input: str
    excess: Curve

    def broken(self, x: float) -> bool:
        """Whether it rules out at x."""
        return self.excess.at(x) > BEYOND


class Sum(Struct, frozen=True):
    """All that speaks against a target."""

    id: str
    losses: tuple[Loss, ...]
    limits: tuple[Limit, ...]

    def points(self, x: float = 0.0) -> float:
        """What is left of 100 points at x."""
        return WHOLE - sum(loss.at(x) for loss in self.losses)

    def out(self, x: float = 0.0) -> bool:
        """Whether it is ruled out at x."""
        return any(limit.broken(x) for limit in self.limits)


def fixed(needs: Needs) -> dict[str, Curve]:
    """Every input as a number."""
    return {name: Curve(needs.number(name)) for name in NUMBERS}


def sums(table: Table, values: Mapping[str, Curve], level: str) -> tuple[Sum, ...]:
    """What speaks against each target, in the order of the table."""
    return tuple(
        Sum(
            target.id,
            tuple(_losses(table, target, values, level)),
            tuple(_limits(table, target, values, level)),
        )
        for target in table.targets
    )


def leaders(against: tuple[Sum, ...], x: float = 0.0) -> frozenset[str]:
    """The targets with most points at x, of those that are not ruled out."""
    points = {one.id: one.points(x) for one in against if not one.out(x)}
    best = max(points.values(), default=0.0)
    return frozenset(id for id, found in points.items() if found >= best - EQUAL)


def staff(target: Target, people: People, values: Mapping[str, Curve]) -> Curve:
    """How many people of a kind a target takes."""
    needed = [one.fte for one in target.capabilities if one.people == people]
    every = Curve(sum(one.fixed for one in needed))
    return every + values["endpoints"].times(sum(one.endpoint for one in needed))


def cost(target: Target, values: Mapping[str, Curve]) -> Curve:
    """What a target costs a month, people aside."""
    price = target.cost
    by_use = values["requests"].times(DAYS * price.thousand_requests / 1000)
    return Curve(price.fixed) + values["endpoints"].times(price.endpoint) + by_use


def _losses(
    table: Table, target: Target, values: Mapping[str, Curve], level: str
) -> Iterator[Loss]:
    weights = table.weights
    for people in PEOPLE:
        weight, needed = weights.of(people), staff(target, people, values)
        missing = (needed - values[people]).times(1 / weight.whole_missing)
        yield Loss(people, weight.missing, missing)
        yield Loss(people, weight.taken, needed.times(1 / weight.whole_taken))
    allowed = target.sovereignty.levels.get(level)
    yield Loss("sovereignty", weights.sovereignty.points, Curve(allowed.share if allowed else 1.0))
    pace = target.latency
    slower = (Curve(pace.usual) - values["latency"]).times(1 / (pace.usual - pace.best))
    yield Loss("latency", weights.latency.points, slower)
    if load := target.requests:
        room = load.most - load.easily
        unit = values["endpoints"] if load.per == "endpoint" else Curve(1.0)
        crowded = values["requests"].share(unit.times(room)) - Curve(load.easily / room)
        yield Loss("requests", weights.requests.points, crowded)
    price, spend = weights.spend, cost(target, values).share(values["spend"])
    yield Loss("spend", price.over, (spend - Curve(1.0)).times(1 / (price.most_over - 1)))
    yield Loss("spend", price.used, spend)


def _limits(
    table: Table, target: Target, values: Mapping[str, Curve], level: str
) -> Iterator[Limit]:
    if level not in target.sovereignty.levels:
        yield Limit("sovereignty", Curve(1.0))
    yield Limit("latency", Curve(target.latency.best) - values["latency"])
    if load := target.requests:
        unit = values["endpoints"] if load.per == "endpoint" else Curve(1.0)
        yield Limit("requests", values["requests"] - unit.times(load.most))
    most = values["spend"].times(table.weights.spend.most_over)
    yield Limit("spend", cost(target, values) - most)
