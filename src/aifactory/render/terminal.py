"""The scorecard for a terminal: readable at 80 columns, without colour, and piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aifactory.model import CheckResult, CriterionResult, Evidence, Scorecard, Verdict
from aifactory.render import View, summary
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from rich.console import Console, OverflowMethod
    from rich.table import Table
    from rich.text import Text

BAR_STYLES = ("green", "cyan", "magenta", "dim")
STYLES: dict[Verdict, str] = {
    "pass": "green",
    "partial": "yellow",
    "fail": "red",
    "unknown": "cyan",
    "waived": "magenta",
}
EVIDENCE_SHOWN = 4
INDENT = 4  # columns before a check's sentences
NO_BREAK = "\N{NO-BREAK SPACE}"
HELD = "\ue000"  # in its place while rich wraps, which breaks lines at any space
QUOTE_MIN = 24  # columns worth starting a quotation in


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The scorecards one after another, at `view.width` columns."""
    from rich.console import Console

    page = io.StringIO()
    console = Console(
        file=page,
        width=view.width,
        force_terminal=view.colour,
        color_system="standard" if view.colour else None,
        no_color=not view.colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    for i, card in enumerate(cards):
        if i:
            console.print("", "═" * view.width, "", sep="\n")
        _Page(console, Speech(view.lang)).card(card)
    lines = page.getvalue().replace(HELD, NO_BREAK).split("\n")
    return "\n".join(line.rstrip() for line in lines)


class _Page:
    """One scorecard on its way to a console."""

    def __init__(self, console: Console, speech: Speech) -> None:
        self.console, self.speech, self.width = console, speech, console.width

    def card(self, card: Scorecard) -> None:
        self.headline(card)
        self.console.print(self.subject(card))
        self.console.print()
        self.console.print(self.criteria(card))
        self.console.print(_text(summary.legend(card, self.speech), "dim"))
        for criterion in card.criteria:
            self.criterion(criterion)
        self.waived(card)
        self.notes(card)

    def headline(self, card: Scorecard) -> None:
        score, style = card.score, "bold green" if card.score.validated else "bold yellow"
        self.console.print(_text(summary.score_line(card, self.speech), style))
        bar = _bar(score.proven, score.reach, score.waived, card.policy.total, 30)
        self.console.print(bar + _text("  " + summary.standing(card, self.speech), style))
        self.console.print()

    def subject(self, card: Scorecard) -> Table:
        grid = _grid()
        for label, value in summary.about(card, self.speech):
            grid.add_row(_text(label, "dim"), _text(value))
        return grid

    def criteria(self, card: Scorecard) -> Table:
        from rich.table import Table

        _, width = self.speech, 16 if self.width >= 100 else 8
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, expand=True)
        table.add_column("", no_wrap=True)
        table.add_column(_("Criterion"), ratio=1, no_wrap=True, header_style="dim")
        table.add_column("", width=width)
        for name in (_("proven"), _("reach"), _("points")):
            table.add_column(name, justify="right", no_wrap=True, header_style="dim")
        for one in card.criteria:
            table.add_row(
                _text(visible(one.id), "bold"),
                _text(flowed(one.title), overflow="ellipsis"),
                _bar(one.proven, one.reach, one.waived, one.points, width),
                _text(_.aligned(one.proven)),
                _text(_.aligned(one.reach)),
                _text(_.aligned(one.points), "dim"),
            )
        return table

    def criterion(self, one: CriterionResult) -> None:
        _ = self.speech
        title = _text(flowed(one.title), "bold")
        score = _text(f"{_.number(one.proven)}/{_.number(one.points)}", "bold")
        self.console.print()
        self.console.print(_row(_text(visible(summary.name(one)) + "  ", "bold"), title, score))
        for check in [*summary.passed(one), *summary.missing(one)]:
            self.check(check)

    def check(self, check: CheckResult) -> None:
        from rich.console import Group
        from rich.padding import Padding

        style = STYLES[check.verdict]
        mark = _text(f"  {summary.MARKS[check.verdict]} ", style)
        title = _text(flowed(check.title)) + _text(f"  [{visible(check.id)}]", "dim")
        self.console.print(_row(mark, title, _text(summary.worth(check, self.speech), style)))
        self.console.print(Padding(Group(*self.sentences(check)), (0, 0, 0, INDENT)))

    def sentences(self, check: CheckResult) -> list[Text]:
        _ = self.speech
        message = visible(_.text(check.message))
        lines = [_text(message)] if message else []
        lines += [self.evidence(one) for one in check.evidence[:EVIDENCE_SHOWN]]
        more = len(check.evidence) - EVIDENCE_SHOWN
        if more > 0:
            lines.append(_text("  " + _.plural("and one more", "and {n} more", more), "dim"))
        if check.remedy and check.verdict not in ("pass", "waived"):
            lines.append(_text("→ " + flowed(check.remedy), "bold"))
        return lines

    def evidence(self, evidence: Evidence) -> Text:
        """The place, whole, and what stands there, cut to the rest of the line or the next one."""
        where = _text("  " + summary.place(evidence, self.speech))
        quote = _text(visible(evidence.text.strip()), "dim")
        if not quote:
            return where
        room = self.width - INDENT - where.cell_len - 2
        if room < QUOTE_MIN and quote.cell_len > room:
            where, room = where + _text("\n  "), self.width - INDENT - 4
        quote.truncate(max(1, room), overflow="ellipsis")
        return where + _text("  ") + quote

    def waived(self, card: Scorecard) -> None:
        checks, _ = summary.waived(card), self.speech
        if not checks:
            return
        points = _.number(card.score.waived)
        self.console.print()
        self.console.print(
            _text(_("Waived: {points} points, never counted as proven", points=points), "bold")
        )
        for check in checks:
            self.check(check)

    def notes(self, card: Scorecard) -> None:
        if not card.notes:
            return
        self.console.print()
        self.console.print(_text(self.speech("Notes"), "bold"))
        grid = _grid()
        for note in card.notes:
            grid.add_row(_text("  -", "dim"), _text(visible(self.speech.text(note))))
        self.console.print(grid)


def _grid() -> Table:
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column()
    return grid


def _row(mark: Text, title: Text, score: Text) -> Table:
    """A line with the score at its right end; a long title wraps below itself."""
    from rich.table import Table

    row = Table.grid(expand=True)
    row.add_column(no_wrap=True)
    row.add_column(ratio=1)
    row.add_column(no_wrap=True)
    row.add_row(mark, title, _text(" ") + score)
    return row


def _text(text: str, style: str = "", overflow: OverflowMethod = "fold") -> Text:
    """Text that rich prints as it is; long words are folded, not lost."""
    from rich.text import Text

    return Text(text.replace(NO_BREAK, HELD), style=style, overflow=overflow)


def _bar(proven: float, reach: float, waived: float, total: float, width: int) -> Text:
    from rich.text import Text

    counts = summary.cells(proven, reach, waived, total, width)
    parts = zip(summary.GLYPHS, counts, BAR_STYLES, strict=True)
    return Text.assemble(*((glyph * count, style) for glyph, count, style in parts))
