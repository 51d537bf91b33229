"""The report as one HTML page: no script, no network, nothing that is not in the file.

Everything quoted is escaped (`markup.html`), and a policy of the page itself allows its one style
sheet and nothing else, so that even a fault in the escaping would run nothing.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from aifactory.model import Scorecard
from aifactory.render import View, html_overview
from aifactory.render.bars import PATTERNS
from aifactory.render.html_card import article, contents
from aifactory.render.html_indicators import indicators
from aifactory.render.html_overview import overview
from aifactory.render.markup import html, joined, prose
from aifactory.render.overview import headline
from aifactory.render.translate import Speech

PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{guard}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#main">{skip}</a>
{patterns}
<header class="page">
<p>{kind}</p>
<h1>{name}</h1>
<nav aria-label="{contents}"><ul>{links}</ul></nav>
</header>
<main id="main" tabindex="-1">
{body}
</main>
</body>
</html>
"""


def render(cards: Sequence[Scorecard], view: View) -> str:
    """The overview, the scorecards one after another, the indicators: what the view holds."""
    _ = Speech(view.lang)
    style = Path(__file__).with_name("report.css").read_text("utf-8")
    names = ", ".join(dict.fromkeys(card.subject.name for card in cards))
    scores = (f"{_.points(card.score.proven)}/{_.number(card.policy.total)}" for card in cards)
    answer = headline(view.overview, cards, _) if view.overview else ", ".join(scores)
    body = [article(card, number, _) for number, card in enumerate(cards, 1)]
    links = [contents(card, number, _) for number, card in enumerate(cards, 1)]
    if view.overview is not None:
        body.insert(0, overview(view.overview, cards, _))
        links.insert(0, html_overview.contents(_))
    if view.indicators is not None:
        body.append(indicators(view.indicators, view.words, _))
        links.append(html('<li><a href="#indicators">{name}</a></li>', name=_("Indicators")))
    page = html(
        PAGE,
        lang=view.lang,
        guard=guard(style),
        title=f"{answer} · {names}",
        style=Markup(style),  # noqa: S704 (our own file)
        skip=_("Skip to the report"),
        patterns=PATTERNS,
        kind=prose(_("Audit of a software factory"), _.lang),
        name=names,
        contents=_("Contents"),
        links=joined(links),
        body=joined(body, "\n"),
    )
    return str(page)  # no longer one that escapes what is done with it


def guard(style: str) -> str:
    """What the browser may do with the page: apply this style sheet."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
