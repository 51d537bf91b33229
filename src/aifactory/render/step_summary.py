"""The report for a step's summary on GitHub: the Markdown page with its details folded.

A step may write one mebibyte; of a longer page the details go that do not fit any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from aifactory.model import Scorecard
from aifactory.render import View, summary
from aifactory.render.escape import visible
from aifactory.render.links import Forge
from aifactory.render.markdown import (
    LIVE,
    TOKEN,
    criterion_checks,
    head,
    overview,
    prose,
    waived_checks,
)
from aifactory.render.translate import Speech

LIMIT = 1 << 20  # bytes of a step's summary
SPARE = 4096  # left for what says that details are missing, and for a neighbour's line


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The scorecards one after another; every page stays whole, its details as space allows."""
    _ = Speech(view.lang)
    pages = ["\n".join(head(card, _)) + "\n" for card in cards]
    shown = [overview(view.overview, cards, _)] if view.overview else []
    space = LIMIT - SPARE - sum(map(_size, [*shown, *pages]))
    for card, page in zip(cards, pages, strict=True):
        kept, left_out = [], 0
        for detail in _details(card, _):
            if _size(detail) <= space:
                kept.append(detail)
                space -= _size(detail)
            else:
                left_out += 1
        if left_out:
            kept.append("\n" + prose(_omitted(left_out, _)) + "\n")
        shown.append(page + "".join(kept))
    return "\n---\n\n".join(shown)


def _size(text: str) -> int:
    return len(text.encode("utf-8")) + len("\n---\n\n")


def _omitted(n: int, _: Speech) -> str:
    return _.plural(
        "{n} section is too long for this page; see the whole report",
        "{n} sections are too long for this page; see the whole report",
        n,
    )


def _details(card: Scorecard, _: Speech) -> Iterable[str]:
    forge = Forge(card.subject)
    for criterion in card.criteria:
        yield _folded(summary.heading(criterion, _), criterion_checks(criterion, forge, _))
    if summary.waived(card):
        yield _folded(summary.waived_heading(card, _), waived_checks(card, forge, _))
    if card.notes:
        yield _folded(_("Notes"), (f"- {prose(_.text(note))}" for note in card.notes))


def _folded(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"\n<details><summary>{words(title)}</summary>\n\n{body}\n\n</details>\n"


def words(text: str) -> str:
    """`text` as plain words inside HTML, where Markdown does not reach but mentions do."""
    tokens = TOKEN.findall(visible(text))
    return "".join(
        f"<code>{escape(token)}</code>" if LIVE.search(token) else escape(token) for token in tokens
    )
