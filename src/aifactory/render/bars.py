"""Bars of points in SVG, in percent of any width, so that they need no style of their own.

What is proven, within reach and waived differ by pattern as well as by colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aifactory.model import Scorecard
from aifactory.render import summary
from aifactory.render.markup import html, joined, prose
from aifactory.render.translate import Speech

KINDS = ("proven", "reach", "waived")
FILLS = {"reach": "url(#reach)", "waived": "url(#waived)"}
THICK, THIN = 24, 10  # pixels
ABOVE, BELOW = 26, 22  # room for the threshold's name and for the ends of the scale
# The patterns, once a page: hatched for what may be proven yet, dotted for what was waived.
PATTERNS = Markup(
    '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
    '<pattern id="reach" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch" width="3" height="6"/></pattern>'
    '<pattern id="waived" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle class="dot" cx="3" cy="3" r="1.6"/></pattern></defs></svg>'
)


def bar(proven: float, reach: float, waived: float, total: float) -> Markup:
    """A thin bar; the numbers stand beside it, so readers who do not see it lose nothing."""
    return html(
        '<svg class="bar" width="100%" height="{high}" aria-hidden="true" focusable="false">'
        "{parts}</svg>",
        high=THIN,
        parts=joined(_parts((proven, reach, waived, total), 0, THIN)),
    )


def gauge(card: Scorecard, _: Speech) -> Markup:
    """The score against the threshold, thick, with the ends of its scale."""
    score, policy = card.score, card.policy
    ratio = policy.threshold / policy.total if policy.total > 0 else 0.0
    place = 100 * min(1.0, max(0.0, ratio))
    sums = (score.proven, score.reach, score.waived, policy.total)
    named = _("threshold: {points}", points=_.number(policy.threshold))
    return html(
        '<svg class="gauge" width="100%" height="{height}" role="img" aria-label="{label}">'
        "{parts}"
        '<line class="threshold" x1="{x}%" x2="{x}%" y1="{top}" y2="{bottom}"/>'
        '<text class="goal" x="{x}%" y="14" text-anchor="{anchor}">{named}</text>'
        '<text x="0" y="{base}">0</text>'
        '<text x="100%" y="{base}" text-anchor="end">{total}</text></svg>',
        height=ABOVE + THICK + BELOW,
        label=prose(summary.score_line(card, _), _.lang),
        parts=joined(_parts(sums, ABOVE, THICK)),
        x=f"{place:g}",
        top=ABOVE - 6,
        bottom=ABOVE + THICK + 6,
        anchor="start" if place < 20 else "end" if place > 80 else "middle",
        named=prose(named, _.lang),
        base=ABOVE + THICK + BELOW - 4,
        total=_.number(policy.total),
    )


def legend(card: Scorecard, _: Speech) -> Markup:
    """What the patterns mean, each with its points."""
    score, total = card.score, card.policy.total
    reach = max(0.0, score.reach - score.proven)
    rows = [
        ("proven", _("proven"), score.proven),
        ("reach", _("within reach"), reach),
        ("waived", _("waived"), score.waived),
        ("missing", _("missing"), max(0.0, total - score.proven - reach - score.waived)),
    ]
    return html(
        '<ul class="legend">{rows}</ul>',
        rows=joined(
            html(
                "<li>{swatch} {name} <b>{points}</b></li>",
                swatch=_swatch(kind),
                name=name,
                points=_.number(points),
            )
            for kind, name, points in rows
            if round(points, 2) or kind == "proven"
        ),
    )


def _swatch(kind: str) -> Markup:
    return html(
        '<svg class="swatch" width="14" height="14" aria-hidden="true" focusable="false">'
        '<rect class="missing" width="14" height="14"/>{part}</svg>',
        part=_rect(kind, 0, 100, 0, 14) if kind in KINDS else "",
    )


def _parts(sums: tuple[float, float, float, float], y: int, high: int) -> Iterator[Markup]:
    """The ground, then each kind that has points, in thousandths of the width."""
    yield html('<rect class="missing" width="100%" y="{y}" height="{high}"/>', y=y, high=high)
    start = 0
    for kind, count in zip(KINDS, summary.cells(*sums, 1000), strict=False):
        if count:
            yield _rect(kind, start / 10, count / 10, y, high)
        start += count


def _rect(kind: str, start: float, width: float, y: int, high: int) -> Markup:
    return html(
        '<rect class="{kind}" x="{start}%" width="{width}%" y="{y}" height="{high}"{fill}/>',
        kind=kind,
        start=f"{start:g}",
        width=f"{width:g}",
        y=y,
        high=high,
        fill=html(' fill="{fill}"', fill=FILLS[kind]) if kind in FILLS else "",
    )
