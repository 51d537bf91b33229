"""Transformation: data made clean and useful by code, as specified, and looked at afterwards."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, failed, number, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.checks.written import by_page, says
from aifactory.facts.code.model import Use
from aifactory.facts.documents.sections import Section
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

STEPS = re.compile(
    r"clean|normali|encod|drop|remov|fill|missing|join|merg|aggregat|scal|token|chunk|split|resampl|imput|dedup|duplicat|convert|filter|feature|column|extract|group|parse|resiz|crop"
    r"|nettoy|supprim|manquant|jointure|fusion|agreg|decoup|doublon|filtr|variable|colonne|extrai"
)
LOOKS = re.compile(r"\.(?:isna|isnull|duplicated|unique|clip)$")  # what looks and mends nothing
MIGRATES = re.compile(r"(?:^|/)(?:migrations?|alembic)/")
NAMED = re.compile(
    r"(?:^|_)(?:clean(?:s|ed|ing)?|normali[sz]e[sd]?|dedup\w*|imput\w*|transform\w*|preprocess\w*|chunk\w*|features?|nettoy\w*)(?:_|$)"
)
OTHERWISE = re.compile(
    r"label|title|command|cleanup|import|button|css|url|path|email|lifecycle|flag|toggle"
)
SPEAKS = (
    "clean", "transform", "preprocess", "feature", "prepare", "normal", "parse", "split", "encod", "dedup",
    "chunk", "ingest", "etl", "impute", "staging", "nettoy", "drop", "merge", "pipeline", "aggregat", "phases",
)  # fmt: skip


def data_transformed(facts: Facts, params: Params) -> Finding:
    """Code shapes the data for their use."""
    return by_use(
        facts,
        ["lc-transforms"],
        Text("code transforms the data"),
        Text("no code joins, groups, encodes, scales or splits data"),
    )


def data_cleaned(facts: Facts, params: Params) -> Finding:
    """Code cleans the data; a notebook alone cleans once."""
    found = [use for use in uses(facts, "cleans-data", "lc-cleans") if not LOOKS.search(use.call)]
    found = [use for use in found if not MIGRATES.search(use.path)]
    if any(use.role == "code" for use in found):
        return passed(Text("code cleans the data"), spread(found))
    if found:
        return partly(Text("only a notebook cleans the data"), spread(found))
    return failed(Text("no code removes, fills or corrects what is wrong in the data"))


def transformation_chained(facts: Facts, params: Params) -> Finding:
    """The steps follow each other without a hand."""
    found = uses(facts, "lc-orchestrates", "lc-chains-by-task")
    steps = uses(facts, "lc-transforms", "lc-cleans", "cleans-data")
    if found and steps:
        return passed(Text("the transformation is a chain that runs by itself"), spread(found))
    if found:
        return failed(Text("steps are chained, but none of them transforms data"), spread(found))
    return failed(Text("no orchestrator and no task chains the transformations"))


def transformations_specified(facts: Facts, params: Params) -> Finding:
    """The transformations that are wanted are written down."""
    words, lines = number(params, "min-words"), number(params, "rows")
    return by_page(
        facts,
        ("lifecycle-transformation",),
        lambda below: _specifies(below, words, lines),
        Text("the transformations are specified"),
        Text(
            "no section says which transformations are wanted, in {n} words or a table",
            {"n": int(words)},
        ),
    )


def _specifies(below: Section, words: float, lines: float) -> bool:
    much = says(below, words, lines) or (len(below.items) >= lines and below.words * 2 >= words)
    return much and len(set(STEPS.findall(fold(below.text)))) > 1


def transformations_tested(facts: Facts, params: Params) -> Finding:
    """Tests hold the transformations to what is wanted of them."""
    found = [
        use
        for use in uses(
            facts, "lc-tests-transformation", "lc-transforms", "cleans-data", roles=["test"]
        )
        if (_named(use) if use.name == "lc-tests-transformation" else _speaks(use))
    ]
    if found:
        return passed(Text("tests hold the transformations to what is wanted"), spread(found))
    return failed(Text("no test is about cleaning, features or another transformation"))


def _named(use: Use) -> bool:
    """Whether a test is named for a transformation of data; a comparison of frames needs no name."""
    if "." in use.call or not use.path.endswith((".py", ".ipynb")):
        return True
    return NAMED.search(use.inside) is not None and OTHERWISE.search(use.inside) is None


def _speaks(use: Use) -> bool:
    said = fold(f"{use.path} {use.inside}")
    return any(word in said for word in SPEAKS)


def quality_after_transformation(facts: Facts, params: Params) -> Finding:
    """What comes out of the transformation is checked by code that runs each time."""
    found = uses(facts, "validates-data", "lc-bounds-quality")
    if any(use.role == "code" for use in found):
        return passed(Text("code checks the data that were transformed"), spread(found))
    counted = uses(facts, "lc-measures-missing", "lc-measures-duplicates", "lc-measures-values")
    if found or len({use.name for use in counted}) > 1:
        return partly(
            Text("the data are measured, but nothing refuses them"), spread([*found, *counted])
        )
    return failed(Text("no code checks the data after they were transformed"), spread(counted))
