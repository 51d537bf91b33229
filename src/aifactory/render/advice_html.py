"""A choice of deployment target as one page to discuss: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from markupsafe import Markup

from aifactory.advice import Advice, Standing
from aifactory.render import advice as words
from aifactory.render.bars import bar
from aifactory.render.escape import flowed
from aifactory.render.html import PAGE, guard
from aifactory.render.markup import html, joined, prose
from aifactory.render.translate import Speech

SHEETS = ("report.css", "advice.css")


def page(advice: Advice, _: Speech) -> str:
    """The page: answer, what would change it, each target, how it is reckoned, sources."""
    style = "".join(Path(__file__).with_name(name).read_text("utf-8") for name in SHEETS)
    title = words.headline(advice, _)
    parts = [*_parts(advice, _)]
    links = (
        html('<li><a href="#{id}">{name}</a></li>', id=id, name=name) for id, name, _b in parts
    )
    body = (
        html('<section><h2 id="{id}">{name}</h2>{body}</section>', id=id, name=name, body=body)
        for id, name, body in parts
    )
    text = html(
        PAGE,
        lang=_.lang,
        guard=guard(style),
        title=prose(title, _.lang),
        style=Markup(style),  # noqa: S704 (our own files)
        skip=_("Skip to the report"),
        patterns="",
        kind=prose(_("Choice of a deployment target"), _.lang),
        name=prose(title, _.lang),
        contents=_("Contents"),
        links=joined(links),
        body=html('<div class="advice">{body}</div>', body=joined(body, "\n")),
    )
    return str(text)


def _parts(advice: Advice, _: Speech) -> Iterator[tuple[str, Markup, Markup]]:
    """The sections: id, heading, body."""
    yield "answer", prose(_("The answer"), _.lang), _answer(advice, _)
    changes = _("What would change the answer, one input at a time")
    yield "changes", prose(changes, _.lang), _changes(advice, _)
    for number, one in enumerate(advice.standings, 1):
        heading = _("{label}: {value}", label=flowed(one.title), value=words.place(one, _))
        yield f"target{number}", prose(heading, _.lang), _target(advice, one, _)
    if advice.discuss:
        yield "discuss", prose(_("To discuss"), _.lang), _discuss(advice, _)
    yield "reckoning", prose(_("How it is reckoned"), _.lang), _reckoning(advice, _)
    yield "sources", prose(_("Sources"), _.lang), _sources(advice, _)


def _answer(advice: Advice, _: Speech) -> Markup:
    places = joined(_place(one, _) for one in advice.standings)
    given = joined(
        html(
            "<div><dt>{label}</dt><dd>{value}</dd></div>",
            label=prose(flowed(one.title), _.lang),
            value=prose(words.amount(one.value, one.unit, _), _.lang),
        )
        for one in advice.given
    )
    return html(
        '<div class="panel"><ul class="places">{places}</ul><p class="line">{line}</p>'
        '<h3 class="label">{head}</h3><dl>{given}</dl></div>',
        places=places,
        line=prose(words.sensitivity(advice, _), _.lang),
        head=prose(_("What was given"), _.lang),
        given=given,
    )


def _place(one: Standing, _: Speech) -> Markup:
    left = one.points if one.place else 0.0
    return html(
        '<li class="{kind}"><b>{place} {title}</b> <span>{points}</span>{bar}</li>',
        kind="out" if not one.place else "first" if one.place == 1 else "next",
        place=f"{one.place}." if one.place else "✗",
        title=prose(flowed(one.title), _.lang),
        points=prose(words.place(one, _), _.lang),
        bar=bar(left, left, 0, words.WHOLE),
    )


def _changes(advice: Advice, _: Speech) -> Markup:
    rows = joined(
        html(
            "<tr><th scope='row'>{input}</th><td>{before}</td><td>{after}</td><td>{then}</td></tr>",
            input=prose(flowed(flip.title), _.lang),
            before=prose(words.amount(flip.before, flip.unit, _), _.lang),
            after=prose(words.amount(flip.after, flip.unit, _), _.lang),
            then=prose(words.outcome(advice, flip, _), _.lang),
        )
        for flip in advice.flips
    )
    table = _table((_("Input"), _("given"), _("changed to"), _("then")), rows)
    return html(
        "{table}<p>{steady}</p><p>{note}</p>",
        table=table if advice.flips else "",
        steady=prose(words.steady(advice, _), _.lang),
        note=prose(
            _(
                "Each line is the least change of one input that gives another answer, all others "
                "as given; the smallest stands first, counted as a share of what was given, and a "
                "level of sovereignty as one."
            ),
            _.lang,
        ),
    )


def _table(heads: tuple[str, ...], rows: Markup) -> Markup:
    return html(
        '<div class="wide" tabindex="0" role="group" aria-label="{label}"><table><thead><tr>{heads}'
        "</tr></thead><tbody>{rows}</tbody></table></div>",
        label=", ".join(heads),
        heads=joined(html('<th scope="col">{head}</th>', head=head) for head in heads),
        rows=rows,
    )


def _target(advice: Advice, one: Standing, _: Speech) -> Markup:
    rows = joined(
        html(
            '<tr><th scope="row">{input}</th><td>{message} {refs}</td>'
            '<td class="{kind}">{points}</td></tr>',
            input=prose(flowed(reason.title), _.lang),
            message=prose(flowed(_.text(reason.message)), _.lang),
            refs=_refs(advice, reason.sources),
            points=prose(words.loss(reason, _), _.lang),
            kind="rules-out" if reason.out else "loss",
        )
        for reason in one.reasons
    )
    missing = joined(
        html(
            "<li>{text} {refs}</li>",
            text=prose(words.lacking(capability, _), _.lang),
            refs=_refs(advice, capability.sources),
        )
        for capability in one.lacking
    )
    none = html("<p>{text}</p>", text=prose(_("No capability is missing."), _.lang))
    cautions = joined(
        html(
            "<li>{text} {refs}</li>",
            text=prose(flowed(caution.text), _.lang),
            refs=_refs(advice, caution.sources),
        )
        for caution in one.cautions
    )
    return html(
        "{table}<h3>{lacks}</h3>{missing}{cautions}",
        table=_table((_("Input"), _("Reason"), _("points")), rows),
        lacks=prose(_("Capabilities still missing"), _.lang),
        missing=html("<ul>{missing}</ul>", missing=missing) if missing else none,
        cautions=html(
            "<h3>{head}</h3><ul>{rows}</ul>",
            head=prose(_("To keep in mind"), _.lang),
            rows=cautions,
        )
        if cautions
        else "",
    )


def _refs(advice: Advice, sources: tuple[str, ...]) -> Markup:
    found = words.numbers(advice, sources)
    links = joined((html('<a href="#source{n}">{n}</a>', n=number) for number in found), ", ")
    return html('<span class="refs">[{links}]</span>', links=links)


def _discuss(advice: Advice, _: Speech) -> Markup:
    rows = joined(
        html("<li>{text}</li>", text=prose(flowed(text), _.lang)) for text in advice.discuss
    )
    return html('<ul class="discuss">{rows}</ul>', rows=rows)


def _reckoning(advice: Advice, _: Speech) -> Markup:
    said = _(
        "Each target begins with 100 points and loses some for each demand that is not met, in "
        "proportion, up to the points of that input. People whom a target takes, and money it "
        "uses, cost a few points even where they are there. A target is ruled out where data may "
        "not go there, where it is too slow or too small, or where it costs far more than may be "
        "spent."
    )
    rows = joined(
        html(
            '<tr><th scope="row">{input} {refs}</th><td>{points}</td></tr>',
            input=prose(flowed(title), _.lang),
            refs=_refs(advice, sources),
            points=_.number(points),
        )
        for title, points, sources in advice.weights
    )
    table = _("Table: {title} {version}", title=flowed(advice.table), version=advice.version)
    return html(
        "<p>{said}</p><p>{table}</p>{weights}",
        said=prose(said, _.lang),
        table=prose(table, _.lang),
        weights=_table((_("Input"), _("points at most")), rows),
    )


def _sources(advice: Advice, _: Speech) -> Markup:
    names = words.kinds(_)
    rows = joined(
        html(
            '<li id="source{n}"><span class="badge {kind}">{name}</span> {text}</li>',
            n=number,
            kind="partial" if origin.kind == "assumption" else "unknown",
            name=names[origin.kind],
            text=prose(flowed(origin.text), _.lang),
        )
        for number, origin in enumerate(advice.origins, 1)
    )
    return html('<ol class="steps sources">{rows}</ol>', rows=rows)
