"""Pieces of a page for the terminal: text that rich prints as it is, rows, bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aifactory.render import summary

if TYPE_CHECKING:
    from rich.console import OverflowMethod
    from rich.table import Table
    from rich.text import Text

BAR_STYLES = ("green", "cyan", "magenta", "dim")
NO_BREAK = "\N{NO-BREAK SPACE}"
HELD = "\ue000"  # in its place while rich wraps, which breaks lines at any space


def columns() -> Table:
    """Labels and values in two columns."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    return grid


def ends(mark: Text, title: Text, score: Text) -> Table:
    """A line with the score at its right end; a long title wraps below itself."""
    from rich.table import Table

    row = Table.grid(expand=True)
    row.add_column(no_wrap=True)
    row.add_column(ratio=1)
    row.add_column(no_wrap=True)
    row.add_row(mark, title, styled(" ") + score)
    return row


def styled(text: str, style: str = "", overflow: OverflowMethod = "fold") -> Text:
    """Text that rich prints as it is; long words are folded, not lost."""
    from rich.text import Text

    return Text(text.replace(NO_BREAK, HELD), style=style, overflow=overflow)


def bar(proven: float, reach: float, waived: float, total: float, width: int) -> Text:
    """A bar of `width` cells: proven, within reach, waived, missing."""
    from rich.text import Text

    counts = summary.cells(proven, reach, waived, total, width)
    parts = zip(summary.GLYPHS, counts, BAR_STYLES, strict=True)
    return Text.assemble(*((glyph * count, style) for glyph, count, style in parts))
