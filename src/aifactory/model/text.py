"""Sentences to translate: said by whatever finds something, spoken by the renderers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct, field

HOLE = re.compile(r"\{(\w+)\}")
LARGE = 10_000  # from here on, a number of things is written in groups of three digits


class Text(Struct, frozen=True, omit_defaults=True):
    """A sentence to translate: an English template and the values of its `{holes}`.

    The value `n` is a number of things; where `plural` is set, it decides between it and `msgid`.
    `date`, `due`, `since` and `until` are ISO dates.
    A value may be a sentence itself. Values that are quoted from an audited repository are escaped
    by the renderers, never here. `str()` gives English, for logs and for tests.
    """

    msgid: str
    values: Mapping[str, str | int | float | Text] = field(default_factory=dict)
    plural: str = ""

    def __str__(self) -> str:
        template = self.plural if self.plural and self.values.get("n") != 1 else self.msgid

        def value(hole: re.Match[str]) -> str:
            found = self.values.get(hole[1], hole[0])
            if isinstance(found, float):
                return f"{found:.12g}"
            large = hole[1] == "n" and isinstance(found, int) and found >= LARGE
            return f"{found:,}" if large else str(found)

        return HOLE.sub(value, template)


def plural(one: str, many: str, n: int, **values: str | int | float | Text) -> Text:
    """A sentence about `n` things: `plural("{n} day", "{n} days", 3)`."""
    return Text(one, {"n": n, **values}, many)


def joined(by: str, *parts: Text | str) -> Text:
    """Sentences one after the other, with `by`, which holds no word, between them."""
    named = {f"part{i}": part for i, part in enumerate(parts)}
    return Text(by.join(f"{{{name}}}" for name in named), named)
