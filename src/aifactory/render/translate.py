"""Sentences, numbers and dates in the reader's language."""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Mapping

from aifactory.locale import DOMAIN, FOLDER
from aifactory.model import HOLE, LARGE, Text

Value = str | int | float | Text
GAP = "\N{NO-BREAK SPACE}"


@functools.cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, FOLDER, [lang], fallback=True)


def translate(text: Text, lang: str) -> str:
    """`text` in `lang`, its holes filled; a hole without a value stays as written."""
    return Speech(lang).text(text)


class Speech:
    """One language. Called with an English template and its values, it says it in that language.

    >>> _ = Speech("fr")
    >>> _("not read: {reason}", reason="…")
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._catalogue = _catalogue(lang)

    def __call__(self, msgid: str, **values: Value) -> str:
        return self._fill(self._catalogue.gettext(msgid) if msgid else "", values)

    def plural(self, one: str, many: str, n: int, **values: Value) -> str:
        """The form of the sentence for `n` things; `{n}` is their number."""
        return self._fill(self._catalogue.ngettext(one, many, n), {"n": n, **values})

    def text(self, text: Text | str) -> str:
        """A message of a check, an engine, a source or an error; a quotation stays as it is."""
        if isinstance(text, str):
            return text
        n = text.values.get("n")
        if text.plural and isinstance(n, (int, float)):
            template = self._catalogue.ngettext(text.msgid, text.plural, round(n))
            return self._fill(template, text.values)
        return self._fill(self._catalogue.gettext(text.msgid) if text.msgid else "", text.values)

    def number(self, value: float) -> str:
        """At most two decimals, none where there are none: 10, 0.5, 11.25 (10, 0,5, 11,25)."""
        return self._decimal(f"{value:.2f}".rstrip("0").rstrip("."))

    def count(self, value: int) -> str:
        """A number of things: 42, 9999, 200,000 (200 000)."""
        gap = GAP if self.lang == "fr" else ","
        return f"{value:,}".replace(",", gap) if value >= LARGE else str(value)

    def points(self, value: float) -> str:
        """One decimal, two where needed: 10.0, 11.5, 11.25."""
        return self._decimal(f"{value:.2f}".removesuffix("0"))

    def aligned(self, value: float) -> str:
        """Two decimals, for columns."""
        return self._decimal(f"{value:.2f}")

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.lang == "fr" else text

    def _fill(self, template: str, values: Mapping[str, Value]) -> str:
        def value(hole: re.Match[str]) -> str:
            found = values.get(hole[1], hole[0])
            if isinstance(found, Text):
                return self.text(found)
            if isinstance(found, float):
                return self.number(found)
            return self.count(found) if hole[1] == "n" and isinstance(found, int) else str(found)

        return HOLE.sub(value, template)
