"""French is set as French is: spaces that do not break, guillemets, a comma in decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "src/aifactory/locale/fr/LC_MESSAGES/aifactory.po"
PACKS = [path.name for path in sorted((ROOT / "policies").glob("*.yml"))]
DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "template").rglob("*"))
    if "{{ fr }}" in path.parts and path.name.removesuffix(".jinja").endswith(".md")
]
# Code, addresses, Jinja, HTML, ends of links, holes and file names are no prose.
CODE = re.compile(
    r"^---\n.*?\n---\n|```.*?```|`[^`]*`|https?://[^\s)]+|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>|\]\([^)]*\)"
    r"|^\s*\|?[ :|-]+\|\s*$|\{[\w%-]+\}|%\(\w+\)[sdr]|%r",
    re.S | re.M,
)
FAULTS = {
    "a space that breaks": re.compile(r" [:;!?%»]|« "),
    "no space": re.compile(r"[\w)»][;!?»](?=\s|$)|[\w)»]:(?=\s|$)|«(?=\S)|(?<!%)\d%"),
    "a curly apostrophe, elsewhere straight": re.compile("\N{RIGHT SINGLE QUOTATION MARK}"),
    "straight quotation marks": re.compile(r'(?<!\w)"[^"\n]+"'),
    "a decimal point": re.compile(r"(?<![\w.:/@-])\d+\.\d+(?![\w.-])"),
}
# Packs write code without backquotes, which a terminal would show.
WRITTEN_OUT = (
    *("push: true", "fix:", "chore:", "labels: [bug]", "Co-authored-by:"),
    'git tag -a v0.1.0 -m "Première démo"',
    # What word processors leave behind, folded.
    *("erreur ! signet non defini", "erreur! signet non defini"),
    *("erreur ! source du renvoi introuvable", "erreur! source du renvoi introuvable"),
    "erreur : source de la reference non trouvee",
)
NO_BREAK = "[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"


def faults(text: str) -> list[str]:
    """What is wrong with a text, with a few words around it."""
    prose = re.sub(rf"«{NO_BREAK}", "", CODE.sub("x", text))
    return [
        f"{what}: {prose[max(0, found.start() - 20) : found.end() + 10]!r}"
        for what, pattern in FAULTS.items()
        for found in pattern.finditer(prose)
    ]


def french(node: Any, within: bool = False) -> Iterator[str]:
    """The texts under `fr`, however deep."""
    if isinstance(node, str):
        if within:
            yield node
        return
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, (str, dict, list)):
            yield from french(value, within or key == "fr")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Un mot : deux", "a space that breaks"),
        ("Un mot: deux", "no space"),
        ("{path}: deux", "no space"),
        ("« mot »", "a space that breaks"),
        ("«mot»", "no space"),
        ("50%", "no space"),
        ("50 %", "a space that breaks"),
        ("l\N{RIGHT SINGLE QUOTATION MARK}eau", "a curly apostrophe, elsewhere straight"),
        ('le "mot" juste', "straight quotation marks"),
        ("écrire 0.5 point", "a decimal point"),
        ("Vraiment ?", "a space that breaks"),
    ],
)
def test_a_fault_is_found(text: str, what: str) -> None:
    assert any(found.startswith(what) for found in faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "Un mot~: «~deux~», 50~%~; vraiment~?",
        "`push: true` et https://example.org/a:b?c et {share%}",
        "python:3.12-slim, v1.4.0, 12:30",
        "0,5 point\n```yaml\na: 1\n```",
    ],
)
def test_what_is_right_or_code_is_none(text: str) -> None:
    assert faults(text.replace("~", "\N{NO-BREAK SPACE}")) == []


def test_the_catalogue() -> None:
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file, locale="fr") if message.id]
    texts = [
        one
        for message in messages
        for one in (message.string if message.pluralizable else (message.string,))
    ]
    for code in WRITTEN_OUT:
        texts = [text.replace(code, "`code`") for text in texts]
    assert [found for text in texts for found in faults(text)] == []


@pytest.mark.parametrize("name", PACKS)
def test_the_policies(name: str) -> None:
    data = yaml.safe_load((ROOT / "policies" / name).read_text("utf-8"))
    found = []
    for text in french(data):
        for code in WRITTEN_OUT:
            text = text.replace(code, "`code`")
        found += faults(text)
    assert found == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_of_the_template(name: str) -> None:
    found = faults((ROOT / name).read_text("utf-8"))  # versions and licences have points
    assert [one for one in found if not one.startswith("a decimal point")] == []
