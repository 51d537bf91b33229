"""The site's one page: styles, scripts, words and data stand in it, and nothing is asked for.

A page that is opened from a disk may not fetch, and every file there counts as another site; what
stands in the page itself works everywhere and can be allowed by its hash. So the page's own policy
lets this style and this script act and nothing else, forbids every address, and makes the browser
refuse to take a text as markup (Trusted Types). What is quoted is JSON that no tag can end.
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from markupsafe import Markup

from aifactory.fleet.dashboard.content import LANGUAGES
from aifactory.fleet.dashboard.words import words
from aifactory.render.grades.heatmap import DARK, LIGHT, shades
from aifactory.render.markup import html, joined
from aifactory.render.translate import Speech

SITE = Path(__file__).with_name("site")
SCRIPTS = ("base.js", "table.js", "figures.js", "main.js")
ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def render(data: dict[str, Any], lang: str, files: list[tuple[str, str]]) -> str:
    """The page, first in `lang`; `files` are names of those beside it and what they are called,
    `{lang}` in a name standing for the language that is read.
    """
    said = {one: words(Speech(one)) for one in LANGUAGES}
    now = said[lang]
    style, script = dressed(), acting()
    links = (
        html('<li><a data-file="{name}" href="{now}" download>{label}</a></li>',
             name=name, now=name.replace("{lang}", lang), label=label)
        for name, label in files
    )  # fmt: skip
    holes = {f"say_{name.replace('-', '_')}": text for name, text in now.items()}
    page = html(
        (SITE / "page.html").read_text("utf-8"),
        lang=lang,
        guard=guard(style, script),
        style=Markup(style),  # noqa: S704 (our own files)
        script=Markup(script),  # noqa: S704
        words=embedded(said),
        data=embedded(data),
        files=joined(links),
        **holes,
    )
    return str(page)


@cache
def dressed() -> str:
    """The style: the report's, the shades of points, what only this page has."""
    import aifactory.render.html as report

    base = Path(report.__file__).with_name("report.css").read_text("utf-8")
    dark = f"@media screen and (prefers-color-scheme: dark) {{{shades(DARK)}}}"
    return "\n".join((base, shades(LIGHT), dark, (SITE / "site.css").read_text("utf-8")))


@cache
def acting() -> str:
    """The script: its parts in one block, strict."""
    parts = ((SITE / name).read_text("utf-8") for name in SCRIPTS)
    return '"use strict";\n{\n' + "\n".join(parts) + "}\n"


def guard(style: str, script: str) -> str:
    """What the browser may do with the page."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def digest(text: str) -> str:
    """The hash by which a style or a script is allowed."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def embedded(value: Any) -> Markup:
    """JSON that stands within a tag: no character of it can end the tag or begin another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char, escape in ESCAPED.items():
        text = text.replace(char, escape)
    return Markup(text)  # noqa: S704 (what could be markup was just escaped)
