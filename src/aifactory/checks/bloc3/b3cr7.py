"""B3Cr7: the runtime database told apart from the back-office one."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import told
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.using import shown, spread, uses
from aifactory.facts.code.model import Use
from aifactory.model import Finding, Text


def pair(runtime: tuple[Use, ...], office: tuple[Use, ...]) -> tuple[Use, Use] | None:
    """A runtime store and a back-office one that are not one and the same place."""
    for first in runtime:
        for second in office:
            if (first.path, first.line) != (second.path, second.line) and first.call != second.call:
                return first, second
    return None


def stores_by_use(facts: Facts, params: Params) -> Finding:
    """One store serves the product, another one holds data for analysis."""
    runtime, office = uses(facts, "serves-from-store"), uses(facts, "keeps-back-office")
    if found := pair(runtime, office):
        return passed(Text("a runtime store and a back-office store are used"), map(shown, found))
    if runtime:
        return failed(
            Text("a store serves the product; none is kept apart for analysis"), spread(runtime)
        )
    if office:
        return failed(Text("a store is kept for analysis; none serves the product"), spread(office))
    return failed(Text("no code uses a store to serve from or to analyse in"))


def stores_apart(facts: Facts, params: Params) -> Finding:
    """Each of the two has connection settings of its own."""
    runtime = uses(facts, "names-runtime-store")
    office = uses(facts, "names-back-office")
    if not uses(facts, "keeps-back-office"):
        return failed(Text("no store is kept for analysis"), spread([*runtime, *office]))
    if found := pair(runtime, office):
        return passed(Text("each store has settings of its own"), map(shown, found))
    return failed(
        Text("no separate settings for a runtime store and a back-office store"),
        spread([*runtime, *office]),
    )


def stores_fed(facts: Facts, params: Params) -> Finding:
    """Data go from one store to the other by a program: replication, capture of changes, a transfer.

    Reading a database counts where the same file writes to a back-office store.
    """
    if places := uses(facts, "copies-between-stores"):
        return passed(Text("data go from one store to the other"), spread(places))
    writing = {use.path for use in uses(facts, "keeps-back-office") if use.call != "SQL"}
    if reading := [use for use in uses(facts, "reads-store") if use.path in writing]:
        return passed(Text("data go from one store to the other"), spread(reading))
    return failed(Text("nothing brings data from one store to the other"))


def stores_roles(facts: Facts, params: Params) -> Finding:
    """A document gives each store its role."""
    least = int(number(params, "min-words"))
    runtime, office = ("bloc3-runtime", "bloc3-storage"), ("bloc3-back-office", "bloc3-storage")
    families = ["bloc3-stores", "bloc3-flow", "bloc3-etl"]
    if passage := told(facts, families, least, runtime, office):
        return passed(
            Text("the roles of the stores are told"), [at(passage.document, passage.start)]
        )
    return failed(Text("no document says which store serves the product and which is for analysis"))
