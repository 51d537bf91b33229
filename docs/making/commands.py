"""Every command with its options, as its parser has them; exit codes; the environment."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

import yaml

from aifactory.cli import commands as told
from aifactory.cli import parser_of
from aifactory.locale import speak
from making.writing import LANGUAGES, ROOT, code, contents, definition, fenced, page, prose, table
from making.writing import words as spoken

DATA = ROOT / "docs" / "making" / "commands.yml"
WIDTH = "88"  # columns of a usage line


def pages() -> Iterator[tuple[str, str]]:
    """A page a command, and one that lists them, in each language."""
    before = {name: os.environ.get(name) for name in ("LANGUAGE", "COLUMNS")}
    os.environ["COLUMNS"] = WIDTH
    try:
        for lang in LANGUAGES:
            speak(lang)
            yield f"reference/{lang}/commands/index.md", _all(lang)
            for name, line in told().items():
                yield f"reference/{lang}/commands/{name}.md", _command(name, line, lang)
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def parsers(name: str) -> Iterator[argparse.ArgumentParser]:
    """The parser of a command, then those of its actions, in the language spoken now."""
    yield from _below(_chosen(parser_of(name))[name])


def _below(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in _chosen(parser).values():
        yield from _below(action)


def _chosen(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return next((dict(action.choices) for action in found), {})


def _all(lang: str) -> str:
    say, data = spoken(lang), yaml.safe_load(DATA.read_text("utf-8"))
    main = parser_of("")
    named = [f"[{code(f'aifactory {name}')}]({name}.md)" for name in told()]
    rows = zip(named, map(prose, told().values()), strict=True)
    return page(
        say["commands"],
        [
            prose(say["commands-lead"]),
            fenced("aifactory [--version] [--debug] [--lang {en,fr}] …"),
            table((say["command"], say["what-for"]), rows),
            f"## {say['options-everywhere']}",
            *(_arguments(group, main, say) for group in main._action_groups),
            f"## {say['exit-codes']}",
            _both(data["exit-codes"], lang, (say["exit-code"], say["means"])),
            f"## {say['environment']}",
            prose(say["environment-lead"]),
            _both(data["environment"], lang, (say["variable"], say["means"])),
            contents(told()),
        ],
    )


def _both(data: dict[str, dict[str, str]], lang: str, heads: tuple[str, str]) -> str:
    return table(heads, [(code(str(key)), prose(texts[lang])) for key, texts in data.items()])


def _command(name: str, line: str, lang: str) -> str:
    first, *actions = parsers(name)
    parts = list(_parser_parts(first, lang))
    for one in actions:
        parts += [f"## {one.prog.removeprefix('aifactory ')}", *_parser_parts(one, lang)]
    return page(f"aifactory {name}", [f"*{prose(line)}*", *parts])


def _parser_parts(parser: argparse.ArgumentParser, lang: str) -> Iterator[str]:
    say = spoken(lang)
    yield prose(parser.description or "")
    yield fenced(parser.format_usage().partition(":")[2].strip())
    for group in parser._action_groups:
        text = _arguments(group, parser, say)
        if text:
            yield f"**{prose(group.title or '')}**"
            yield prose(group.description or "")
            yield text
    yield prose(parser.epilog or "")


def _arguments(
    group: argparse._ArgumentGroup, parser: argparse.ArgumentParser, say: dict[str, str]
) -> str:
    formatter = parser._get_formatter()
    known = [a for a in group._group_actions if not isinstance(a, argparse._SubParsersAction)]
    shown = [a for a in known if a.help != argparse.SUPPRESS]
    return "\n\n".join(_argument(action, formatter, say) for action in shown)


def _argument(
    action: argparse.Action, formatter: argparse.HelpFormatter, say: dict[str, str]
) -> str:
    text = prose(formatter._expand_help(action)) if action.help else ""
    if action.choices and action.metavar:
        text += f" ({say['one-of']} {', '.join(code(str(one)) for one in action.choices)})"
    return definition(code(formatter._format_action_invocation(action)), text)
