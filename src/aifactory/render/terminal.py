"""The scorecard for a terminal: readable at 80 columns, without colour, and piped."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aifactory.model import CheckResult, CriterionResult, Evidence, Scorecard, Verdict
from aifactory.render import View, summary
from aifactory.render.escape import flowed, visible
from aifactory.render.printed import HELD, NO_BREAK, bar, columns, ends, styled
from aifactory.render.terminal_overview import overview
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

STYLES: dict[Verdict, str] = {
    "pass": "green",
    "partial": "yellow",
    "fail": "red",
    "unknown": "cyan",
    "waived": "magenta",
}
EVIDENCE_SHOWN = 4
INDENT = 4  # columns before a check's sentences
QUOTE_MIN = 24  # columns worth starting a quotation in


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The overview, where there is one, then the scorecards, at `view.width` columns."""
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
    speech = Speech(view.lang)
    if view.overview:
        console.print(*overview(view.overview, cards, speech, view.width), sep="\n")
    for i, card in enumerate(cards):
        if i or view.overview:
            console.print("", "═" * view.width, "", sep="\n")
        _Page(console, speech).card(card)
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
        self.console.print(styled(summary.legend(card, self.speech), "dim"))
        for criterion in card.criteria:
            self.criterion(criterion)
        self.waived(card)
        self.notes(card)

    def headline(self, card: Scorecard) -> None:
        score, style = card.score, "bold green" if card.score.validated else "bold yellow"
        self.console.print(styled(summary.score_line(card, self.speech), style))
        drawn = bar(score.proven, score.reach, score.waived, card.policy.total, 30)
        self.console.print(drawn + styled("  " + summary.standing(card, self.speech), style))
        self.console.print()

    def subject(self, card: Scorecard) -> Table:
        grid = columns()
        for label, value in summary.about(card, self.speech):
            grid.add_row(styled(label, "dim"), styled(value))
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
                styled(visible(one.id), "bold"),
                styled(flowed(one.title), overflow="ellipsis"),
                bar(one.proven, one.reach, one.waived, one.points, width),
                styled(_.aligned(one.proven)),
                styled(_.aligned(one.reach)),
                styled(_.aligned(one.points), "dim"),
            )
        return table

    def criterion(self, one: CriterionResult) -> None:
        _ = self.speech
        title = styled(flowed(one.title), "bold")
        score = styled(f"{_.number(one.proven)}/{_.number(one.points)}", "bold")
        self.console.print()
        self.console.print(ends(styled(visible(summary.name(one)) + "  ", "bold"), title, score))
        for check in [*summary.passed(one), *summary.missing(one)]:
            self.check(check)

    def check(self, check: CheckResult) -> None:
        from rich.console import Group
        from rich.padding import Padding

        style = STYLES[check.verdict]
        mark = styled(f"  {summary.MARKS[check.verdict]} ", style)
        title = styled(flowed(check.title)) + styled(f"  [{visible(check.id)}]", "dim")
        self.console.print(ends(mark, title, styled(summary.worth(check, self.speech), style)))
        self.console.print(Padding(Group(*self.sentences(check)), (0, 0, 0, INDENT)))

    def sentences(self, check: CheckResult) -> list[Text]:
        _ = self.speech
        message = visible(_.text(check.message))
        lines = [styled(message)] if message else []
        lines += [self.evidence(one) for one in check.evidence[:EVIDENCE_SHOWN]]
        more = len(check.evidence) - EVIDENCE_SHOWN
        if more > 0:
            lines.append(styled("  " + _.plural("and one more", "and {n} more", more), "dim"))
        if check.awaits_jury and (question := summary.question(check, _)):
            lines.append(styled(question, "bold"))
        if check.remedy and check.verdict not in ("pass", "waived"):
            lines.append(styled("→ " + flowed(check.remedy), "bold"))
        return lines

    def evidence(self, evidence: Evidence) -> Text:
        """The place, whole, and what stands there, cut to the rest of the line or the next one."""
        where = styled("  " + summary.place(evidence, self.speech))
        quote = styled(visible(evidence.text.strip()), "dim")
        if not quote:
            return where
        room = self.width - INDENT - where.cell_len - 2
        if room < QUOTE_MIN and quote.cell_len > room:
            where, room = where + styled("\n  "), self.width - INDENT - 4
        quote.truncate(max(1, room), overflow="ellipsis")
        return where + styled("  ") + quote

    def waived(self, card: Scorecard) -> None:
        checks = summary.waived(card)
        if not checks:
            return
        self.console.print()
        self.console.print(styled(summary.waived_heading(card, self.speech), "bold"))
        for check in checks:
            self.check(check)

    def notes(self, card: Scorecard) -> None:
        if not card.notes:
            return
        self.console.print()
        self.console.print(styled(self.speech("Notes"), "bold"))
        grid = columns()
        for note in card.notes:
            grid.add_row(styled("  -", "dim"), styled(visible(self.speech.text(note))))
        self.console.print(grid)
