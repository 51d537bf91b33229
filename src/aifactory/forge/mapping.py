"""What every forge's answers have in common on their way to records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from aifactory.forge.errors import Interrupted
from aifactory.model import Text

Item = TypeVar("Item")

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
HEADING = re.compile(r"^\s{0,3}#{1,6}\s.*$|^\s*\**full changelog\**\s*:.*$", re.M | re.I)
ADDRESS = re.compile(r"https?://\S+|\]\([^)\s]*\)")
WORD = re.compile(r"[^\W_]")


def mapped(items: Iterable[Any], function: Callable[[Any], Item | None]) -> Iterator[Item]:
    """The records of answers, without those that are none; Interrupted for an unknown shape."""
    for item in items:
        try:
            record = function(item)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise unknown_shape(error) from None
        if record is not None:
            yield record


def unknown_shape(error: Exception) -> Interrupted:
    """An answer that is JSON, but not what the forge is known to answer."""
    return Interrupted(
        Text("the forge answered in an unknown shape ({what})", {"what": type(error).__name__}),
        Text("check that the address leads to GitHub or GitLab, and report it if it does"),
    )


def time_of(text: Any) -> str:
    """A time of a forge as "2026-01-31T12:00:00Z"; "" for none."""
    if not text:
        return ""
    moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(text: Any) -> str:
    """The day of a date or of a time; "" for none."""
    return str(text)[:10] if text else ""


def words_of(markdown: str) -> int:
    """The words of a text that say something: no heading, address, comment or link to a diff."""
    visible = ADDRESS.sub(" ", HEADING.sub("", COMMENT.sub("", markdown)))
    return sum(1 for word in visible.split() if WORD.search(word))


def login_of(name: Any, *, machine: bool = False) -> str:
    """A login, a machine's with "[bot]" at its end; "" for a deleted account."""
    login = str(name or "")
    return f"{login}[bot]" if machine and login and not login.endswith("[bot]") else login
