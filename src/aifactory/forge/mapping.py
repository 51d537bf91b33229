"""What every forge's answers have in common on their way to records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from msgspec import MsgspecError, json, to_builtins

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
            if record is not None:
                record = sound(record)
        except (AttributeError, KeyError, TypeError, ValueError, MsgspecError) as error:
            raise unknown_shape(error) from None
        if record is not None:
            yield record


def sound(record: Item) -> Item:
    """The record, its fields of the types that it declares and its texts fit for UTF-8."""
    raw = to_builtins(record)
    try:
        data = json.encode(raw)
    except UnicodeEncodeError:
        data = json.encode(_encodable(raw))
    return json.decode(data, type=type(record))


def _encodable(node: Any) -> Any:
    if isinstance(node, str):
        return node.encode("utf-8", "replace").decode()
    if isinstance(node, dict):
        return {key: _encodable(value) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_encodable(one) for one in node]
    return node


def below(raw: Any, *keys: str) -> dict[str, Any]:
    """The mapping at the end of a path of keys; an empty one where there is none."""
    for key in keys:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw if isinstance(raw, dict) else {}


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
    return date.fromisoformat(str(text)[:10]).isoformat() if text else ""


def words_of(markdown: str) -> int:
    """The words of a text that say something: no heading, address, comment or link to a diff."""
    visible = ADDRESS.sub(" ", HEADING.sub("", COMMENT.sub("", markdown)))
    return sum(1 for word in visible.split() if WORD.search(word))


def login_of(name: Any, *, machine: bool = False) -> str:
    """A login, a machine's with "[bot]" at its end; "" for a deleted account."""
    login = str(name or "")
    return f"{login}[bot]" if machine and login and not login.endswith("[bot]") else login
