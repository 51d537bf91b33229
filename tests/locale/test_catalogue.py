import argparse
import io
import re
import sys
import tomllib
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from aifactory.locale import LANGUAGES, spoken

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "src/aifactory/locale"
TRANSLATED = [lang for lang in LANGUAGES if lang != "en"]
HOLES = re.compile(r"\{\w+(?::\w+)?\}|%(?:\(\w+\))?[sr]|`aifactory [a-z]+|--[a-z-]+")


def _catalogue(lang):
    with (FOLDER / lang / "LC_MESSAGES/aifactory.po").open("rb") as file:
        return read_po(file, locale=lang)


def _extracted():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (mapping,) = settings["tool"]["babel"]["mappings"]
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(mapping["keywords"])}
    found = extract_from_dir(
        ROOT / "src/aifactory", [(mapping["pattern"], mapping["method"])], keywords=keywords
    )
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


def test_messages_of_every_kind_are_found():
    found = _extracted()
    assert {
        "VALIDATED",
        "{n} day before {date}",
        "audit a repository and print its scorecard",
    } <= found


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_is_translated(lang):
    catalogue = _catalogue(lang)
    missing = [
        text
        for text in sorted(_extracted() - {""})
        if not (message := catalogue.get(text))
        or message.fuzzy
        or not all(message.string if message.pluralizable else [message.string])
    ]
    assert missing == [], "see src/aifactory/locale/README.md"


def _of_argparse():
    found = extract_from_file("python", argparse.__file__)
    return {message if isinstance(message, str) else message[0] for _, message, _, _ in found}


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="holds what argparse of 3.11 says")
@pytest.mark.parametrize("lang", TRANSLATED)
def test_nothing_is_translated_that_nobody_says(lang):
    known = {m.id[0] if m.pluralizable else m.id for m in _catalogue(lang)} - {""}
    assert sorted(known - _extracted() - _of_argparse()) == []
    assert _of_argparse() <= known, "read argparse too when extracting"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_keeps_the_holes_and_the_options(lang):
    for message in _catalogue(lang):
        sources = message.id if message.pluralizable else (message.id,)
        targets = message.string if message.pluralizable else (message.string,)
        for source, target in zip(sources, targets, strict=True):
            if message.id:
                assert sorted(HOLES.findall(source)) == sorted(HOLES.findall(target)), source


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_text(lang):
    compiled = io.BytesIO()
    write_mo(compiled, _catalogue(lang))
    assert (FOLDER / lang / "LC_MESSAGES/aifactory.mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize(
    ("words", "environ", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "fr"),
        ([], {"LANG": "fr", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "fr", "LC_ALL": ""}, "fr"),
        ([], {"LANG": "en_GB", "LANGUAGE": "de:fr:en"}, "fr"),
        ([], {"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ([], {"LANGUAGE": "fr"}, "en"),
        ([], {"LC_MESSAGES": "fr_FR", "LANG": "en", "LANGUAGE": "de"}, "fr"),
        (["--lang", "fr"], {"LANG": "en", "LANGUAGE": "en"}, "fr"),
        (["--lang=en"], {"LANG": "fr"}, "en"),
        (["--lang"], {"LANG": "fr"}, "fr"),
        (["--lang", "de"], {}, "en"),
    ],
)
def test_the_language_that_is_asked_for(words, environ, lang):
    assert spoken(words, environ) == lang


def test_no_message_hides_in_a_formatted_string():
    hidden = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "src/aifactory").rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\bf[\"'].*\{[^}]*\b_\([\"']", line)
    ]
    assert hidden == [], "it would not be extracted: give it a name first"
