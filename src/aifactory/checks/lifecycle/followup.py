"""Follow-up: models that are renewed, watched and compared, by rules that were decided."""

from __future__ import annotations

import re

from aifactory.checks.dated import held
from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.modelled import has_model, of_models
from aifactory.checks.using import spread
from aifactory.checks.written import HANDLING, says, told
from aifactory.facts.documents.model import Block
from aifactory.facts.documents.sections import Section
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

SCORE = re.compile(
    r"accuracy|precision|recall|rappel|f1|auc|rmse|mae\b|mape|mse\b|r2\b|r²|loss|perplex|bleu|rouge|mrr|ndcg|map\b|\bscore|exactitude|hit rate|error rate|taux d'erreur|\biou|dice|smape|wql|mase"
)
MODEL = re.compile(
    r"model|modele|version|algorithm|method|run\b|experiment|approach|baseline|reference|candidate|v\d|\bnaive\b|config"
)
ABOUT_MODEL = re.compile(r"\bmodel|modele|train|entrain")
COMPARED = ("lifecycle-comparison", "lifecycle-algorithm", "results")
RENEWS = re.compile(
    r"re-?train|re-?entra|updat|mise a jour|renouvel|refresh|fine-?tun|replac|remplac|promot"
)
DECIDES = re.compile(
    r"re-?train|re-?entra|fine-?tun|threshold|seuil|feature|variable|bias|biais|data quality|qualite des donnees|drift|derive|deploy|deploi|overfit|sur-?apprent"
)

WHEN = re.compile(
    r"\b(?:when|if|once|every|each|above|below|exceed|more than|less than|threshold|quarterly|monthly|weekly|daily|yearly|si|quand|lorsque|chaque|tous les|toutes les|au-dessus|au-dela|depasse|seuil|trimestr|mensuel|hebdomadaire)"
)


def model_versions_kept(facts: Facts, params: Params) -> Finding:
    """A model goes into service as a version that is kept."""
    if found := of_models(facts, "registers-model", "lc-keeps-versions"):
        return passed(Text("versions of the model are kept"), spread(found))
    return failed(Text("no registry, no versioned store of models"))


def impact_measured(facts: Facts, params: Params) -> Finding:
    """What a model does to the system in service is measured."""
    if found := of_models(facts, "dv-reports-drift", "lc-watches", "dv-exposes-metrics"):
        return passed(Text("the model is measured in service"), spread(found))
    return failed(Text("nothing measures the model once it is in service"))


def versions_compared(facts: Facts, params: Params) -> Finding:
    """Versions stand side by side with their figures."""
    if found := of_models(facts, "lc-compares-versions"):
        return passed(Text("code compares versions of the model"), spread(found))
    for one in told(facts, *COMPARED) if has_model(facts) else ():
        for table in one.below.tables:
            if _side_by_side(table, number(params, "versions")):
                text = Text("a table compares versions or models")
                return passed(text, [at(one.document, table)])
    return failed(Text("no code and no table compares two versions of the model"))


def _side_by_side(table: Block, least: float) -> bool:
    """Whether a table gives figures of measures for several models, by rows or by columns."""
    head, *lines = table.text.split("\n")
    first = [row.split(" | ")[0] for row in lines]
    filled = [row for row in lines if len(re.findall(r"\d+[.,]?\d*", row.partition(" | ")[2])) > 0]
    if len(filled) < 1:
        return False
    columns = head.split(" | ")
    if SCORE.search(fold(head)) and MODEL.search(fold(columns[0] + " " + " ".join(first))):
        return len(filled) >= least
    named = sum(MODEL.search(fold(c)) is not None for c in columns[1:])
    return named >= least and SCORE.search(fold(" ".join(first))) is not None


def update_criteria(facts: Facts, params: Params) -> Finding:
    """It is decided when a model is replaced."""
    if found := of_models(facts, "lc-gates-model"):
        return passed(Text("bounds decide when a model is replaced"), spread(found))
    for one in told(facts, "lifecycle-update") if has_model(facts) else ():
        if block := _condition(one.below):
            return passed(Text("it is written when a model is renewed"), [at(one.document, block)])
    return failed(Text("no bound and no page says when a model is renewed"))


def _condition(below: Section) -> Block | None:
    for block in below.of("prose", "item", "table"):
        for line in re.split(r"(?<=[.;])\s|\n", block.text):
            folded = fold(line)
            if RENEWS.search(folded) and WHEN.search(folded) and ABOUT_MODEL.search(folded):
                return block
    return None


def recommendations_decided(facts: Facts, params: Params) -> Finding:
    """What follows from the measures was decided, at a date or for a version."""
    words, entries = number(params, "min-words"), number(params, "entries")
    undated = None
    for one in told(facts, "lifecycle-recommendation") if has_model(facts) else ():
        much = says(one.below, words, entries) or len(one.below.items) >= entries
        if not much or HANDLING.search(one.document.path) or not _on_model(one.below):
            continue
        if held(one.document, (one.heading, *one.below.blocks)):
            return passed(Text("dated recommendations"), [at(one.document, one.heading)])
        undated = undated or at(one.document, one.heading)
    if undated:
        return partly(Text("recommendations without a date"), [undated])
    return failed(Text("no recommendation or decision on the model is on record"))


def _on_model(below: Section) -> bool:
    """Whether conclusions speak of the model and of what its measures call for."""
    text = fold(below.text)
    return re.search(r"\bmodel|modele", text) is not None and bool(
        SCORE.search(text) or DECIDES.search(text)
    )
