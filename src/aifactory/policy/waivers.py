"""Waivers: exceptions that a repository declares in `.aifactory.yml`, dated and reasoned."""

from __future__ import annotations

import datetime
from typing import Any

from msgspec import Struct

from aifactory.model import Text
from aifactory.policy.source import Malformed, Source, parse

WAIVER_FILE = ".aifactory.yml"
MAX_TEXT = 64 * 1024
MAX_WAIVERS = 100
_KEYS = {"check", "reason", "expires"}


class Waiver(Struct, frozen=True):
    """An accepted exception: the check's id, why, the ISO date of its last day, and its line."""

    check: str
    reason: str
    expires: str
    line: int


def read_waivers(text: str) -> tuple[tuple[Waiver, ...], tuple[Text, ...]]:
    """The waivers of an audited repository, and a sentence for each part that cannot be used.

    The text is hostile: it is bounded in size and depth, and nothing of it raises.
    """
    if len(text) > MAX_TEXT:
        return (), (Text("larger than {n} KiB, not read", {"n": MAX_TEXT // 1024}),)
    try:
        source = parse(text)
    except Malformed as error:
        return (), (_at(error.line, error.said),)
    waivers: list[Waiver] = []
    problems: list[Text] = []
    for path, item in _entries(source, problems):
        found = _waiver(item, source.line(path))
        if isinstance(found, Waiver):
            waivers.append(found)
        else:
            problems.append(_at(source.line(path), found))
    return tuple(waivers), tuple(problems)


def _entries(source: Source, problems: list[Text]) -> list[tuple[tuple[str | int, ...], Any]]:
    if source.value is None:
        return []
    if not isinstance(source.value, dict):
        problems.append(_at(1, Text("expected a mapping with the key waivers")))
        return []
    problems += [
        _at(source.line((key,)), Text("unknown key {key}", {"key": _short(key)}))
        for key in source.value
        if key != "waivers"
    ][:5]
    items = source.value.get("waivers") or []
    if not isinstance(items, list):
        problems.append(_at(source.line(("waivers",)), Text("waivers: expected a list")))
        return []
    if len(items) > MAX_WAIVERS:
        problems.append(Text("only the first {n} waivers are read", {"n": MAX_WAIVERS}))
    return [(("waivers", number), item) for number, item in enumerate(items[:MAX_WAIVERS])]


def _waiver(item: Any, line: int) -> Waiver | Text:
    if not isinstance(item, dict):
        return Text("expected check, reason and expires")
    if unknown := [key for key in item if key not in _KEYS]:
        return Text("unknown key {key}", {"key": _short(unknown[0])})
    for key in ("check", "reason", "expires"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            return Text("{key} is missing or not a text", {"key": key})
    try:
        expires = datetime.datetime.strptime(item["expires"], "%Y-%m-%d").date()
    except ValueError:
        found = {"found": _short(item["expires"])}
        return Text("expires: expected a date as YYYY-MM-DD, found {found}", found)
    return Waiver(item["check"].strip(), item["reason"].strip(), expires.isoformat(), line)


def _at(line: int, said: Text | str) -> Text:
    return Text("line {line}: {said}", {"line": line, "said": said})


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:40] + "…")
