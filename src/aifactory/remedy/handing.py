"""What is handed to people: a checklist, issues, and the words of a request."""

from __future__ import annotations

from collections.abc import Sequence

from aifactory.comparison import compare
from aifactory.model import CheckResult, Scorecard
from aifactory.remedy.planning import Plan
from aifactory.remedy.wording import afterwards
from aifactory.render import View
from aifactory.render.comparison import MARK, render
from aifactory.render.escape import flowed
from aifactory.render.markdown import code, prose
from aifactory.render.translate import Speech
from aifactory.scaffold.bootstrap import Ticket


def boxes(people: Sequence[CheckResult], lang: str) -> str:
    """A box a check, as Markdown."""
    _ = Speech(lang)
    return "".join(
        f"- [ ] {prose(flowed(check.title))} ({code(check.id)}, "
        f"+{_.number(check.points - check.earned)}): {prose(flowed(check.remedy))}\n"
        for check in people
    )


def checklist(people: Sequence[CheckResult], card: Scorecard, lang: str) -> str:
    """A document of boxes, by criterion."""
    _ = Speech(lang)
    head = prose(_("What only people can do"))
    text = f"# {head}\n"
    for criterion in card.criteria:
        known = {check.id for check in criterion.checks}
        if own := [check for check in people if check.id in known]:
            title = f"{criterion.id} - {flowed(criterion.title)}"
            text += f"\n## {prose(title)}\n\n{boxes(own, lang)}"
    return text


def tickets(people: Sequence[CheckResult], lang: str) -> list[Ticket]:
    """A ticket a check; its mark is found again, so that a second run opens none twice."""
    _ = Speech(lang)
    return [
        Ticket(
            f"fix-{check.id}",
            " ".join(flowed(check.title).split()),
            f"{prose(flowed(check.remedy))}\n\n{code(check.id)}, "
            f"+{_.number(check.points - check.earned)}",
        )
        for check in people
    ]


def request_body(plan: Plan, before: Scorecard, after: Scorecard, forge: str, lang: str) -> str:
    """What a request says: the scores, what is to be done by hand, what only people can do."""
    _ = Speech(lang)
    scores = render([compare(before, after)], "markdown", View(lang=lang))
    parts = [scores.removeprefix(MARK).strip()]
    if notes := afterwards(plan, forge, lang):
        items = "".join(f"- [ ] {prose(note)}\n" for note in notes)
        title = prose(_("After the merge, by hand"))
        parts.append(f"## {title}\n\n{items}".strip())
    if plan.people:
        title = prose(_("What only people can do"))
        parts.append(f"## {title}\n\n{boxes(plan.people, lang)}".strip())
    return "\n\n".join(parts) + "\n"
