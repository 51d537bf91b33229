"""HTML that is escaped unless it is ours: templates are written here, values come from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from markupsafe import Markup, escape

from aifactory.render.escape import visible

_CODE = re.compile(r"(`[^`]+`)")
_FRENCH = (
    (re.compile(r"[ \u00a0](?=[;!?](?:\s|$))"), "\N{NARROW NO-BREAK SPACE}"),
    (re.compile(r" (?=[:%»](?:[\s,.)]|$))"), "\N{NO-BREAK SPACE}"),
    (re.compile(r"(?<=«) "), "\N{NO-BREAK SPACE}"),
    (re.compile(r"(?<=\d) (?=(?:h|min|Kio|Mio)\b)"), "\N{NO-BREAK SPACE}"),
)


def html(template: str, **values: str | int) -> Markup:
    """`template` as it stands, its `{holes}` filled; what is not Markup is escaped and visible."""
    safe = {
        name: value if isinstance(value, Markup) else _safe(value) for name, value in values.items()
    }
    return Markup(template.format(**safe))  # noqa: S704 (templates are constants of this package)


def _safe(value: str | int) -> Markup:
    return escape(visible(str(value)))


def joined(parts: Iterable[Markup], glue: str = "") -> Markup:
    """One after another."""
    return Markup(glue).join(parts)  # noqa: S704 (a constant)


def prose(text: str, lang: str) -> Markup:
    """A sentence: its `code` stays code, its spaces are those that typography asks for."""
    parts = _CODE.split(visible(text))
    return joined(
        html("<code>{text}</code>", text=part[1:-1]) if place % 2 else _safe(typeset(part, lang))
        for place, part in enumerate(parts)
    )


def typeset(text: str, lang: str) -> str:
    """`text` with the no-break spaces of French; other languages need none."""
    if lang == "fr":
        for pattern, space in _FRENCH:
            text = pattern.sub(space, text)
    return text


def anchor(kind: str, number: int, name: str) -> str:
    """An id that no two names share, and that may stand behind `#` as it is."""
    return f"{kind}{number}-{quote(name, safe='', errors='replace')}"
