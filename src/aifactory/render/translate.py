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
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
DATES = frozenset(("date", "due", "since", "until"))  # holes that hold an ISO date

UNREADABLE = 1e15  # numbers from here on are written with an exponent

_THIN = re.compile(r"[ \u00a0](?=[;!?%])|(?<=\w)(?=; )")
_FULL = re.compile(r" (?=:)")


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

    def plural(self, one: str, many: str, n: float, **values: Value) -> str:
        """The form of the sentence for `n` things; `{n}` is their number."""
        return self._fill(self._form(one, many, n), {"n": n, **values})

    def text(self, text: Text | str) -> str:
        """A message of a check, an engine, a source or an error; a quotation stays as it is."""
        if isinstance(text, str):
            return text
        n = text.values.get("n")
        if text.plural and isinstance(n, (int, float)):
            return self._fill(self._form(text.msgid, text.plural, n), text.values)
        return self._fill(self._catalogue.gettext(text.msgid) if text.msgid else "", text.values)

    def number(self, value: float) -> str:
        """At most two decimals, none where there are none: 10, 0.5, 11.25 (10, 0,5, 11,25);
        thousands are parted where there are five digits or more.
        """
        if not abs(value) < UNREADABLE:
            return self._decimal(f"{value:.3g}")
        text = f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:.2f}"
        text = text.rstrip("0").rstrip(".")
        if self.lang == "fr":
            text = text.replace(",", "\u202f")
        return self._decimal(text)

    def typeset(self, text: str) -> str:
        """A line with its language's spaces: in French none of them breaks before : ; ! ? %."""
        return _THIN.sub("\u202f", _FULL.sub("\u00a0", text)) if self.lang == "fr" else text

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

    def percent(self, share: float) -> str:
        """A share in percent, whole or with two decimals: 50%, 12.5% (50 %, 12,5 %)."""
        return self.number(100 * share) + (f"{GAP}%" if self.lang == "fr" else "%")

    def date(self, day: str) -> str:
        """An ISO date as people write it: 2026-01-31 (31/01/2026); what is none stays as it is."""
        found = DAY.fullmatch(day) if self.lang == "fr" else None
        return f"{found[3]}/{found[2]}/{found[1]}" if found else day

    def _form(self, one: str, many: str, n: float) -> str:
        """French says "1,5 jour" where English says "1.5 days"."""
        whole = int(n) if self.lang == "fr" or n == int(n) else 2
        return self._catalogue.ngettext(one, many, whole)

    def _decimal(self, text: str) -> str:
        return text.replace(".", ",") if self.lang == "fr" else text

    def _fill(self, template: str, values: Mapping[str, Value]) -> str:
        def value(hole: re.Match[str]) -> str:
            found = values.get(hole[1], hole[0])
            if isinstance(found, Text):
                return self.text(found)
            if isinstance(found, float):
                return self.number(found)
            if isinstance(found, int):
                return self.count(found) if hole[1] == "n" else str(found)
            return self.date(found) if hole[1] in DATES else found

        return HOLE.sub(value, template)
