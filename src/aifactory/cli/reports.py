"""Further reports of the same audit: `--also FORMAT=FILE`, as often as wanted."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aifactory.errors import BadInput
from aifactory.render import FORMATS, View, refuse_several, render

if TYPE_CHECKING:
    from aifactory.model import Scorecard


class Wanted(NamedTuple):
    """A report and the file that it is for."""

    form: str
    path: Path


def add(parser: argparse.ArgumentParser) -> None:
    """Add `--also`."""
    parser.add_argument(
        "--also",
        action="append",
        type=_wanted,
        default=[],
        metavar=_("FORMAT=FILE"),
        help=_("write this report of the same audit to a file as well; may be repeated"),
    )


def check(args: argparse.Namespace, policies: int) -> None:
    """BadInput where what is asked for cannot all be written, before anything is read."""
    for form in (args.format, *(one.form for one in args.also)):
        refuse_several(form, policies)
    outputs = [args.output] if args.output else []
    outputs += [one.path for one in args.also]
    seen: set[str] = set()
    for place in map(os.path.realpath, outputs):
        if place in seen and place != os.devnull:
            message = _("two reports would be written to {path}").format(path=place)
            raise BadInput(message, _("give each report a file of its own"))
        seen.add(place)


def write(cards: Sequence[Scorecard], args: argparse.Namespace, view: View) -> None:
    """Write the further reports: none of them before all of them are rendered."""
    from msgspec.structs import replace

    from aifactory.cli import output

    plain = replace(view, width=View().width, colour=False)
    texts = [(one.path, render(cards, one.form, plain)) for one in args.also]
    for path, text in texts:
        output.write(text.encode("utf-8", "replace"), path)


def _wanted(text: str) -> Wanted:
    form, _sign, path = text.partition("=")
    if form not in FORMATS or not path:
        message = _("{text} is not FORMAT=FILE, with one of: {formats}")
        raise argparse.ArgumentTypeError(message.format(text=text, formats=", ".join(FORMATS)))
    return Wanted(form, Path(path))
