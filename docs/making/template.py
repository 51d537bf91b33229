"""The template's questions, from `copier.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from making.writing import LANGUAGES, ROOT, code, labelled, page, prose, words

REFUSAL = re.compile(r"[%]\}([^{%]+)\{%")  # what a validator says of an answer that it refuses


def questions() -> dict[str, dict[str, Any]]:
    """Every question that is asked, by its name."""
    data = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    asked = {k: v for k, v in data.items() if not k.startswith("_") and isinstance(v, dict)}
    return {name: one for name, one in asked.items() if one.get("when") is not False}


def pages() -> Iterator[tuple[str, str]]:
    """One page in each language."""
    for lang in LANGUAGES:
        say = words(lang)
        parts = [prose(say["template-lead"])]
        for name, one in questions().items():
            parts += [f"## {name}", *_question(one, lang, say)]
        yield f"reference/{lang}/template.md", page(say["template"], parts)


def _question(one: dict[str, Any], lang: str, say: dict[str, str]) -> Iterator[str]:
    yield prose(_in(one["help"], lang))
    facts = [("type", code(one["type"]))]
    choices = one.get("choices", [])
    named = choices if isinstance(choices, dict) else {str(each): each for each in choices}
    if named:
        told = (f"{code(str(value))} ({prose(_in(label, lang))})" for label, value in named.items())
        facts.append(("choices", ", ".join(told)))
    # A default that is computed from other answers is said as such, in its own notation.
    facts.append(("default", code(" ".join(str(one["default"]).split()))))
    if refusals := REFUSAL.findall(one.get("validator", "")):
        facts.append(("accepted", "; ".join(prose(each.strip()) for each in refusals)))
    if isinstance(one.get("when"), str):
        facts.append(("asked-when", code(one["when"].strip("{} "))))
    yield "\n".join(f"- {labelled(say[key], text, lang)}" for key, text in facts)


def _in(text: str, lang: str) -> str:
    """The half of a text that is in this language: "English / français"."""
    english, slash, french = text.partition(" / ")
    return french if slash and lang == "fr" else english
