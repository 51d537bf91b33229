"""The HTML report's list of what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from aifactory.model import Scorecard
from aifactory.render import remedies
from aifactory.render.escape import flowed
from aifactory.render.markup import anchor, html, joined, prose
from aifactory.render.overview import awaiting
from aifactory.render.remedies import Step
from aifactory.render.translate import Speech

SHOWN = 6  # steps shown at least, where the threshold is nearer; the rest is folded


def next_steps(card: Scorecard, number: int, _: Speech) -> Markup:
    """The steps, those up to the threshold in sight and the rest folded."""
    plan = remedies.steps(card)
    shown = max(SHOWN, len(remedies.way(plan)))
    rest = plan[shown:]
    more = _.plural("and one more", "and {n} more", len(rest))
    folded = html(
        '<details class="more"><summary>{more}</summary>{steps}</details>',
        more=prose(more, _.lang),
        steps=_list(rest, card, number, _, shown + 1),
    )
    return html(
        '<section><h3 id="next{number}">{title}</h3>{unread}<p>{said}</p>{steps}{more}</section>',
        number=number,
        title=_("What to do next"),
        unread=_unread(card, _),
        said=prose(_said(card, plan, _), _.lang),
        steps=_list(plan[:shown], card, number, _, 1),
        more=folded if rest else "",
    )


def _unread(card: Scorecard, _: Speech) -> Markup:
    """First of all, what to let it read: these points may be there already."""
    left = awaiting(card)
    waiting = round(_reach_without_jury(card) - card.score.proven, 2)
    if card.score.reach <= card.score.proven or (waiting <= 0 and not left):
        return Markup("")
    said = []
    if waiting > 0:
        told = _(
            "What was not read may already be worth {points} of the missing points.",
            points=_.number(waiting),
        )
        said.append(told)
    if left:
        points = _.number(sum(check.points for check in left))
        told = _.plural(
            "The jury has still to answer {n} question, worth {points} points.",
            "The jury has still to answer {n} questions, worth {points} points.",
            len(left),
            points=points,
        )
        said.append(told)
    said += [
        f"→ {_.text(state.supply)}"
        for name, state in card.sources.items()
        if state.status != "read" and state.supply and (name == "jury" or waiting > 0)
    ]
    lines = joined(html("<p>{text}</p>", text=prose(text, _.lang)) for text in said)
    return html('<div class="unread">{lines}</div>', lines=lines)


def _reach_without_jury(card: Scorecard) -> float:
    """The points within reach but for those that a jury has not given."""
    lost = {check.id: -check.points for check in awaiting(card)}
    return round(card.score.reach + card.reach_with(lost) - card.reach_with({}), 2)


def _said(card: Scorecard, plan: Sequence[Step], _: Speech) -> str:
    """How far the threshold is, in steps."""
    if not plan:
        return _("Nothing that was read is missing.")
    if card.score.validated:
        return _(
            "The threshold is reached; these steps earn more, most points for the effort first."
        )
    way = remedies.way(plan)
    if not way:
        return _("These steps alone do not reach the threshold; most points for the effort first.")
    minutes = remedies.minutes(way)
    time = duration(minutes, _)
    if not minutes:
        return _.plural(
            "One step reaches the threshold.", "{n} steps reach the threshold.", len(way)
        )
    return _.plural(
        "One step reaches the threshold, in about {time}.",
        "{n} steps reach the threshold, in about {time}.",
        len(way),
        time=time,
    )


def _list(plan: Sequence[Step], card: Scorecard, number: int, _: Speech, start: int) -> Markup:
    items = joined(_step(step, card, number, _) for step in plan)
    return (
        html('<ol class="steps" start="{start}">{items}</ol>', start=start, items=items)
        if plan
        else items
    )


def _step(step: Step, card: Scorecard, number: int, _: Speech) -> Markup:
    total = _("then {total}/{all}", total=_.number(step.total), all=_.number(card.policy.total))
    effort = duration(step.check.effort, _) if step.check.effort > 0 else ""
    arrives = html('<p class="arrives">{text}</p>', text=_("The threshold is reached here."))
    return html(
        '<li><p><a href="#{to}">{title}</a> <span class="id">{criterion}</span></p>'
        '<p>{remedy}</p><p class="worth"><b>+{gain}</b> <span>{effort}</span> '
        "<span>{total}</span></p>{arrives}</li>",
        to=anchor("check", number, step.check.id),
        title=prose(flowed(step.check.title), _.lang),
        criterion=step.criterion.id,
        remedy=prose(flowed(step.check.remedy), _.lang),
        gain=_.number(step.gain),
        effort=prose(effort, _.lang),
        total=prose(total, _.lang),
        arrives=arrives if step.arrives else "",
    )


def duration(minutes: int, _: Speech) -> str:
    """Minutes as people say them: 45 min, 2 h, 2 h 30 min."""
    hours, left = divmod(minutes, 60)
    if not hours:
        return _("{n} min", n=left)
    return _("{h} h {n} min", h=hours, n=left) if left else _("{h} h", h=hours)
