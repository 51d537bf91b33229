"""What an overview of several scorecards says, whatever its form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from aifactory.model import CheckResult, Overview, Scorecard
from aifactory.render.escape import flowed, visible
from aifactory.render.translate import Speech

SIGNS = {"validated": "✓", "near": "◐", "short": "✗", "absent": "–"}


class Row(Struct, frozen=True):
    """A pack at a glance: how it stands in a word of SIGNS and in words; None was not audited."""

    id: str
    title: str
    kind: str
    said: str
    place: int = 0
    card: Scorecard | None = None


def headline(overview: Overview, cards: Sequence[Scorecard], _: Speech) -> str:
    """The one line that answers: how many of the blocs are validated."""
    if not overview.parts:
        validated = sum(card.score.validated for card in cards)
        return _.plural(
            "{n} pack of {whole} validated",
            "{n} packs of {whole} validated",
            validated,
            whole=len(cards),
        )
    validated = sum(row.kind == "validated" for row in parts(overview, cards, _))
    whole = len(overview.parts)
    said = (
        _("validated, all {n} blocs", n=whole)
        if validated == whole
        else _.plural(
            "{n} bloc of {whole} validated",
            "{n} blocs of {whole} validated",
            validated,
            whole=whole,
        )
    )
    return _("{label}: {text}", label=overview.title, text=said)


def parts(overview: Overview, cards: Sequence[Scorecard], _: Speech) -> list[Row]:
    """The certification's packs."""
    return [
        Row(part.id, "", "absent", _("not audited"))
        if part.card is None
        else _row(part.card, cards, _)
        for part in overview.parts
    ]


def further(overview: Overview, cards: Sequence[Scorecard], _: Speech) -> list[Row]:
    """The other packs."""
    return [_row(place, cards, _) for place in overview.further]


def _row(place: int, cards: Sequence[Scorecard], _: Speech) -> Row:
    card = cards[place]
    title = flowed(card.policy.title)
    return Row(visible(card.policy.id), title, kind(card), standing(card, _), place, card)


def kind(card: Scorecard) -> str:
    """A word of SIGNS: validated, within reach of that, or short of it."""
    if card.score.validated:
        return "validated"
    return "near" if card.score.reach >= card.policy.threshold else "short"


def standing(card: Scorecard, _: Speech) -> str:
    """What the pack calls its score, else whether it validates, in two words."""
    if card.score.level:
        return flowed(card.score.level)
    if card.score.validated:
        return _("validated")
    return _("{points} short", points=_.number(short(card)))


def short(card: Scorecard) -> float:
    """The points to the threshold, 0 where it is reached."""
    return 0.0 if card.score.validated else round(card.policy.threshold - card.score.proven, 2)


def awaiting(card: Scorecard) -> list[CheckResult]:
    """What only a jury can judge, and none has."""
    return [check for one in card.criteria for check in one.checks if check.awaits_jury]


def remarks(
    overview: Overview, cards: Sequence[Scorecard], _: Speech
) -> Iterator[tuple[str, list[str]]]:
    """Label and entries: what blocs lack, those not audited, the jury's part, what is apart."""
    known = [row for row in parts(overview, cards, _) if row.card]
    lacking = [
        _("{label}: {text}", label=row.id, text=_short(row.card, _))
        for row in known
        if row.card and not row.card.score.validated
    ]
    absent = [part.id for part in overview.parts if part.card is None]
    jury = [
        _("{label}: {text}", label=visible(card.policy.id), text=_jury(card, _))
        for card in cards
        if awaiting(card)
    ]
    apart = [_("{label}: {text}", label=one.title, text=one.how) for one in overview.apart]
    entries = (
        (_("Points missing"), lacking),
        (_("Not audited"), absent),
        (_("For the jury"), jury),
        (_("Judged apart"), apart),
    )
    yield from ((label, found) for label, found in entries if found)


def _short(card: Scorecard, _: Speech) -> str:
    points = _.number(short(card))
    return _("{points} (within reach)", points=points) if kind(card) == "near" else points


def _jury(card: Scorecard, _: Speech) -> str:
    found = awaiting(card)
    points = _.number(sum(check.points for check in found))
    return _.plural(
        "{n} question ({points} points)",
        "{n} questions ({points} points)",
        len(found),
        points=points,
    )
