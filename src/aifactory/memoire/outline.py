"""The outline: a page to begin with, which says of itself what is still to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aifactory.memoire.rules import Part, Rules
from aifactory.render.translate import Speech


def outline(rules: Rules, lang: str) -> str:
    """Markdown that converts to an office document, with guides and placeholders for each part."""
    return "\n\n".join(_page(rules, Speech(lang))) + "\n"


def _page(rules: Rules, _: Speech) -> Iterator[str]:
    fill, guide = (rules.marks[mark][_.lang][0] for mark in ("fill", "guide"))

    def gap(text: str) -> str:
        asked = _("{mark}: {text}", mark=fill, text=text)
        return f"[{asked}]"

    def told(text: str) -> str:
        return f"> [{guide}] {text}"

    heads = [f"{n}. {part.title.in_(_.lang)}" for n, part in enumerate(rules.parts, 1)]
    pages = rules.limits.pages
    yield "# " + gap(_("title of the mission"))
    yield gap(_("name, school, organisation, dates of the mission"))
    yield told(
        _(
            "Between {least} and {most} pages. Write in the first person where it is about you. "
            "Number every figure and table, and refer to each in the text. Remove these guides; "
            "`aifactory memoire check` says what is left.",
            **pages,
        )
    )
    yield "## " + _("Table of contents")
    yield told(_("In a word processor, put the table that it makes from the headings here."))
    yield "\n".join(f"- [{head}](#{_anchor(head)})" for head in heads)
    for head, part in zip(heads, rules.parts, strict=True):
        yield f"## {head}"
        yield from map(told, _guides(part, rules, _))
        yield from (gap(text) for text in part.fill[_.lang])
    yield "## " + _("Bibliography")
    yield told(
        _("Each source with its author, its title, its year and, where it has one, its address.")
    )
    yield gap(_("{least} sources or more", least=rules.limits.references))
    yield "## " + _("Annex A: source code and documents")
    yield told(
        _("Annexes are not asked for. Name each in the text, “(see annex A)”, or remove them.")
    )
    yield gap(_("what the reader may want to look up"))


def _guides(part: Part, rules: Rules, _: Speech) -> Iterator[str]:
    """What a part must show, what of the referential it leans on, and what the jury will ask."""
    yield part.shows.in_(_.lang)
    leaning = (f"{name} ({rules.criteria[name].in_(_.lang)})" for name in part.criteria)
    yield _("Criteria it leans on: {criteria}.", criteria=", ".join(leaning))
    for question in rules.jury:
        if part.id in question.parts:
            yield _("The jury will ask: {question}", question=question.in_(_.lang))


def _anchor(head: str) -> str:
    """The place that forges and converters give a heading."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", head.lower()))
