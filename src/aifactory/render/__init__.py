"""Renderers: one scorecard, many forms. Each is a module with `render(cards, view) -> str`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from gettext import gettext as _
from typing import Any

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Overview, Report, Scorecard

FORMATS = (
    "terminal",
    "json",
    "markdown",
    "html",
    "sarif",
    "junit",
    "annotations",
    "summary",
    "codequality",
    "badge",
    "shields",
)
MODULES = {"summary": "step_summary"}  # where the module's name is not the format's
SINGLE = ("badge", "shields")  # these show one scorecard


class View(Struct, frozen=True):
    """How to show scorecards: the language, the width in columns, whether colour is wanted.

    `overview` says what several of them say together. `indicators` of the same project may stand
    beside them, with the `words` that name them (`policies/indicators.yml`).
    """

    lang: str = "en"
    width: int = 80
    colour: bool = False
    overview: Overview | None = None
    indicators: Report | None = None
    words: Mapping[str, Any] = {}


def refuse_several(form: str, n: int) -> None:
    """BadInput where so many scorecards do not fit into one report of this form."""
    if n > 1 and form in SINGLE:
        raise BadInput(
            _("{format} shows one policy, {n} were given").format(format=form, n=n),
            _("write one report for each policy, with one --policy each"),
        )


def render(cards: Sequence[Scorecard], form: str, view: View) -> str:
    """The scorecards in one of FORMATS, ending in a newline.

    The only control character in it is the newline, and the escapes of colour where asked for.
    """
    refuse_several(form, len(cards))
    name = MODULES.get(form, form)
    text: str = importlib.import_module(f"aifactory.render.{name}").render(cards, view)
    return text
