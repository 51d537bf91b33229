"""Learning: algorithms chosen and applied, parameters set and searched, performance measured."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.modelled import has_model
from aifactory.checks.using import by_use, spread, uses
from aifactory.checks.written import HANDLING, by_page, rows, told
from aifactory.facts.documents.sections import Section
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

WEIGHS = re.compile(
    r"alternativ|compar|instead of|rather than|versus|\bvs\b|because|chosen|choose|chose|choice|pros\b|cons\b|advantage|drawback|trade-?off|faster|slower|prefer"
    r"|plutot que|parce que|choisi|choix|avantage|inconvenient|limite|au lieu|retenu|ecarte"
)
LEARNS = re.compile(
    r"regression|random forest|forest\b|boost|xgboost|lightgbm|catboost|neural|reseaux? de neurones|lstm|\bcnn\b|\brnn\b|\bgru\b|transformers?\b|bert\b|\bgpt|\bllm|svm\b|bayes|k-?means|dbscan|arima"
    r"|prophet|decision tree|arbre de decision|logisti|retriev|bm25|faiss|tf-?idf|\brag\b|fine-?tun|autoencod|auto-encod|convolution|u-?net|yolo|resnet|efficientnet|kalman|gaussian process"
    r"|mistral|llama|isolation forest|nearest neighbo|plus proches voisins|pca\b|embedding|whisper|diffusion|genetic algorithm|reinforcement"
)


def library_search(facts: Facts, params: Params) -> Finding:
    """The search for libraries left reasons behind."""
    words, lines = number(params, "min-words"), number(params, "rows")
    return by_page(
        facts,
        ("lifecycle-decisions", "lifecycle-libraries"),
        lambda below: (below.words >= words or rows(below) >= lines) and _weighs(below),
        Text("the choice of libraries or tools is reasoned"),
        Text("no section weighs libraries or tools against each other"),
    )


def _weighs(below: Section) -> bool:
    return len(set(WEIGHS.findall(fold(below.text)))) > 1


def algorithms_applied(facts: Facts, params: Params) -> Finding:
    """An algorithm learns or is put to work."""
    if found := uses(facts, "trains-model", "lc-trains"):
        return passed(Text("code trains a model"), spread(found))
    return by_use(
        facts,
        ["lc-applies-model"],
        Text("code puts a model to work"),
        Text("no code trains a model or puts one to work"),
    )


def evaluation_data(facts: Facts, params: Params) -> Finding:
    """Data are kept apart to evaluate on."""
    return by_use(
        facts,
        ["splits-data", "cross-validates", "lc-evaluation-data", "lc-splits-by-hand"],
        Text("data are kept apart to evaluate on"),
        Text("no split, fold or set of reference to evaluate on"),
    )


def hyperparameters_searched(facts: Facts, params: Params) -> Finding:
    """A search over hyper-parameters is run."""
    return by_use(
        facts,
        ["searches-hyper-parameters", "lc-searches"],
        Text("hyper-parameters are searched"),
        Text("no search over hyper-parameters"),
    )


def algorithm_chosen(facts: Facts, params: Params) -> Finding:
    """The algorithm is named and explained; several that were tried are half of it."""
    words, lines = number(params, "min-words"), number(params, "rows")
    for one in told(facts, "lifecycle-algorithm") if has_model(facts) else ():
        if HANDLING.search(one.document.path):
            continue
        if (one.below.words >= words or rows(one.below) >= lines) and _learns(one.below):
            return passed(Text("the algorithm is explained"), [at(one.document, one.heading)])
    found = uses(facts, "supervised-model", "unsupervised-model", "neural-network")
    if len({use.call for use in found}) >= number(params, "tried"):
        return partly(Text("several algorithms are tried, no page says why"), spread(found))
    return failed(
        Text(
            "no section explains which algorithm is used and why, in {n} words", {"n": int(words)}
        ),
        spread(found),
    )


def _learns(below: Section) -> bool:
    return LEARNS.search(fold(below.text)) is not None


def parameters_defined(facts: Facts, params: Params) -> Finding:
    """Parameters stand in one place, apart from the code that uses them."""
    if not has_model(facts):
        return failed(Text("no model to set parameters of"))
    if found := uses(facts, "lc-configures-parameters"):
        return passed(Text("parameters are set apart from the code"), spread(found))
    if found := uses(facts, "lc-sets-parameters"):
        return partly(Text("parameters are set in the midst of the code"), spread(found))
    return failed(Text("no parameter is set: the defaults of libraries decide"))


def performance_evaluated(facts: Facts, params: Params) -> Finding:
    """Code measures how well the model does."""
    return by_use(
        facts,
        ["evaluates-model", "lc-evaluates"],
        Text("code measures the model"),
        Text("no code measures the model"),
    )


def search_defined(facts: Facts, params: Params) -> Finding:
    """The search says where it looks, how far and for what."""
    space = uses(facts, "lc-search-space")
    budget = uses(facts, "lc-search-budget")
    if space and budget:
        return passed(
            Text("the search has a space, a budget and an aim"), spread([*space, *budget])
        )
    if space:
        return partly(Text("the search has a space, no budget or aim"), spread(space))
    return failed(Text("no search says which values it looks among"))


def adjustment_followed(facts: Facts, params: Params) -> Finding:
    """Each adjustment leaves a record to compare."""
    if not has_model(facts):
        return failed(Text("no model to adjust"))
    if found := uses(facts, "tracks-experiments"):
        return passed(Text("experiments are tracked"), spread(found))
    return by_use(
        facts,
        ["lc-follows-training"],
        Text("the learning is followed while it goes"),
        Text("no experiment is tracked, no training is followed"),
    )
