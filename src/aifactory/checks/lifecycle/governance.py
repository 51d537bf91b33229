"""Governance: data that were looked at, measured, labelled and used with consent."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts, Params, at, failed, number, partly, passed
from aifactory.checks.using import by_use, spread, uses
from aifactory.checks.written import by_page, rows, says, told
from aifactory.facts.code.model import Use
from aifactory.facts.documents.sections import Section
from aifactory.facts.words import fold
from aifactory.model import Finding, Text

FOR_QUALITY = re.compile(
    r"(?<![a-z])(?:data_?quality|quality|qualite|valid|govern|expect|profil|explor|eda(?![a-z])|audit|inspect|data_?check)"
)
LOOKS = re.compile(
    r"(?<![a-z])(?:explor|eda(?![a-z])|profil|data_?quality|quality|govern|inspect|describe|overview)"
)
DIMENSIONS = ("lc-measures-missing", "lc-measures-duplicates", "lc-measures-values")
OF_MACHINES = re.compile(
    r"_total\b|_seconds\b|_bytes\b|\b(?:counter|gauge|histogram|prometheus|cpu|first paint)\b", re.I
)
OF_RESULTS = re.compile(
    r"accuracy|precision|recall|rappel|\bf1\b|\bauc\b|rmse|\bmae\b|mape|complet|exhaustiv|uniqu|taux|\brate\b|share of|part d|number of|nombre d|relevance|faithful|fidelit|pertinence|\bkpi|indicateur"
)
DEFINES = re.compile(
    r"defin|formula|formule|meaning|signifi|descri|what it|target|cible|objective|why|pourquoi|how|comment|sens\b|unit|calcul|interpret|threshold|seuil|bound|borne"
)
ON_PEOPLE = re.compile(
    r"consent|gdpr|rgpd|personal|personnel|sensitive|sensible|anonym|pseudonym|identif|lawful|legal basis|base legale|retention|conservation|cnil|dpo\b|privacy|vie privee"
)
BOUND = re.compile(
    r"(?:[<>≤≥=]|at least|at most|minimum|maximum|au moins|au plus|below|above|moins de|plus de|under|up to)\s*\d|\d+(?:[.,]\d+)?\s*%|\b0[.,]\d+|\bnot null\b|\bunique\b",
    re.I,
)
PRESENTS = re.compile(
    r"^[^/]+$|^[^/]+/readme|(?:^|/)(?:index|overview|about|presentation|project|projet|prd|brief|cadrage|context|objecti|goals|business|problem|mission|use[-_ ]?case|model[-_]?card|fiche|data[-_]?card)[^/]*$"
)
ON_DATA = re.compile(
    r"\bdata|donnee|predict|predi[rc]|model|modele|analy[sz]|estimat|estim|detect|classif|forecast|previ(?:r|s)|recommand|recommend|machine learning|\bai\b|\bia\b|llm|indicator|indicateur"
)
OF_DATA = re.compile(
    r"sample|row|record|annotat|class|label|image|text|document|value|feature|field|column|target|echantillon|ligne|donnee|colonne|champ|valeur|observation|variable"
)


def data_profiled(facts: Facts, params: Params) -> Finding:
    """Somebody looked at the data by code that can be run again."""
    looked = [use for use in uses(facts, "lc-describes") if _looks(use)]
    if found := [*uses(facts, "lc-profiles"), *looked]:
        return passed(Text("the data are profiled"), spread(found))
    return failed(Text("no code describes, counts or plots what the data hold"))


def quality_by_dimension(facts: Facts, params: Params) -> Finding:
    """Quality is measured in several respects."""
    if found := uses(facts, "validates-data", "lc-bounds-quality"):
        return passed(Text("rules measure the quality of the data"), spread(found))
    counted = [use for use in uses(facts, *DIMENSIONS) if _for_quality(use)]
    seen = {use.name for use in counted}
    if len(seen) >= number(params, "dimensions"):
        return passed(Text("completeness, uniqueness or values are measured"), spread(counted))
    return failed(
        Text(
            "the quality of the data is measured in {n} respects; {least} are needed",
            {"n": len(seen), "least": int(number(params, "dimensions"))},
        ),
        spread(counted),
    )


def _looks(use: Use) -> bool:
    """Whether a place describes data, and not the results of a model."""
    return use.role == "notebook" or LOOKS.search(fold(f"{use.path} {use.inside}")) is not None


def _for_quality(use: Use) -> bool:
    return (
        use.role == "notebook" or FOR_QUALITY.search(fold(f"{use.path} {use.inside}")) is not None
    )


def data_labelled(facts: Facts, params: Params) -> Finding:
    """Labels are made or checked by the project."""
    return by_use(
        facts,
        ["lc-labels"],
        Text("the project labels its data"),
        Text("no labelling tool, annotation file or code that labels"),
    )


def official_metrics(facts: Facts, params: Params) -> Finding:
    """The metrics that count are defined in one place."""
    least = number(params, "rows")
    if found := uses(facts, "lc-defines-metrics"):
        return passed(Text("metrics are defined"), spread(found))
    return by_page(
        facts,
        ("lifecycle-metrics",),
        lambda below: _defines(below, least),
        Text("metrics are defined"),
        Text("no table or list defines {n} metrics or more", {"n": int(least)}),
    )


def _defines(below: Section, least: float) -> bool:
    if OF_MACHINES.search(below.text) or not OF_RESULTS.search(fold(below.text)):
        return False
    heads = [fold(table.text.split("\n")[0]) for table in below.tables]
    if rows(below) >= least and any(DEFINES.search(head) for head in heads):
        return True
    told_of = [b for b in below.items if re.match(r"[^:–—]{2,50}\s?[:–—]\s*(?:\S+\s+){4,}", b.text)]
    return len(told_of) >= least


def consent_register(facts: Facts, params: Params) -> Finding:
    """Consents, or the ground on which data are used, are on record."""
    if found := uses(facts, "lc-registers-consent"):
        return passed(Text("a register says on which ground data are used"), spread(found))
    words = number(params, "min-words")
    return by_page(
        facts,
        ("lifecycle-consent",),
        lambda below: says(below, words, number(params, "rows")) and _on_people(below),
        Text("a page records consents or the ground of processing"),
        Text(
            "no register of consents or processing, nothing on personal data in {n} words",
            {"n": int(words)},
        ),
    )


def _on_people(below: Section) -> bool:
    return len(set(ON_PEOPLE.findall(fold(below.text)))) > 1


def data_goals(facts: Facts, params: Params) -> Finding:
    """What is pursued with the data is written, where a project presents itself."""
    words, nearest = number(params, "min-words"), []
    for one in told(facts, "lifecycle-goals"):
        if not PRESENTS.search(fold(one.document.path)):
            continue
        if says(one.below, words, number(params, "rows")) and _on_data(one.below):
            return passed(Text("the aims are written"), [at(one.document, one.heading)])
        nearest.append(at(one.document, one.heading))
    text = Text("no section gives the aims in {n} words or more", {"n": int(words)})
    return failed(text, nearest[:2])


def _on_data(below: Section) -> bool:
    return ON_DATA.search(fold(below.text)) is not None


def quality_criteria(facts: Facts, params: Params) -> Finding:
    """It was decided from where on data are good enough."""
    if found := uses(facts, "lc-bounds-quality"):
        return passed(Text("code bounds the quality that is accepted"), spread(found))
    for one in told(facts, "lifecycle-quality"):
        lines = [line for b in one.below.of("item", "table") for line in b.text.split("\n")]
        if sum(BOUND.search(line) is not None for line in lines) >= number(params, "bounds"):
            text = Text("criteria of quality are written, no code holds the data to them")
            return partly(text, [at(one.document, one.heading)])
    return failed(Text("no bound says from where on data are good enough"))


def labels_defined(facts: Facts, params: Params) -> Finding:
    """What each label or column means is defined."""
    least = number(params, "entries")
    described = uses(facts, "lc-defines-columns")
    if len(described) >= least:
        return passed(Text("labels or columns are defined"), spread(described))
    return by_page(
        facts,
        ("lifecycle-labels",),
        lambda below: _means(below, least),
        Text("labels or columns are defined"),
        Text("no table or list says what {n} labels or columns mean", {"n": int(least)}),
    )


def _means(below: Section, least: float) -> bool:
    entries = sum(
        re.match(r"[`\w][^:–—|]{0,50}\s?[:–—]\s*\S+\s+\S+", b.text) is not None for b in below.items
    )
    wide = [t for t in below.tables if " | " in t.text.split("\n")[0]]
    enough = entries >= least or (wide and rows(below) >= least)
    return bool(enough) and OF_DATA.search(fold(below.text)) is not None


def consent_enforced(facts: Facts, params: Params) -> Finding:
    """Code refuses or disguises what may not be used."""
    return by_use(
        facts,
        ["lc-protects-people"],
        Text("code sees to consents or personal data"),
        Text("no code or test sees to consents, grounds of use or personal data"),
        roles=("code", "notebook", "test"),
    )
