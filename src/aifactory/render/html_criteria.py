"""The HTML report's criteria, each folded, with its checks, their evidence and their remedies."""

from __future__ import annotations

from markupsafe import Markup

from aifactory.model import CheckResult, CriterionResult, Evidence, Scorecard
from aifactory.render import summary
from aifactory.render.bars import bar
from aifactory.render.escape import flowed
from aifactory.render.html_next import duration
from aifactory.render.links import Forge
from aifactory.render.markup import anchor, html, joined, prose
from aifactory.render.translate import Speech

EVIDENCE_SHOWN = 10


def criteria(card: Scorecard, number: int, _: Speech) -> Markup:
    """All criteria of a scorecard."""
    page = _Criteria(Forge(card.subject), number, _)
    return html(
        '<section><h3 id="criteria{number}">{title}</h3>{overview}{rows}</section>',
        number=number,
        title=_("Criteria"),
        overview=_overview(card, _),
        rows=joined(page.criterion(one) for one in card.criteria),
    )


def _overview(card: Scorecard, _: Speech) -> Markup:
    """The bars at a glance, for paper, on which the criteria cannot be folded."""
    heads = (_("Criterion"), "", _("proven"), _("reach"), _("points"))
    return html(
        '<table class="paper"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>',
        heads=joined(html("<th>{head}</th>", head=head) for head in heads),
        rows=joined(
            html(
                "<tr><td>{id} {title}</td><td>{bar}</td><td>{proven}</td><td>{reach}</td>"
                "<td>{points}</td></tr>",
                id=one.id,
                title=prose(flowed(one.title), _.lang),
                bar=bar(one.proven, one.reach, one.waived, one.points),
                proven=_.aligned(one.proven),
                reach=_.aligned(one.reach),
                points=_.aligned(one.points),
            )
            for one in card.criteria
        ),
    )


class _Criteria:
    """What every criterion of one scorecard is written with."""

    def __init__(self, forge: Forge, number: int, speech: Speech) -> None:
        self.forge, self.number, self.speech = forge, number, speech

    def criterion(self, one: CriterionResult) -> Markup:
        _ = self.speech
        waived = [check for check in one.checks if check.verdict == "waived"]
        checks = [*summary.passed(one), *summary.missing(one), *waived]
        marks = "".join(summary.MARKS[check.verdict] for check in checks)
        return html(
            '<details class="criterion"><summary><h4><span class="id">{name}</span> {title}</h4>'
            '<span class="marks" aria-hidden="true">{marks}</span>{points}{bar}</summary>'
            '<div id="{id}">{question}<ol class="checks">{checks}</ol></div></details>',
            id=anchor("criterion", self.number, one.id),
            name=summary.name(one),
            title=prose(flowed(one.title), _.lang),
            marks=marks,
            points=self.points(one),
            bar=bar(one.proven, one.reach, one.waived, one.points),
            question=self.question(one),
            checks=joined(map(self.check, checks)),
        )

    def points(self, one: CriterionResult) -> Markup:
        _ = self.speech
        reach = _("up to {reach}", reach=_.number(one.reach))
        return html(
            '<span class="points"><span><b>{proven}</b>/{points}</span>{reach}</span>',
            proven=_.number(one.proven),
            points=_.number(one.points),
            reach=html(" <small>{reach}</small>", reach=prose(reach, _.lang))
            if round(one.reach, 2) > round(one.proven, 2)
            else "",
        )

    def question(self, one: CriterionResult) -> Markup:
        if not one.question:
            return Markup("")
        return self.quotation(self.speech("What a jury may ask"), flowed(one.question))

    def quotation(self, label: str, text: str) -> Markup:
        """What people are asked, below whose question it is."""
        lang = self.speech.lang
        return html(
            '<div class="question"><p class="label">{label}</p><p>{text}</p></div>',
            label=prose(label, lang),
            text=prose(text, lang),
        )

    def check(self, check: CheckResult) -> Markup:
        _ = self.speech
        message = _.text(check.message)
        return html(
            '<li class="check" id="{anchor}"><h5>{title}</h5><p class="verdict">{badge} '
            '<b>{worth}</b> <span class="id">{id}</span></p>{message}{evidence}{asked}{remedy}'
            "</li>",
            anchor=anchor("check", self.number, check.id),
            title=prose(flowed(check.title), _.lang),
            badge=self.badge(check),
            worth=summary.worth(check, _),
            id=check.id,
            message=html("<p>{text}</p>", text=prose(message, _.lang)) if message else "",
            evidence=self.places(check),
            asked=self.asked(check),
            remedy=self.remedy(check),
        )

    def badge(self, check: CheckResult) -> Markup:
        """The verdict as a mark and a word; colour only repeats it."""
        _ = self.speech
        words = {
            "pass": _("passed"),
            "partial": _("passed in part"),
            "fail": _("not passed"),
            "unknown": _("unknown"),
            "waived": _("waived"),
        }
        return html(
            '<span class="badge {verdict}"><span aria-hidden="true">{mark}</span> {word}</span>',
            verdict=check.verdict,
            mark=summary.MARKS[check.verdict],
            word=_("for the jury") if check.awaits_jury else words[check.verdict],
        )

    def places(self, check: CheckResult) -> Markup:
        _, more = self.speech, len(check.evidence) - EVIDENCE_SHOWN
        rows = [self.place(one) for one in check.evidence[:EVIDENCE_SHOWN]]
        if more > 0:
            rows.append(
                html("<li>{text}</li>", text=_.plural("and one more", "and {n} more", more))
            )
        return html('<ul class="evidence">{rows}</ul>', rows=joined(rows)) if rows else Markup("")

    def place(self, evidence: Evidence) -> Markup:
        where, url, text = (
            summary.place(evidence, self.speech),
            self.forge.link(evidence),
            evidence.text.strip(),
        )
        linked = '<a href="{url}" rel="noreferrer">{where}</a>' if url else "<span>{where}</span>"
        return html(
            '<li translate="no">{place} {quote}</li>',
            place=html(linked, url=url, where=where) if where else "",
            quote=html("<code>{text}</code>", text=text) if text else "",
        )

    def asked(self, check: CheckResult) -> Markup:
        """The question that waits for the jury."""
        asks = flowed(check.help.asks)
        if not (check.awaits_jury and asks):
            return Markup("")
        return self.quotation(self.speech("Question to the jury"), asks)

    def remedy(self, check: CheckResult) -> Markup:
        _ = self.speech
        if not check.remedy or check.verdict in ("pass", "waived"):
            return Markup("")
        effort = html(
            ' <span class="effort">({time})</span>', time=prose(duration(check.effort, _), _.lang)
        )
        return html(
            '<p class="remedy"><span aria-hidden="true">→</span> {text}{effort}</p>',
            text=prose(flowed(check.remedy), _.lang),
            effort=effort if check.effort > 0 else "",
        )
