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
ROOMY = 76  # columns from which titles are shown


def overview(
    one: Overview, cards: Sequence[Scorecard], _: Speech, width: int
) -> Iterator[RenderableType]:
    """Its parts, from the line that answers."""
    parts, further = words.parts(one, cards, _), words.further(one, cards, _)
    done = all(row.kind == "validated" for row in parts or further)
    yield styled(words.headline(one, cards, _), "bold green" if done else "bold yellow")
    yield ""
    if parts:
        yield _table(parts, _, width)
    if parts and further:
        yield ""
        yield styled(_("Further packs"), "bold")
    if further:
        yield _table(further, _, width)
    grid = columns()
    for label, entries in words.remarks(one, cards, _):
        grid.add_row(styled(label, "dim"), styled(", ".join(entries)))
    if grid.row_count:
        yield ""
        yield grid


def _table(rows: Sequence[Row], _: Speech, width: int) -> Table:
    from rich.table import Table

    roomy = width >= ROOMY
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True, show_header=False)
    table.add_column(no_wrap=True)
    if roomy:
        table.add_column(ratio=3, no_wrap=True)
    table.add_column(width=10)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=2, no_wrap=True)
    for row in rows:
        style = STYLES[row.kind]
        name = styled(f"{SIGNS[row.kind]} ", style) + styled(row.id, "bold")
        title = [styled(row.title, overflow="ellipsis")] if roomy else []
        said = styled(row.said, style, overflow="ellipsis")
        table.add_row(name, *title, *_figures(row, _), said)
    return table


def _figures(row: Row, _: Speech) -> list[RenderableType]:
    """The bar, the points and the threshold; nothing where there was no audit."""
    if row.card is None:
        return ["", "", ""]
    score, policy = row.card.score, row.card.policy
    return [
        bar(score.proven, score.reach, score.waived, policy.total, 10),
        styled(f"{_.number(score.proven)}/{_.number(policy.total)}"),
        styled(_("from {threshold}", threshold=_.number(policy.threshold)), "dim"),
    ]
