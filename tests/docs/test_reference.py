"""The reference leaves nothing out: parsers, packs and data beside what the site shows."""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml

from aifactory import cli
from aifactory.errors import AifactoryError
from aifactory.locale import LANGUAGES, speak
from tests.docs.pages import ROOT, Site

STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
POLICIES = ROOT / "policies"
PACKS = ("bloc1", "bloc2", "bloc3", "bloc4", "lifecycle", "devops", "operations", "mltest")
VARIABLE = re.compile(
    r"(?:AIFACTORY|GH|GITHUB|GITLAB|GL|CI)_[A-Z_]+|NO_COLOR|LC_[A-Z]+|LANGUAGE|LANG|TERM|XDG_CONFIG_HOME"
)


def data(name: str) -> Any:
    return yaml.safe_load((POLICIES / name).read_text("utf-8"))


def flat(text: str) -> str:
    """Text as a page shows it: single spaces, no marks of code, one kind of quote."""
    return " ".join(unescape(text.replace("`", "")).translate(STRAIGHT).split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_and_option_is_there(site: Site, lang: str) -> None:
    speak(lang)
    seen = 0
    for name, line in cli.commands().items():
        page = site.pages[f"reference/{lang}/commands/{name}.html"]
        said = flat(page.text)
        assert flat(line) in said
        for parser in below(cli.parser_of(name), name):
            for option in options(parser):
                term = (*option.option_strings, option.metavar or (option.choices or ("",))[0])[0]
                assert any(str(term) in found for found in page.terms), (name, term)
                told = parser._get_formatter()._expand_help(option)
                assert flat(told) in said, (name, term)
                seen += 1
    assert seen > 200


def below(parser: argparse.ArgumentParser, name: str) -> Iterator[argparse.ArgumentParser]:
    """The parser of a command, and of each of its actions."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word, one in action.choices.items():
                if name in ("", word):
                    yield one
                    yield from below(one, "")


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    hidden = (argparse._SubParsersAction,)
    known = [one for one in parser._actions if not isinstance(one, hidden)]
    return [one for one in known if one.help and one.help != argparse.SUPPRESS]


def test_no_pack_is_left_out() -> None:
    texts = {path.stem: path.read_text("utf-8") for path in POLICIES.glob("*.yml")}
    packs = {name for name, text in texts.items() if "schema: aifactory/policy/1" in text}
    assert packs == {*PACKS}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pack", PACKS)
def test_every_check_has_its_place(site: Site, lang: str, pack: str) -> None:
    page = site.pages[f"reference/{lang}/packs/{pack}.html"]
    told = data(f"{pack}.yml")
    said = flat(page.text)
    for criterion in told["criteria"]:
        assert criterion["id"].lower() in page.anchors
        if question := criterion.get("question"):
            assert flat(question[lang]) in said
        for check in criterion["checks"]:
            assert check["id"] in page.anchors
            for key in ("title", "asks", "why", "how", "remedy"):
                text = check.get(key, {}).get(lang, "")
                if "{" not in text:
                    assert flat(text) in said, (check["id"], key)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_of_the_template_is_there(site: Site, lang: str) -> None:
    page = site.pages[f"reference/{lang}/template.html"]
    asked = {
        name: one
        for name, one in yaml.safe_load((ROOT / "copier.yml").read_text("utf-8")).items()
        if isinstance(one, dict) and one.get("when", True) is not False and not name.startswith("_")
    }
    assert len(asked) >= 20
    for name, one in asked.items():
        assert name.replace("_", "-") in page.anchors or name in page.anchors, name
        half = one["help"].split(" / ")[-1 if lang == "fr" else 0]
        assert flat(half) in flat(page.text), name
        choices = one.get("choices", [])
        for value in choices.values() if isinstance(choices, dict) else choices:
            assert str(value) in page.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_datum_is_there(site: Site, lang: str) -> None:
    @cache
    def shown(page: str) -> str:
        return flat(site.pages[f"reference/{lang}/{page}.html"].text)

    def has(page: str, *texts: str) -> None:
        said = shown(page)
        for text in texts:
            assert flat(text) in said, (page, text)

    for group in data("labels.yml")["groups"]:
        for label in group["labels"]:
            has("labels", f"{group['name']}:{label['name']}", label[lang])
    for name, one in data("indicators.yml").items():
        has("indicators", name, one[lang]["title"], one[lang]["means"])
    for name, one in data("targets.yml")["inputs"].items():
        has("targets", name, one["question"][lang])
    for name, one in data("remedies/index.yml")["questions"].items():
        has("remedies", name, one[lang])
    told = data("memoire.yml")
    for name, one in told["checks"].items():
        has("memoire", name, one[lang])
    for one in told["jury"]:
        has("memoire", one[lang])
    told = data("capabilities.yml")
    has("capabilities", *told["names"])
    for rule in told["rules"]:
        for way in ("run", "uses", "script"):
            patterns = rule.get(way, [])
            has("capabilities", *([patterns] if isinstance(patterns, str) else patterns))
    for name in data("words.yml"):
        has("families", name)


def test_every_field_of_every_schema_is_there(site: Site) -> None:
    kept = [*(POLICIES / "schema").glob("*.json"), *ROOT.glob("src/aifactory/schemas/*.json")]
    assert len(kept) == 4
    for path in kept:
        name = path.stem.rsplit("-", 1)[0]
        for lang in LANGUAGES:
            said = site.pages[f"reference/{lang}/schemas/{name}.html"].text
            for field in fields(json.loads(path.read_text("utf-8"))):
                assert field in said, (name, field)


def fields(schema: Any) -> Iterator[str]:
    """The fields of a schema's parts; those of an object within a field are in the file alone."""
    for part in (schema, *schema.get("$defs", {}).values()):
        yield from part.get("properties", {})


def test_facts_that_are_saved_fit_their_schema(site: Site, tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    from aifactory.engine import collect, save_facts
    from tests.repos import build_repo

    repo = build_repo(tmp_path).file("README.md", "# D\n\nWhat it is for.\n").commit()
    (path,) = site.folder.glob("_downloads/*/facts.json")
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(save_facts(collect(str(repo.path)))))


def test_every_variable_that_is_read_is_told() -> None:
    told = set(commands()["environment"]) - {"XDG_CACHE_HOME", "XDG_DATA_HOME"}  # platformdirs' own
    read = {
        node.value
        for path in (ROOT / "src" / "aifactory").rglob("*.py")
        if "facts" not in path.parts  # what CI files name is not read by us
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and VARIABLE.fullmatch(node.value)
    }
    assert told == read


def test_every_exit_code_is_told(site: Site) -> None:
    from aifactory.cli import BUG, INTERRUPTED, PIPE_CLOSED
    from aifactory.cli.audit import BELOW

    kinds = [AifactoryError, *AifactoryError.__subclasses__()]
    codes = {0, BELOW, BUG, INTERRUPTED, PIPE_CLOSED, *(kind.exit_code for kind in kinds)}
    assert set(commands()["exit-codes"]) == codes
    for lang in LANGUAGES:
        page = flat(site.pages[f"reference/{lang}/commands/index.html"].text)
        for code, told in commands()["exit-codes"].items():
            assert f"{code} {flat(told[lang])}" in page
        for name, told in commands()["environment"].items():
            assert f"{name} {flat(told[lang])}" in page


def commands() -> dict[str, dict[Any, dict[str, str]]]:
    found = yaml.safe_load((ROOT / "docs" / "making" / "commands.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found
