"""B2Cr3: a first supervised prototype, and the control group that later experiments are held to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.checks.bloc2.levels import MEASURES, trained
from aifactory.checks.bloc2.tables import Table, has_figures, is_figure, names, tables
from aifactory.checks.finding import Facts, Params, ask, at, failed, partly, passed
from aifactory.checks.using import shown, spread, uses
from aifactory.facts.code.model import Use
from aifactory.model import Evidence, Finding, Text

SIMPLE = re.compile(
    r"(?:Linear|Logistic|Ridge|Lasso|SGD\w*|DecisionTree\w*|KNeighbors\w*|NearestCentroid|\w+NB)(?:Regression|Classifier|Regressor)?(?:\.\w+)?$"
)
METRIC = re.compile(
    r"\b(?:accuracy|exactitude|precision|recall|rappel|f1|auc|roc|rmse|mae|mse|mape|smape|wape|mase|r2|r²|loss|perte|error|erreur|log_?loss|bleu|rouge|wer|perplexity"
    r"|score|kappa|mcc|ndcg|map|hit_?rate|skill|pinball|crps)\w*",
    re.I,
)
CONTROL = "bloc2-control"


def poc_supervised(facts: Facts, params: Params) -> Finding:
    """A supervised model is made and trained."""
    models, learnt = uses(facts, "supervised-model"), trained(facts)
    elsewhere = uses(facts, "trains-elsewhere")
    if (models and learnt) or elsewhere:
        return passed(Text("a supervised model is trained"), spread((*models, *learnt, *elsewhere)))
    return failed(
        Text("a supervised model is named, but never trained")
        if models
        else Text("no supervised model is trained"),
        spread(models),
    )


def poc_control(facts: Facts, params: Params) -> Finding:
    """There is a control: a model that learns nothing, or labels for clusters."""
    if naive := uses(facts, "naive-control", "baseline-model"):
        return passed(Text("a naive model serves as the control"), spread(naive))
    labelled, clusters = uses(facts, "labels-control"), uses(facts, "clusters")
    if labelled and clusters:
        return passed(
            Text("clusters are held to labels"), [*spread(labelled)[:3], *spread(clusters)[:2]]
        )
    if called := uses(facts, "named-baseline"):
        return partly(Text("something is called a baseline, which may have learnt"), spread(called))
    models = uses(facts, "supervised-model")
    simple = [u for u in models if SIMPLE.search(u.call)]
    beside = [(a, b) for a in simple for b in models if b.path == a.path and b not in simple]
    if beside and trained(facts):
        return partly(
            Text("a simple model stands beside another, but no naive one"), map(shown, beside[0])
        )
    return failed(Text("no naive model, no control group: no dummy, majority or last-value rule"))


def poc_compared(facts: Facts, params: Params) -> Finding:
    """The control and the model are put to the same measure."""
    if table := next(_side_by_side(facts), None):
        return passed(
            Text("control and model stand side by side, with their figures"),
            [at(table.document, table.block, _control_row(table))],
        )
    scored = uses(facts, "scores-control")
    if uses(facts, "clusters"):
        scored += uses(facts, "labels-control")
    if together := tuple(_with_a_model(facts, scored)):
        return passed(Text("one file measures control and model alike"), spread(together))
    if called := (*scored, *uses(facts, "named-baseline")):
        return partly(
            Text("a control or a baseline is measured, but not a naive one beside the model"),
            spread(called),
        )
    return failed(Text("control and model are nowhere held to the same measure"))


def _with_a_model(facts: Facts, scored: tuple[Use, ...]) -> Iterator[Use]:
    """Scores of the control in files that train, make or measure a model too."""
    wanted = (*uses(facts, *MEASURES, "supervised-model", "clusters"), *trained(facts))
    places = {(u.path, u.text) for u in wanted if not u.call.startswith("sklearn.dummy")}
    for use in scored:
        if any(path == use.path and text != use.text for path, text in places) or use.path.endswith(
            (".json", ".csv")
        ):
            yield use


def _side_by_side(facts: Facts) -> Iterator[Table]:
    """Tables with the metric of a control and of something else, in rows or in columns."""
    for table in tables(facts) if trained(facts) else ():
        if not METRIC.search(table.block.text):
            continue
        rows = [row for row in table.rows if has_figures(row)]
        controls = [row for row in rows if _is_control(row)]
        if controls and len(controls) < len(rows):
            yield table
            continue
        columns = [i for i, cell in enumerate(table.head) if i and names(cell, CONTROL)]
        others = [i for i in range(1, len(table.head)) if i not in columns]
        if any(
            is_figure(row[i]) and any(j < len(row) and is_figure(row[j]) for j in others)
            for row in table.rows
            for i in columns
            if i < len(row)
        ):
            yield table


def _is_control(row: tuple[str, ...]) -> bool:
    """Whether one of the cells that name a row names a control."""
    return any(names(cell, CONTROL) for cell in row[:2] if not is_figure(cell))


def _control_row(table: Table) -> str:
    found = next((row for row in table.rows if _is_control(row)), table.head)
    return " | ".join(found)


def poc_kept(facts: Facts, params: Params) -> Finding:
    """What a jury can look at to judge whether the prototype is still the control of later experiments."""
    evidence: list[Evidence] = [
        at(t.document, t.block, _control_row(t)) for t in _side_by_side(facts)
    ]
    evidence += spread(uses(facts, "naive-control", "baseline-model", "scores-control"))
    return ask(
        Text("is the first prototype kept as the control of every later experiment?")
        if evidence
        else Text("no control was found that later experiments could be held to"),
        evidence,
    )
