"""The least change of one input that gives another answer: computed from where curves cross.

Between two neighbouring values at which a loss begins, a loss is whole, a limit is met or two
targets are equal, the answer is the same. So it is enough to try the steps next to those values,
the nearest first; each is tried by reckoning everything anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from msgspec.structs import replace

from aifactory.advice import Flip
from aifactory.targets.curve import Curve
from aifactory.targets.needs import INPUTS, Needs
from aifactory.targets.scoring import Sum, fixed, leaders, sums
from aifactory.targets.table import Input, Table


def answer(table: Table, needs: Needs) -> frozenset[str]:
    """The ids of the targets that come first."""
    return leaders(sums(table, fixed(needs), needs.sovereignty))


def differs(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether an answer is another: one of those that lead no longer does, or now any does."""
    return bool(before - after) or (not before and bool(after))


def flips(table: Table, needs: Needs, lang: str) -> Iterator[Flip]:
    """For each input that can change the answer alone, the least change that does."""
    now = answer(table, needs)
    for name in INPUTS:
        found = (
            _harder_or_softer(table, needs, now, lang)
            if name == "sovereignty"
            else _more_or_less(table, needs, now, name, lang)
        )
        if found:
            yield found


def _harder_or_softer(table: Table, needs: Needs, now: frozenset[str], lang: str) -> Flip | None:
    names = [one.id for one in table.levels]
    here = names.index(needs.sovereignty)
    for name in sorted(names, key=lambda name: (abs(names.index(name) - here), name)):
        then = answer(table, replace(needs, sovereignty=name))
        if differs(now, then):
            about = table.inputs["sovereignty"]
            return Flip(
                input="sovereignty",
                title=about.title.in_(lang),
                unit="",
                before=table.level(needs.sovereignty).title.in_(lang),
                after=table.level(name).title.in_(lang),
                level=name,
                leaders=_ordered(table, then),
                size=float(abs(names.index(name) - here)),
            )
    return None


def _more_or_less(
    table: Table, needs: Needs, now: frozenset[str], name: str, lang: str
) -> Flip | None:
    about, here = table.inputs[name], needs.number(name)
    values = {**fixed(needs), name: Curve(slope=1.0)}
    against = sums(table, values, needs.sovereignty)
    for x in sorted(_steps(turns(against, about), here, about), key=lambda x: (abs(x - here), x)):
        then = answer(table, replace(needs, **{name: x}))
        if differs(now, then):
            return Flip(
                input=name,
                title=about.title.in_(lang),
                unit=about.unit.in_(lang),
                before=here,
                after=x,
                level="",
                leaders=_ordered(table, then),
                size=abs(x - here) / max(here, about.notable),
            )
    return None


def turns(against: Sequence[Sum], about: Input) -> list[float]:
    """Every value of the free input at which the answer may change, within what is believed."""
    bends = {about.least, about.most}
    for one in against:
        for loss in one.losses:
            bends.update(loss.gap.roots(), (loss.gap - Curve(1.0)).roots())
        for limit in one.limits:
            bends.update(limit.excess.roots())
    corners = sorted(x for x in bends if about.least <= x <= about.most)
    found = set(corners)
    for low, high in pairwise(corners):
        lost = [_lost(one, (low + high) / 2) for one in against]
        for some, others in combinations(lost, 2):
            found.update(x for x in (some - others).roots() if low < x < high)
    return sorted(found)


def _lost(one: Sum, middle: float) -> Curve:
    """The points that a target loses around a value where none of its losses begins or ends."""
    total = Curve()
    for loss in one.losses:
        gap = loss.gap.at(middle)
        part = loss.gap if 0 < gap < 1 else Curve(1.0 if gap >= 1 else 0.0)
        total += part.times(loss.points)
    return total


def _steps(turning: Sequence[float], here: float, about: Input) -> set[float]:
    """The whole steps next to turning points and to the present value, without the latter."""
    found: set[float] = set()
    for x in (*turning, here):
        first = math.floor(x / about.step)
        found.update(round((first + k) * about.step, 9) for k in (-1, 0, 1, 2))
    return {x for x in found if about.least <= x <= about.most and x != here}


def _ordered(table: Table, ids: frozenset[str]) -> tuple[str, ...]:
    return tuple(target.id for target in table.targets if target.id in ids)
