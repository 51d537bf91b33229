"""`aifactory new`: a new project from the template."""

from __future__ import annotations

import argparse
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.cli import Subparsers, arguments
from aifactory.errors import BadInput
from aifactory.locale import LANGUAGES


def add_parser(subparsers: Subparsers) -> None:
    """Add the `new` command."""
    parser = subparsers.add_parser(
        "new",
        description=_(
            "Render the template into a new folder, make it a git repository and commit it. "
            "Nothing that exists is overwritten."
        ),
    )
    parser.add_argument("destination", metavar=_("DEST"), type=Path, help=_("a folder to create"))
    parser.add_argument("--defaults", action="store_true", help=_("ask nothing: take the defaults"))
    parser.add_argument("--answers", type=Path, metavar=_("FILE"), help=_("a YAML file of answers"))
    arguments.add_answers(parser)
    parser.add_argument("--language", choices=LANGUAGES, help=_("the language of the documents"))
    parser.add_argument("--no-git", action="store_true", help=_("make no repository"))
    parser.add_argument(
        "--into",
        action="store_true",
        help=_("add what is missing to a folder that holds files; none of them is changed"),
    )
    parser.add_argument("--dry-run", action="store_true", help=_("list the files, write nothing"))
    arguments.add_language(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Create the project and say what comes next."""
    import shlex
    import sys

    from aifactory.scaffold.new import create, planned

    answers = _answers(args)
    given: dict[str, Any] = {"defaults": args.defaults or not sys.stdin.isatty(), "into": args.into}
    if args.dry_run:
        print(*planned(args.destination, answers, **given), sep="\n")
        return 0
    folder = create(args.destination, answers, repository=not args.no_git, **given)
    print(_("{folder} is ready. Next:").format(folder=folder))
    where = shlex.quote(str(folder))
    print(f"  cd {where} && python3 -m venv .venv && . .venv/bin/activate")
    print("  make install hooks && make check run")
    print("  aifactory audit")
    return 0


def _answers(args: argparse.Namespace) -> dict[str, Any]:
    answers = _file(args.answers) if args.answers else {}
    answers |= arguments.answers(args)
    return answers | ({"language": args.language} if args.language else {})


def _file(path: Path) -> dict[str, Any]:
    from datetime import date

    import yaml

    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "problem", None) or error
        message = _("cannot read {path}: {reason}").format(path=path, reason=reason)
        raise BadInput(message, _("give a YAML mapping of questions to answers")) from None
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        message = _("{path} holds no mapping").format(path=path)
        raise BadInput(message, _("give a YAML mapping of questions to answers"))
    return {
        key: value.isoformat() if isinstance(value, date) else value  # YAML reads dates as such
        for key, value in found.items()
        if not key.startswith("_")
    }
