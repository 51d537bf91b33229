"""The score as a flat badge: an SVG of its own that needs no font and no network."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from aifactory.model import Scorecard
from aifactory.render import View, summary
from aifactory.render.escape import xml
from aifactory.render.translate import Speech

HEIGHT = 20
PADDING = 6
SIZE = 11
LABEL = "#3b434b"
# White is read on each of them: contrast 4.5 or more.
VALIDATED, WITHIN_REACH, SHORT = "#1a7f37", "#9a6700", "#cf222e"
# Widths of an 11-pixel sans-serif, in pixels; what is in no group is a small letter.
WIDTHS = (
    ("ijl|'", 3.1),
    ("f.,:;! `", 3.9),
    ('Irt()[]{}/\\-"', 4.4),
    ("csz", 5.8),
    ("mwMW@%—…", 10.6),
    ("ABCDEFGHJKLNOPQRSTUVXYZ&#+=<>~^", 7.9),
)
LETTER = 6.8
WIDE = 11.0


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The badge of the one scorecard."""
    (card,) = cards
    _ = Speech(view.lang)
    label, message = xml(card.policy.id), score(card, _)
    said = f"{summary.score_line(card, _)}, {summary.standing(card, _)}"
    title = xml(_("{source}: {said}", source=label, said=said))
    left, right = (width(text) + 2 * PADDING for text in (label, message))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(title)}">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{left + right}" height="{HEIGHT}" rx="3" fill="{colour(card)}"/>\n'
        f'<path d="M3 0h{left - 3}v{HEIGHT}h-{left - 3}a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3z" '
        f'fill="{LABEL}"/>\n'
        f'<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="{SIZE}">\n'
        f"{_text(label, PADDING)}\n{_text(message, left + PADDING)}\n</g>\n</svg>\n"
    )


def score(card: Scorecard, _: Speech) -> str:
    """Points proven of the total, as the badge says them."""
    return f"{_.number(card.score.proven)}/{_.number(card.policy.total)}"


def colour(card: Scorecard) -> str:
    """Green where validated, amber where that is within reach, else red."""
    if card.score.validated:
        return VALIDATED
    return WITHIN_REACH if card.score.reach >= card.policy.threshold else SHORT


def width(text: str) -> int:
    """The pixels that are kept for `text`; the text is made to fill them exactly."""
    return max(1, round(sum(map(_advance, text))))


def _advance(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return WIDE
    plain = unicodedata.normalize("NFD", char)[:1]
    return next((size for chars, size in WIDTHS if plain in chars), LETTER)


def _text(text: str, x: int) -> str:
    return f'<text x="{x}" y="14" textLength="{width(text)}">{escape(text)}</text>'
