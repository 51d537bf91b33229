"""The score as the answer of an endpoint that shields.io draws a badge from."""

from __future__ import annotations

from collections.abc import Sequence

from aifactory.model import Scorecard
from aifactory.render import View
from aifactory.render.badge import colour, score
from aifactory.render.escape import visible
from aifactory.render.json import encoded
from aifactory.render.translate import Speech


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The answer for the one scorecard."""
    (card,) = cards
    return encoded(
        {
            "schemaVersion": 1,
            "label": visible(card.policy.id),
            "message": score(card, Speech(view.lang)),
            "color": colour(card).removeprefix("#"),
        }
    )
