"""The whole answer for given needs: a pure function of the table and the needs."""

from __future__ import annotations

from aifactory.advice import Advice, Caution, Given, Origin, Standing
from aifactory.policy import Localized
from aifactory.targets.needs import INPUTS, Needs
from aifactory.targets.reasons import capabilities, reasons
from aifactory.targets.scoring import EQUAL, Sum, fixed, sums
from aifactory.targets.sensitivity import answer, flips
from aifactory.targets.table import Table, Target


def advise(table: Table, needs: Needs, lang: str = "en") -> Advice:
    """Rank the targets, say why, what is missing and what would change the answer."""
    against = sums(table, fixed(needs), needs.sovereignty)
    pairs = list(zip(table.targets, against, strict=True))
    standings = [_standing(table, *pair, pairs, needs, lang) for pair in pairs]
    # Equal ones, and those that are ruled out, keep the order of the table and of their points.
    standings.sort(key=lambda one: (one.place == 0, one.place or -one.points))
    first = answer(table, needs)
    changes = sorted(flips(table, needs, lang), key=lambda one: one.size)
    flipping = {one.input for one in changes}
    titles = {name: table.inputs[name].title.in_(lang) for name in INPUTS}
    return Advice(
        table=table.title.in_(lang),
        version=table.version,
        given=tuple(_given(table, needs, name, lang) for name in INPUTS),
        standings=tuple(standings),
        leaders=tuple(target.id for target in table.targets if target.id in first),
        flips=tuple(changes),
        steady=tuple(titles[name] for name in INPUTS if name not in flipping),
        origins=tuple(Origin(id, one.kind, one.in_(lang)) for id, one in table.sources.items()),
        weights=tuple(
            (titles[name], points, getattr(table.weights, name).sources)
            for name, points in table.weights.totals().items()
        ),
        discuss=tuple(one.in_(lang) for one in table.discuss),
    )


def _standing(
    table: Table,
    target: Target,
    against: Sum,
    pairs: list[tuple[Target, Sum]],
    needs: Needs,
    lang: str,
) -> Standing:
    points = against.points()
    better = [one for _target, one in pairs if not one.out() and one.points() > points + EQUAL]
    return Standing(
        id=target.id,
        title=target.title.in_(lang),
        place=0 if against.out() else 1 + len(better),
        points=points,
        reasons=tuple(reasons(table, target, against, needs, lang)),
        capabilities=tuple(capabilities(target, needs, lang)),
        cautions=tuple(
            Caution(Localized(one.en, one.fr).in_(lang), one.sources) for one in target.cautions
        ),
    )


def _given(table: Table, needs: Needs, name: str, lang: str) -> Given:
    about = table.inputs[name]
    if name == "sovereignty":
        return Given(
            id=name,
            title=about.title.in_(lang),
            value=table.level(needs.sovereignty).title.in_(lang),
            level=needs.sovereignty,
        )
    return Given(name, about.title.in_(lang), needs.number(name), about.unit.in_(lang))
