"""Renderers: one scorecard, many forms. Each is a module with `render(cards, view) -> str`."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from msgspec import Struct

from aifactory.model import Scorecard

FORMATS = ("terminal", "json", "markdown")


class View(Struct, frozen=True):
    """How to show scorecards: the language, the width in columns, whether colour is wanted."""

    lang: str = "en"
    width: int = 80
    colour: bool = False


def render(cards: Sequence[Scorecard], form: str, view: View) -> str:
    """The scorecards in one of FORMATS, ending in a newline.

    The only control character in it is the newline, and the escapes of colour where asked for.
    """
    text: str = importlib.import_module(f"aifactory.render.{form}").render(cards, view)
    return text
