"""Why a target stands where it does: a sentence for each input, with the points that it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from aifactory.advice import UNSEEN, Capability, Reason
from aifactory.model import Text
from aifactory.targets.needs import Needs
from aifactory.targets.scoring import Sum, cost, fixed, staff
from aifactory.targets.table import PEOPLE, Capacity, People, Table, Target


def reasons(table: Table, target: Target, against: Sum, needs: Needs, lang: str) -> list[Reason]:
    """One for each input that the target asks something of; what costs most comes first."""
    lost = dict.fromkeys(table.inputs, 0.0)
    for loss in against.losses:
        lost[loss.input] += loss.at(0.0)
    out = {limit.input for limit in against.limits if limit.broken(0.0)}
    found = [
        Reason(
            input=name,
            title=table.inputs[name].title.in_(lang),
            points=lost[name],
            message=message,
            sources=tuple(dict.fromkeys(sources)),
            through=through,
            out=name in out,
        )
        for name, message, sources, through in _told(table, target, needs, lang, out)
    ]
    return sorted(found, key=lambda one: (not one.out, -one.points))


def capabilities(target: Target, needs: Needs, lang: str) -> Iterator[Capability]:
    """What the team must be able to do; people are given to the first ones first."""
    left = {people: needs.number(people) for people in PEOPLE}
    for one in target.capabilities:
        fte = one.fte.fixed + one.fte.endpoint * needs.endpoints
        there = min(fte, left[one.people])
        left[one.people] -= there
        yield Capability(one.id, one.title.in_(lang), one.people, fte, there, one.sources)


Values: TypeAlias = dict[str, str | int | float]
Told: TypeAlias = tuple[str, Text, tuple[str, ...], tuple[str, ...]]


def _told(table: Table, target: Target, needs: Needs, lang: str, out: set[str]) -> Iterator[Told]:
    values = fixed(needs)
    for people in PEOPLE:
        yield _of_people(target, people, staff(target, people, values).flat, needs)
    sovereignty = target.sovereignty
    allowed = sovereignty.levels.get(needs.sovereignty)
    says = (allowed.says if allowed else sovereignty.beyond).in_(lang)
    yield "sovereignty", Text("{words}", {"words": says}), sovereignty.sources, ()
    yield "latency", _of_latency(target, needs, "latency" in out), target.latency.sources, ()
    yield _of_load(target.requests, target, needs, "requests" in out)
    yield _of_spend(table, target, cost(target, values).flat, needs, lang, "spend" in out)


def _of_people(target: Target, people: People, needed: float, needs: Needs) -> Told:
    given = needs.number(people)
    numbers: Values = {
        "needed": needed, "given": given, "missing": max(0.0, needed - given)
    }  # fmt: skip
    asked = [one for one in target.capabilities if one.people == people]
    message = (
        Text("takes {needed} FTE, {given} given: {missing} missing", numbers)
        if needed - given > UNSEEN
        else Text("takes {needed} of the {given} FTE given", numbers)
    )
    through = ("endpoints",) if any(one.fte.endpoint for one in asked) else ()
    return people, message, tuple(name for one in asked for name in one.sources), through


def _of_latency(target: Target, needs: Needs, out: bool) -> Text:
    pace = target.latency
    numbers: Values = {"usual": pace.usual, "best": pace.best, "wanted": needs.latency}
    if out:
        return Text("takes {best} ms at the very best, {wanted} ms may pass", numbers)
    if pace.usual > needs.latency:
        return Text("usually takes {usual} ms, {best} at best, and {wanted} ms may pass", numbers)
    return Text("usually takes {usual} ms of the {wanted} ms that may pass", numbers)


def _of_load(load: Capacity | None, target: Target, needs: Needs, out: bool) -> Told:
    if load is None:
        message = Text("grows with use: {wanted} requests a day", {"wanted": needs.requests})
        return "requests", message, target.cost.sources, ()
    by_endpoint = load.per == "endpoint"
    times = needs.endpoints if by_endpoint else 1.0
    easily, most = load.easily * times, load.most * times
    numbers: Values = {"easily": easily, "most": most, "wanted": needs.requests}
    if out:
        message = Text("carries {most} requests a day at most, of {wanted}", numbers)
    elif needs.requests > easily:
        message = Text(
            "carries {easily} requests a day without trouble, {most} at most, and {wanted} come",
            numbers,
        )
    else:
        message = Text("carries {easily} requests a day, and {wanted} come", numbers)
    return "requests", message, load.sources, ("endpoints",) if by_endpoint else ()


def _of_spend(
    table: Table, target: Target, price: float, needs: Needs, lang: str, out: bool
) -> Told:
    unit = table.inputs["spend"].unit.in_(lang)
    most = table.weights.spend.most_over
    numbers: Values = {
        "cost": price,
        "spend": needs.spend,
        "times": most,
        "unit": unit,
    }
    if out:
        message = Text(
            "costs about {cost} {unit}, more than {times} times the {spend} that may be spent",
            numbers,
        )
    elif price > needs.spend:
        message = Text(
            "costs about {cost} {unit}, more than the {spend} that may be spent", numbers
        )
    else:
        message = Text("costs about {cost} {unit} of the {spend} that may be spent", numbers)
    drivers = (("endpoints", target.cost.endpoint), ("requests", target.cost.thousand_requests))
    through = tuple(name for name, rate in drivers if rate)
    return "spend", message, target.cost.sources, through
