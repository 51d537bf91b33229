"""B3Cr9: loops made maps and reductions where that helps; code made shorter by lambdas."""

from __future__ import annotations

from aifactory.checks.finding import Facts, Params, ask, failed, number, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text


def loops_mapped(facts: Facts, params: Params) -> Finding:
    """Data are mapped and reduced by operations made for it."""
    maps, reductions = uses(facts, "maps-data"), uses(facts, "reduces-data")
    evidence = spread([*maps[:2], *reductions[:2]])
    if maps and reductions:
        return passed(Text("data are mapped and reduced"), evidence)
    if maps:
        return partly(Text("data are mapped; nothing is reduced by groups"), evidence)
    if reductions:
        return partly(Text("data are reduced by groups; nothing is mapped"), evidence)
    return failed(Text("no map and no reduction over data"))


def lambdas_passed(facts: Facts, params: Params) -> Finding:
    """Functions without a name are passed to maps, filters, sorts or reductions."""
    return by_use(
        facts,
        ["passes-lambda"],
        Text("lambdas are passed where they shorten the code"),
        Text("no lambda is passed to a map, a filter, a sort or a reduction"),
    )


def rows_not_looped(facts: Facts, params: Params) -> Finding:
    """Tables are worked on by columns, not row by row."""
    whole, rows = uses(facts, "vectorises"), uses(facts, "loops-rows")
    values: dict[str, str | int | float] = {"n": len(rows)}
    if not whole:
        return failed(Text("no operation over whole columns"), spread(rows))
    if not rows:
        return passed(Text("tables are worked on by columns, never row by row"), spread(whole))
    if len(rows) <= number(params, "partial-places"):
        return partly(
            Text("tables are worked on by columns, but row by row in {n} place", values),
            spread(rows),
        )
    return failed(
        Text("tables are worked on row by row in {n} places at least", values), spread(rows)
    )


def loops_gain(facts: Facts, params: Params) -> Finding:
    """Whether maps and reductions stand where they help: the places, for a jury."""
    places = [*uses(facts, "maps-data"), *uses(facts, "reduces-data"), *uses(facts, "loops-rows")]
    return ask(
        Text("where did a map, a reduction or a lambda help, and how was that seen?"),
        spread(places),
    )
