"""Waivers: exceptions that a repository declares in `.aifactory.yml`, dated and reasoned."""

from __future__ import annotations

import datetime
from typing import Any

from msgspec import Struct

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


def read_waivers(text: str) -> tuple[tuple[Waiver, ...], tuple[str, ...]]:
    """The waivers of an audited repository, and a sentence for each part that cannot be used.

    The text is hostile: it is bounded in size and depth, and nothing of it raises.
    """
    if len(text) > MAX_TEXT:
        return (), (f"{WAIVER_FILE}: larger than {MAX_TEXT // 1024} KiB, not read",)
    try:
        source = parse(text)
    except Malformed as error:
        return (), (f"{WAIVER_FILE}:{error.line}: {error}",)
    waivers: list[Waiver] = []
    problems: list[str] = []
    for path, item in _entries(source, problems):
        found = _waiver(item, source.line(path))
        if isinstance(found, Waiver):
            waivers.append(found)
        else:
            problems.append(f"{WAIVER_FILE}:{source.line(path)}: {found}")
    return tuple(waivers), tuple(problems)


def _entries(source: Source, problems: list[str]) -> list[tuple[tuple[str | int, ...], Any]]:
    if source.value is None:
        return []
    if not isinstance(source.value, dict):
        problems.append(f"{WAIVER_FILE}:1: expected a mapping with the key waivers")
        return []
    problems += [
        f"{WAIVER_FILE}:{source.line((key,))}: unknown key {_short(key)}"
        for key in source.value
        if key != "waivers"
    ][:5]
    items = source.value.get("waivers") or []
    if not isinstance(items, list):
        problems.append(f"{WAIVER_FILE}:{source.line(('waivers',))}: waivers: expected a list")
        return []
    if len(items) > MAX_WAIVERS:
        problems.append(f"{WAIVER_FILE}: only the first {MAX_WAIVERS} waivers are read")
    return [(("waivers", number), item) for number, item in enumerate(items[:MAX_WAIVERS])]


def _waiver(item: Any, line: int) -> Waiver | str:
    if not isinstance(item, dict):
        return "expected check, reason and expires"
    if unknown := [key for key in item if key not in _KEYS]:
        return f"unknown key {_short(unknown[0])}"
    for key in ("check", "reason", "expires"):
        if not isinstance(item.get(key), str) or not item[key].strip():
            return f"{key} is missing or not a text"
    try:
        expires = datetime.datetime.strptime(item["expires"], "%Y-%m-%d").date()
    except ValueError:
        return f"expires: expected a date as YYYY-MM-DD, found {_short(item['expires'])}"
    return Waiver(item["check"].strip(), item["reason"].strip(), expires.isoformat(), line)


def _short(value: str) -> str:
    return repr(value if len(value) <= 40 else value[:40] + "…")
