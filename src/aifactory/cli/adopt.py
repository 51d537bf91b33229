"""`aifactory adopt`: link a repository to the template, so that later updates reach it."""

from __future__ import annotations

import argparse
import os
import tempfile
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

from aifactory.cli import Subparsers, arguments, changing, remedies
from aifactory.errors import BadInput
from aifactory.locale import LANGUAGES

if TYPE_CHECKING:
    from aifactory.remedy.adopting import Difference

SHOWN = 15


def add_parser(subparsers: Subparsers) -> None:
    """Add the `adopt` command."""
    parser = subparsers.add_parser(
        "adopt",
        description=_(
            "Write the template's answers file from what the repository tells, so that `copier "
            "update` brings it later versions of the template. What differs is shown first; no "
            "file that is there is changed."
        ),
    )
    parser.add_argument(
        "target", nargs="?", default=".", type=Path, metavar=_("PATH"), help=_("the repository")
    )
    arguments.add_answers(parser)
    parser.add_argument(
        "--template",
        default="",
        metavar=_("ADDRESS"),
        help=_("where updates come from (default: the template of this installation)"),
    )
    changing.add_consent(parser)
    parser.add_argument("--lang", choices=LANGUAGES, help=_("the language of what is written"))
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Show what differs, ask, and write the answers file."""
    from aifactory import __version__, engine
    from aifactory.remedy.adopting import ANSWERS, answers_file, compare, template_answers
    from aifactory.scaffold.new import rendered
    from aifactory.scaffold.source import reserved_names
    from aifactory.snapshot import open_snapshot

    root = remedies.root_of(args.target)
    if os.path.lexists(root / ANSWERS):
        message = _("{path} is there already: this repository has a template").format(path=ANSWERS)
        raise BadInput(message, _("bring it up to date with `copier update`"))
    facts = engine.collect(str(args.target), code=False)
    with open_snapshot(str(args.target)) as snapshot:
        answers = template_answers(facts, snapshot.tree, reserved_names()) | arguments.answers(args)
        with rendered(Path(tempfile.gettempdir()), answers, defaults=True) as (folder, _given):
            text = answers_file(folder, args.template, __version__)
            tell(answers, left_open(text, answers), compare(folder, snapshot.tree))
    if args.dry_run:
        return 0
    if not args.yes and not changing.agreed(ask=True):
        print(_("Nothing was changed."))
        return 1
    with (root / ANSWERS).open("x", encoding="utf-8") as file:
        file.write(text)
    print(_("{path} is written: commit it. Later: `copier update`.").format(path=ANSWERS))
    return 0


def left_open(text: str, answers: dict[str, object]) -> list[str]:
    """The questions of an answers file that nothing answered: the template's example stands."""
    import yaml

    return [name for name in yaml.safe_load(text) if name not in answers and name[0] != "_"]


def tell(answers: dict[str, object], unanswered: list[str], found: Difference) -> None:
    """Say what was inferred, what was not, and how far the repository is from the template."""
    from aifactory.render.escape import visible

    print(_("Answers that the repository gives (change one with --answer):"))
    for name, value in answers.items():
        print(f"  {name}: {visible(str(value))}")
    if unanswered:
        named = ", ".join(unanswered)
        print(_("Left as the template has them, if you do not answer: {names}").format(names=named))
    for title, names in (
        (_("Files of the template that are not here:"), found.absent),
        (_("Files that are here in another form, and stay:"), found.differing),
    ):
        print(f"\n{title} {len(names)}")
        for name in names[:SHOWN]:
            print(f"  {visible(name)}")
        if len(names) > SHOWN:
            print("  …")
    print()
    print(_("An update changes only what the template changes; absent files stay absent."))
