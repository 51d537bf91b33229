"""B3Cr2: historical data brought by ETL or ELT into a back-office database."""

from __future__ import annotations

from aifactory.checks.bloc3.passages import told
from aifactory.checks.finding import Facts, Params, at, failed, number, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.model import Finding, Text


def history_loaded(facts: Facts, params: Params) -> Finding:
    """Code or SQL writes tables in bulk to a database."""
    return by_use(
        facts,
        ["loads-database"],
        Text("tables are loaded into a database"),
        Text("no code, SQL or job loads tables into a database"),
    )


def history_layered(facts: Facts, params: Params) -> Finding:
    """Raw data and what is made of them lie apart."""
    raw, made = uses(facts, "layers-raw"), uses(facts, "layers-made")
    if raw and made:
        return passed(
            Text("raw data and what is made of them lie apart"), spread([*raw[:2], *made[:2]])
        )
    if raw or made:
        return failed(Text("one layer of data is named, no other beside it"), spread([*raw, *made]))
    return failed(
        Text("no layers: neither schemas, models nor folders keep raw data and results apart")
    )


def history_kept(facts: Facts, params: Params) -> Finding:
    """What was loaded before is kept: increments, validity, partitions or snapshots."""
    return by_use(
        facts,
        ["keeps-history"],
        Text("history is kept as it grows"),
        Text("no incremental load, dated validity, partition by date or snapshot"),
    )


def etl_explained(facts: Facts, params: Params) -> Finding:
    """A document says how the back office is filled."""
    least = int(number(params, "min-words"))
    stages = ("bloc3-extraction", "bloc3-processing", "bloc3-storage")
    if passage := told(facts, ["bloc3-etl"], least, *stages):
        return passed(Text("the load is explained"), [at(passage.document, passage.start)])
    return failed(Text("no document says how data are loaded and what becomes of them on the way"))
