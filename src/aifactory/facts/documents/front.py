"""Front matter: what stands in YAML or TOML before a document begins."""

from __future__ import annotations

import re
from typing import Any

from aifactory.snapshot.tree import Unreadable
from aifactory.snapshot.yamltree import Map, Seq, load

YAML = re.compile(r"\A---[ \t]*\n(.{0,20000}?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
TOML = re.compile(r"\A\+\+\+[ \t]*\n(.{0,20000}?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.S)


def split_front(text: str) -> tuple[dict[str, str], str, int]:
    """(front matter as strings, the rest, lines left out before the rest)."""
    if match := YAML.match(text):
        front = _yaml(match[1] or "")
    elif match := TOML.match(text):
        front = _toml(match[1] or "")
    else:
        return {}, text, 0
    return front, text[match.end() :], text.count("\n", 0, match.end())


def _yaml(text: str) -> dict[str, str]:
    try:
        found = load(text)
    except Unreadable:
        return {}
    return {str(k): _flat(v) for k, v in found.items()} if isinstance(found, Map) else {}


def _toml(text: str) -> dict[str, str]:
    import tomllib

    try:
        return {k: _flat(v) for k, v in tomllib.loads(text).items()}
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _flat(value: Any) -> str:
    if isinstance(value, (Seq, list)):
        return ", ".join(_flat(v) for v in value[:20])[:500]
    if isinstance(value, (Map, dict)):
        return ", ".join(str(k) for k in list(value)[:20])[:500]
    return str(value)[:500]
