"""Short ways to say what a check found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from aifactory.facts import Facts
from aifactory.facts.documents.model import Block, Document
from aifactory.model import Evidence, Finding, Text
from aifactory.policy.types import Param

Params: TypeAlias = Mapping[str, Param]
CheckFunction: TypeAlias = Callable[[Facts, Params], Finding]
Reads: TypeAlias = dict[str, tuple[str, ...]]  # parts of the forge (facts/forge.py) by check
SHOWN = 5
QUOTED = 160

__all__ = [
    "CheckFunction",
    "Facts",
    "Params",
    "Reads",
    "ask",
    "at",
    "failed",
    "number",
    "partly",
    "passed",
    "quote",
]


def passed(message: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    """Every point."""
    return Finding("full", message, tuple(evidence)[:SHOWN])


def partly(message: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    """The check's lower level."""
    return Finding("partial", message, tuple(evidence)[:SHOWN])


def failed(message: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    """Nothing proven; evidence shows what came closest."""
    return Finding("none", message, tuple(evidence)[:SHOWN])


def ask(message: Text, evidence: Iterable[Evidence] = ()) -> Finding:
    """Nothing decided: what the repository offers to a jury, who alone can judge."""
    return Finding("none", message, tuple(evidence)[:SHOWN], source="jury")


def at(document: Document, block: Block, text: str = "") -> Evidence:
    """A place in a document; a text of the forge has an address and no lines."""
    if "://" in document.path:
        return Evidence(url=document.path, text=quote(text or block.text))
    return Evidence(path=document.path, line=block.line, text=quote(text or block.text))


def quote(text: str) -> str:
    """One line of at most `QUOTED` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= QUOTED else flat[: QUOTED - 1] + "…"


def number(params: Params, name: str) -> float:
    """A threshold; KeyError where a pack lacks it."""
    value = params[name]
    if not isinstance(value, (int, float)):
        raise TypeError(f"{name}: expected a number, found {value!r}")
    return value
