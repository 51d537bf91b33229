"""`aifactory completion`: a script that completes commands, options and their values in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from gettext import gettext as _
from typing import Any

from aifactory.cli import Subparsers, arguments, parser_of

SHELLS = ("bash", "zsh", "fish")


def add_parser(subparsers: Subparsers) -> None:
    """Add the `completion` command."""
    parser = subparsers.add_parser(
        "completion",
        description=_(
            "Print a script with which a shell completes commands, options and values. "
            "docs/install.md says how each shell reads it."
        ),
    )
    parser.add_argument("shell", choices=SHELLS, help=_("the shell that reads the script"))
    arguments.add_language(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    parser = parser_of(None)
    for one in parsers(parser):
        for action in one._actions:
            if kind := completed(action):
                action.complete = kind  # type: ignore[attr-defined]
    print(shtab.complete(parser, args.shell))
    return 0


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from parsers(one)


def completed(action: argparse.Action) -> Any:
    """How a value is completed, None where its choices say it or nothing is known.

    What help calls it decides, in the language spoken now, as it is written there.
    """
    import shtab

    if action.choices is not None or action.nargs == 0 or not isinstance(action.metavar, str):
        return None
    names = set(action.metavar.split("|"))
    if action.dest == "policy":
        from aifactory.policy import available

        return words("policies", ("all", *available()), files=_("FILE") in names)
    if names & {_("CHECK"), _("CRITERION")}:
        from aifactory.policy import shipped_checks

        return words("checks", sorted(shipped_checks()), files=False)
    if names & {_("FILE"), _("ROSTER"), _("INVENTORY")}:
        return shtab.FILE
    if names & {_("PATH"), _("DIR"), _("DEST"), _("FOLDER")}:
        return shtab.DIRECTORY
    return None


def words(name: str, known: Iterable[str], *, files: bool) -> Any:
    """One of these words, or a file, in the terms of each shell."""
    function, listed = f"_aifactory_{name}{'_or_files' if files else ''}", " ".join(known)
    bash = [f'compgen -W "{listed}" -- "$1"', 'compgen -f -- "$1"']
    zsh = [f"compadd -- {listed}", "_files"]
    fish = [f"printf '%s\\n' {listed}", "__fish_complete_path (commandline -ct)"]
    first = len(bash) if files else 1
    return {
        "bash": function,
        "zsh": function,
        "fish": f"({'; '.join(fish[:first])})",
        "preamble": {
            "bash": f"{function}() {{ {'; '.join(bash[:first])}; }}",
            "zsh": f"{function}() {{ {'; '.join(zsh[:first])}; }}",
        },
    }
