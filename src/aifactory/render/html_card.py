"""One scorecard of the HTML report: its score, its criteria, what to do next, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from aifactory.model import Evidence, Scorecard
from aifactory.render import bars, summary
from aifactory.render.escape import flowed
from aifactory.render.html_criteria import criteria
from aifactory.render.html_next import next_steps
from aifactory.render.links import Forge
from aifactory.render.markup import anchor, html, joined, prose
from aifactory.render.translate import Speech


def article(card: Scorecard, number: int, _: Speech) -> Markup:
    """The whole scorecard; `number` keeps its anchors apart from those of others."""
    return html(
        '<article id="policy{number}" aria-labelledby="title{number}">{head}{criteria}{next}'
        "{sources}{waived}{notes}</article>",
        number=number,
        head=_head(card, number, _),
        criteria=criteria(card, number, _),
        next=next_steps(card, number, _),
        sources=_sources(card, number, _),
        waived=_waived(card, number, _),
        notes=_notes(card, number, _),
    )


def contents(card: Scorecard, number: int, _: Speech) -> Markup:
    """The links to what `article` holds."""
    titles = [
        ("criteria", _("Criteria")),
        ("next", _("What to do next")),
        ("sources", _("Sources")),
    ]
    if summary.waived(card):
        titles.append(("waived", _("Waivers")))
    if card.notes:
        titles.append(("notes", _("Notes")))
    return html(
        '<li><a href="#policy{number}">{title}</a><ul>{links}</ul></li>',
        number=number,
        title=prose(title(card), _.lang),
        links=joined(
            html('<li><a href="#{id}{number}">{name}</a></li>', id=id, number=number, name=name)
            for id, name in titles
        ),
    )


def title(card: Scorecard) -> str:
    """The name of the policy."""
    return flowed(card.policy.title) or card.policy.id


def _head(card: Scorecard, number: int, _: Speech) -> Markup:
    """Score, standing and picture, then what was audited."""
    standing = "validated" if card.score.validated else "short"
    return html(
        '<header class="score"><h2 id="title{number}">{title}</h2>'
        '<p class="mark"><b>{proven}</b><span>/{total}</span></p>'
        '<p class="standing {kind}"><span aria-hidden="true">{sign}</span> {standing}</p>'
        "{gauge}{legend}<dl>{about}</dl></header>",
        number=number,
        title=prose(title(card), _.lang),
        proven=_.points(card.score.proven),
        total=_.number(card.policy.total),
        kind=standing,
        sign=_sign(card),
        standing=prose(summary.standing(card, _), _.lang),
        gauge=bars.gauge(card, _),
        legend=bars.legend(card, _),
        about=joined(_about(card, _)),
    )


def _sign(card: Scorecard) -> str:
    if card.score.validated:
        return "✓"
    return "◐" if card.score.reach >= card.policy.threshold else "✗"


def _about(card: Scorecard, _: Speech) -> Iterator[Markup]:
    subject, policy, forge = card.subject, card.policy, Forge(card.subject)
    project = _linked(forge.base or subject.url or subject.name, forge.base, "")
    address = forge.link(Evidence(commit=subject.commit))
    commit = _linked(summary.commit(subject, _), address, "spelled")
    rows = (
        (_("Project"), project),
        (_("Policy"), html("{id} {version}", id=policy.id, version=policy.version)),
        (_("Commit"), commit if subject.commit or subject.last_commit else Markup("")),
        (_("Date"), html("{day}", day=_.date(subject.as_of))),
    )
    for label, value in rows:
        if value:
            yield html("<div><dt>{label}</dt><dd>{value}</dd></div>", label=label, value=value)


def _linked(text: str, url: str, kind: str) -> Markup:
    form = '<a class="{kind}" href="{url}" rel="noreferrer">{text}</a>' if url else "{text}"
    return html(form, url=url, text=text, kind=kind)


def _sources(card: Scorecard, number: int, _: Speech) -> Markup:
    """What was read; of the rest, why not and how to supply it."""
    words = {"read": _("read"), "partial": _("read in part"), "missing": _("not read")}
    jury = {
        "read": _("answered"),
        "partial": _("answered in part"),
        "missing": _("not answered yet"),
    }
    signs = {"read": "✓", "partial": "◐", "missing": "✗"}
    names = {name: summary.source(name, _) for name in card.sources}
    rows = joined(
        html(
            "<div><dt>{name}</dt><dd>{sign} {word}{said}</dd></div>",
            name=names.get(name, name),
            sign=html('<span aria-hidden="true">{sign}</span>', sign=signs[state.status]),
            word=(jury if name == "jury" else words)[state.status],
            said=joined(
                html("<br>{text}", text=prose(_.text(text), _.lang))
                for text in (state.reason, state.supply)
                if text
            ),
        )
        for name, state in card.sources.items()
    )
    return _section("sources", number, _("Sources"), html("<dl>{rows}</dl>", rows=rows))


def _waived(card: Scorecard, number: int, _: Speech) -> Markup:
    checks = summary.waived(card)
    said = summary.waived_heading(card, _)
    rows = joined(
        html(
            '<li><a href="#{to}">{title}</a> ({points}){message}</li>',
            to=anchor("check", number, check.id),
            title=prose(flowed(check.title), _.lang),
            points=_.number(check.points),
            message=html("<br>{text}", text=prose(_.text(check.message), _.lang)),
        )
        for check in checks
    )
    body = html("<p>{said}</p><ul>{rows}</ul>", said=prose(said, _.lang), rows=rows)
    return _section("waived", number, _("Waivers"), body) if checks else Markup("")


def _notes(card: Scorecard, number: int, _: Speech) -> Markup:
    rows = joined(html("<li>{text}</li>", text=prose(_.text(note), _.lang)) for note in card.notes)
    body = html("<ul>{rows}</ul>", rows=rows)
    return _section("notes", number, _("Notes"), body) if card.notes else Markup("")


def _section(name: str, number: int, heading: str, body: Markup) -> Markup:
    return html(
        '<section><h3 id="{name}{number}">{heading}</h3>{body}</section>',
        name=name,
        number=number,
        heading=heading,
        body=body,
    )
