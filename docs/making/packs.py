"""A page a pack: its criteria, and each check under its own id, as `aifactory explain` tells it."""

from __future__ import annotations

from collections.abc import Iterator

from aifactory import certification, policy
from aifactory.cli.explain import check_page, criterion_page
from aifactory.policy import Check, Criterion, Policy
from aifactory.render.translate import Speech
from making import examples
from making.writing import LANGUAGES, code, contents, page, prose, table, words


def pages() -> Iterator[tuple[str, str]]:
    """A page a pack, and one that lists them, in each language."""
    packs = [policy.load(name) for name in certification.chosen((certification.ALL,))]
    for lang in LANGUAGES:
        yield f"reference/{lang}/packs/index.md", _all(packs, lang)
        for pack in packs:
            yield f"reference/{lang}/packs/{pack.id}.md", _pack(pack, lang)


def _all(packs: list[Policy], lang: str) -> str:
    say, number = words(lang), Speech(lang).number
    rows = [
        (
            f"[{code(pack.id)}]({pack.id}.md)",
            prose(pack.title.in_(lang)),
            f"{len(pack.criteria)}, {len(pack.checks())}",
            f"{number(pack.total)}, {number(pack.threshold)}",
        )
        for pack in packs
    ]
    heads = (say["pack"], say["title"], say["criteria-checks"], say["points-validated"])
    named = contents(pack.id for pack in packs)
    return page(say["packs"], [prose(say["packs-lead"]), table(heads, rows), named])


def _pack(pack: Policy, lang: str) -> str:
    say, speech = words(lang), Speech(lang)
    number = speech.number
    rows = [
        (
            f"[{one.id}](#{one.id.lower()})",
            prose(one.title.in_(lang)),
            number(one.points),
            ", ".join(f"[{code(check.id)}](#{check.id})" for check in one.checks),
        )
        for one in pack.criteria
    ]
    heads = (say["criterion"], say["title"], say["points"], say["checks"])
    levels = [(number(one.points), prose(one.title.in_(lang))) for one in pack.levels]
    worth = say["worth"].format(total=number(pack.total), threshold=number(pack.threshold))
    parts = [
        f"{code(pack.id)} {pack.version} · {worth} {say[pack.scoring]}",
        table((say["from"], say["levels"]), levels) if levels else "",
        table(heads, rows),
    ]
    for criterion in pack.criteria:
        parts += _criterion(criterion, lang, speech)
    return page(prose(pack.title.in_(lang)), parts)


def _criterion(criterion: Criterion, lang: str, speech: Speech) -> Iterator[str]:
    told = criterion_page(criterion, speech)
    yield f"## {criterion.id}"
    yield f"**{prose(told.title)}** · {prose(told.facts)}"
    if question := criterion.question.in_(lang):
        yield f"*{words(lang)['jury']}.* {prose(question)}"
    for check in criterion.checks:
        yield from _check(check, criterion, speech)


def _check(check: Check, criterion: Criterion, speech: Speech) -> Iterator[str]:
    told, say = check_page(check, criterion, speech), words(speech.lang)
    yield f"### {check.id}"
    yield f"**{prose(told.title)}** · {prose(told.facts)}"
    for heading, body in told.sections:
        if isinstance(body, str):
            yield f"*{prose(heading)}.* {prose(body)}"
        else:
            rows = "; ".join(f"{code(key)} {prose(value)}" for key, value in body)
            yield f"*{prose(heading)}.* {rows}"
    if place := examples.places().get(check.id):
        yield f"[{say['examples']}](../../../verdicts/{speech.lang}/{place}.md#{check.id})"
