"""What documents say of commands, options and checks is true of the program."""

from __future__ import annotations

import argparse
import re
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from aifactory import certification, cli, policy
from tests.docs.pages import ROOT, kept
from tests.docs.test_reference import below

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[a-z])(?![\w-])")
COMMAND = re.compile(
    r"(?:^|[\s;&|(]|bin/)(?<!from )(?<!the )aifactory "
    r"(?:--lang (?:en|fr) |--debug )?(?P<rest>[^;&|#)\n]*)"
)
EXPLAINED = re.compile(r"aifactory explain ([a-z0-9-]+|B\dCr\d+)\b")
WAIVED = re.compile(r"^\s*- check: ([a-z0-9-]+)\s*$", re.MULTILINE)
# Options of other programs that documents name alone.
OTHERS = {
    "--no-verify",
    "--trust",
    "--build-arg",
    "--isolation",
    "--edit-last",
    "--filter",
    "--shortstat",
    "--group",
    "--keep",
}


DOCUMENTS = [name for name in kept() if name.parts[:2] != ("docs", "template")]
# These speak of other programs' options too.
WIDER = {"CHANGELOG.md", "architecture.md", "decisions.md", "figures.md"}


@cache
def known(name: str, action: str = "") -> frozenset[str]:
    """The options of a command, or of one action of it; those before any command too."""
    parsers = [cli.parser_of(name), *below(cli.parser_of(name), name)]
    if action:
        parsers = [
            one for one in parsers if one.prog in ("aifactory", f"aifactory {name} {action}")
        ]
    return frozenset(word for one in parsers for word in _options(one))


def _options(parser: argparse.ArgumentParser) -> list[str]:
    return [word for one in parser._actions for word in one.option_strings]


def actions(name: str) -> set[str]:
    """The actions of a command, such as those of `fleet`."""
    return {one.prog.split()[-1] for one in below(cli.parser_of(name), name)} - {name}


def quoted(path: Path) -> list[str]:
    """The code of a document: its blocks, lines tied by a backslash joined, and its spans."""
    found: list[str] = []
    for token in MarkdownIt().enable("table").parse((ROOT / path).read_text("utf-8")):
        if token.type in ("fence", "code_block"):
            found += token.content.replace("\\\n", " ").splitlines()
        found += [one.content for one in token.children or () if one.type == "code_inline"]
    return found


def wrong(text: str) -> list[str]:
    """Commands, actions and options of aifactory in a line that it has not."""
    found: list[str] = []
    for match in COMMAND.finditer(text):
        words = match["rest"].split()
        name = words[0] if words else ""
        if not re.fullmatch(r"[a-z]+", name):
            continue  # "aifactory COMMAND", a path, a sentence
        if name not in cli.commands():
            found.append(f"{name}: no such command")
            continue
        action = next((word for word in words[1:2] if re.fullmatch(r"[a-z]+", word)), "")
        chosen = action if action in actions(name) else ""
        if name == "fleet" and action and not chosen:
            found.append(f"fleet {action}: no such action")
        given = {option for word in words for option in OPTION.findall(word.split("=")[0])}
        found += [f"{name} {one}: no such option" for one in given - known(name, chosen)]
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_commands_and_options_exist(path: Path) -> None:
    assert [fault for text in quoted(path) for fault in wrong(text)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("aifactory audit . --format json", []),
        ("aifactory fleet gate --store x", []),
        ("aifactory audti .", ["audti: no such command"]),
        ("aifactory fleet gaet", ["fleet gaet: no such action"]),
        ("cd x && aifactory audit --colour", ["audit --colour: no such option"]),
        (
            "aifactory fleet status --shards 2",
            ["fleet --shards".replace("fleet", "fleet") + ": no such option"],
        ),
    ],
)
def test_a_wrong_one_would_be_seen(text: str, faults: list[str]) -> None:
    assert wrong(text) == faults


def test_options_that_stand_alone_exist() -> None:
    every = {one for name in cli.commands() for one in known(name)} | OTHERS
    alone = re.compile(r"(--[a-z][a-z-]+)(?:[ =].*)?")
    for path in (one for one in DOCUMENTS if one.name not in WIDER):
        spans = [alone.fullmatch(text) for text in quoted(path)]
        unknown = {match[1] for match in spans if match} - every
        assert unknown == set(), path.name


def test_checks_that_are_named_exist() -> None:
    packs = [policy.load(name) for name in certification.chosen((certification.ALL,))]
    checks = {one.id for pack in packs for one in pack.checks()}
    names = checks | {one.id for pack in packs for one in pack.criteria} | {"glossary"}
    seen = 0
    for path in DOCUMENTS:
        text = (ROOT / path).read_text("utf-8")
        named = {*EXPLAINED.findall(text), *WAIVED.findall(text)}
        assert named <= names, path.name
        seen += len(named)
    assert seen > 0
