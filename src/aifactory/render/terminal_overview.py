"""The overview of several scorecards for a terminal: a line for each pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from aifactory.model import Overview, Scorecard
from aifactory.render import overview as words
from aifactory.render.overview import SIGNS, Row
from aifactory.render.printed import bar, columns, styled
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

STYLES = {"validated": "green", "near": "cyan", "short": "yellow", "absent": "dim"}
BAR = 10  # columns
GAP = 2  # columns between two others
MOST = 22  # columns of a standing
LEAST = 10  # columns left that are worth a title
TIGHT = -2  # columns left with which a bar still fits


def overview(
    one: Overview, cards: Sequence[Scorecard], _: Speech, width: int
) -> Iterator[RenderableType]:
    """Its parts, from the line that answers."""
    parts, further = words.parts(one, cards, _), words.further(one, cards, _)
    rows = [*parts, *further]
    done = all(row.kind == "validated" for row in parts or further)
    yield styled(words.headline(one, cards, _), "bold green" if done else "bold yellow")
    yield ""
    if parts:
        yield _table(parts, rows, _, width)
    if parts and further:
        yield ""
        yield styled(_("Further packs"), "bold")
    if further:
        yield _table(further, rows, _, width)
    grid = columns()
    for label, entries in words.remarks(one, cards, _):
        grid.add_row(styled(label, "dim"), styled(" · ".join(entries)))
    if grid.row_count:
        yield ""
        yield grid


def _table(rows: Sequence[Row], all_rows: Sequence[Row], _: Speech, width: int) -> Table:
    """A line for each row, in columns as wide as `all_rows` need."""
    from rich.cells import cell_len
    from rich.table import Table

    cells = [_cells(row, _) for row in all_rows]
    name, points, start, said = (max(map(cell_len, column)) for column in zip(*cells, strict=True))
    table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, show_header=False)
    table.add_column(width=name, no_wrap=True)
    said = min(said, MOST, width - name - points - start - 3 * GAP)
    room = width - sum((name, points, start, said)) - BAR - 5 * GAP
    if room >= LEAST:
        table.add_column(width=room, no_wrap=True)
    if room >= TIGHT:
        table.add_column(width=BAR)
    table.add_column(width=points, justify="right", no_wrap=True)
    table.add_column(width=start, no_wrap=True)
    table.add_column(width=said, no_wrap=True)
    for row in rows:
        style = STYLES[row.kind]
        first, *figures = (styled(cell) for cell in _cells(row, _)[:3])
        first.stylize(style, 0, 1)
        first.stylize("bold", 1)
        title = [styled(row.title, overflow="ellipsis")] if room >= LEAST else []
        last = styled(row.said, style, overflow="ellipsis")
        drawn = [_bar(row)] if room >= TIGHT else []
        table.add_row(first, *title, *drawn, *figures, last)
    return table


def _cells(row: Row, _: Speech) -> tuple[str, str, str, str]:
    """Mark and name, points, threshold, standing."""
    name = f"{SIGNS[row.kind]} {row.id}"
    if row.card is None:
        return name, "", "", row.said
    score, policy = row.card.score, row.card.policy
    points = f"{_.number(score.proven)}/{_.number(policy.total)}"
    return name, points, _("from {threshold}", threshold=_.number(policy.threshold)), row.said


def _bar(row: Row) -> RenderableType:
    if row.card is None:
        return ""
    score = row.card.score
    return bar(score.proven, score.reach, score.waived, row.card.policy.total, BAR)
