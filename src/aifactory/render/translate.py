"""Sentences, numbers and dates in the reader's language."""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Mapping

from aifactory.locale import DOMAIN, FOLDER
from aifactory.model import Text

Value = str | int | float

UNREADABLE = 1e15  # numbers from here on are written with an exponent

_THIN = re.compile(r"[ \u00a0](?=[;!?%])|(?<=\w)(?=; )")
_FULL = re.compile(r" (?=:)")
_HOLE = re.compile(r"\{(\w+)\}")


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

    def text(self, text: Text) -> str:
        """A message of a check, an engine or a source."""
        n = text.values.get("n")
        if text.plural and isinstance(n, (int, float)):
            template = self._catalogue.ngettext(text.msgid, text.plural, round(n))
            return self._fill(template, text.values)
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

    def counted(self, one: str, many: str, value: float) -> str:
        """The form of the sentence for a measured amount, `{n}`: French says "1,5 jour"."""
        single = value < 2 if self.lang == "fr" else value == 1
        template = self._catalogue.ngettext(one, many, 1 if single else 2)
        return self._fill(template, {"n": value})

    def percent(self, share: float) -> str:
        """A share in whole percent: 85% (85 %)."""
        return f"{share:.0%}".replace("%", "\u202f%") if self.lang == "fr" else f"{share:.0%}"

    def day(self, text: str) -> str:
        """A day, written 2026-01-31, as readers write it: 2026-01-31 (31/01/2026)."""
        return "/".join(reversed(text.split("-"))) if self.lang == "fr" else text

    def typeset(self, text: str) -> str:
        """A line with its language's spaces: in French none of them breaks before : ; ! ? %."""
        return _THIN.sub("\u202f", _FULL.sub("\u00a0", text)) if self.lang == "fr" else text

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
            return self.number(found) if isinstance(found, float) else str(found)

        return _HOLE.sub(value, template)
