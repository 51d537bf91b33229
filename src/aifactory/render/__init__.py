"""Renderers: one scorecard, many forms. Each is a module with `render(cards, view) -> str`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from aifactory.model import Report, Scorecard

FORMATS = ("terminal", "json", "markdown", "html")


class View(Struct, frozen=True):
    """How to show scorecards: the language, the width in columns, whether colour is wanted.

    `indicators` of the same project may stand beside them, with the `words` that name them
    (`policies/indicators.yml`).
    """

    lang: str = "en"
    width: int = 80
    colour: bool = False
    indicators: Report | None = None
    words: Mapping[str, Any] = {}


def render(cards: Sequence[Scorecard], form: str, view: View) -> str:
    """The scorecards in one of FORMATS, ending in a newline.

    The only control character in it is the newline, and the escapes of colour where asked for.
    """
    text: str = importlib.import_module(f"aifactory.render.{form}").render(cards, view)
    return text
