"""The HTML report's overview of several scorecards: each pack at a glance, then what is left."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from aifactory.model import Overview, Scorecard
from aifactory.render import overview as words
from aifactory.render.bars import bar
from aifactory.render.markup import html, joined, prose
from aifactory.render.overview import SIGNS, Row
from aifactory.render.translate import Speech


def overview(one: Overview, cards: Sequence[Scorecard], _: Speech) -> Markup:
    """The section, with links to the scorecards."""
    parts, further = words.parts(one, cards, _), words.further(one, cards, _)
    done = all(row.kind == "validated" for row in parts or further)
    heading = html("<h3>{title}</h3>", title=_("Further packs")) if parts and further else ""
    return html(
        '<section id="overview" aria-labelledby="overview-title">'
        '<h2 id="overview-title" class="{kind}">{title}</h2>'
        "{parts}{heading}{further}{remarks}</section>",
        kind="done" if done else "open",
        title=prose(words.headline(one, cards, _), _.lang),
        parts=_packs(parts, _),
        heading=heading,
        further=_packs(further, _),
        remarks=_remarks(one, cards, _),
    )


def contents(_: Speech) -> Markup:
    """The link to it."""
    return html('<li><a href="#overview">{name}</a></li>', name=_("Overview"))


def _packs(rows: Sequence[Row], _: Speech) -> Markup:
    items = joined(_pack(row, _) for row in rows)
    return html('<ul class="packs">{items}</ul>', items=items) if rows else Markup("")


def _pack(row: Row, _: Speech) -> Markup:
    name = html('<span class="id">{id}</span> {title}', id=row.id, title=prose(row.title, _.lang))
    return html(
        '<li><span class="name">{name}</span>{points}'
        '<span class="state {kind}"><span aria-hidden="true">{sign}</span> {said}</span>{bar}</li>',
        name=html('<a href="#policy{n}">{name}</a>', n=row.place + 1, name=name)
        if row.card
        else name,
        points=_points(row.card, _) if row.card else "",
        kind=row.kind,
        sign=SIGNS[row.kind],
        said=prose(row.said, _.lang),
        bar=_bar(row.card) if row.card else "",
    )


def _points(card: Scorecard, _: Speech) -> Markup:
    threshold = _("from {threshold}", threshold=_.number(card.policy.threshold))
    return html(
        '<span class="points"><span><b>{proven}</b>/{total}</span> '
        "<small>{threshold}</small></span>",
        proven=_.number(card.score.proven),
        total=_.number(card.policy.total),
        threshold=prose(threshold, _.lang),
    )


def _bar(card: Scorecard) -> Markup:
    score = card.score
    return bar(score.proven, score.reach, score.waived, card.policy.total)


def _remarks(one: Overview, cards: Sequence[Scorecard], _: Speech) -> Markup:
    rows = joined(
        html(
            "<div><dt>{label}</dt><dd>{entries}</dd></div>",
            label=label,
            entries=joined((prose(entry, _.lang) for entry in entries), "<br>"),
        )
        for label, entries in words.remarks(one, cards, _)
    )
    return html("<dl>{rows}</dl>", rows=rows) if rows else Markup("")
