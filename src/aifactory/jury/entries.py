"""Signed marks in a YAML file that people write: who gave so many points, when, and why."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.errors import BadInput
from aifactory.model import Mark, Text, joined
from aifactory.policy import source as yaml
from aifactory.render.escape import flowed
from aifactory.snapshot.tree import decode

SIGNATURE = ("by", "date")
KEYS = ("mark", "by", "date", "reason")
SHOWN = 5
MAX_SIZE = 1 << 20  # bytes


def parsed(path: Path, hint: str) -> yaml.Source:
    """The file's values with their lines; BadInput where it cannot be read."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_SIZE + 1)
        if len(data) > MAX_SIZE:
            large = Text("{path}: larger than {n} KiB", {"path": str(path), "n": MAX_SIZE // 1024})
            raise BadInput(large, hint)
        return yaml.parse(decode(data))
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, hint) from None
    except yaml.Malformed as error:
        quotes = _("put a text with a colon or a hash sign between double quotes")
        said = joined("", f"{path.name}:{error.line}: ", error.said)
        raise BadInput(said, quotes) from None


def refuse(name: str, faults: Iterable[tuple[int, str]], hint: str) -> None:
    """Raise BadInput with the first faults of a file by line; nothing where there is none."""
    found = sorted(set(faults))
    if not found:
        return
    first, *others = [f"{name}:{line}: {message}" for line, message in found[:SHOWN]]
    if len(found) > SHOWN:
        others.append(_("and {n} more").format(n=len(found) - SHOWN))
    raise BadInput(first, "\n".join([*others, hint]))


class Entries:
    """One reading of such a file; `faults` are lines and what is wrong there."""

    def __init__(self, source: yaml.Source) -> None:
        self.source = source
        self.faults: list[tuple[int, str]] = []

    def top(self) -> Any:
        """What stands below `marks`, None for nothing; faults where the file says anything else."""
        value = self.source.value
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault((), _("expected the keys by, date and marks"))
            return None
        for key in value:
            if key not in (*SIGNATURE, "marks"):
                self.fault((key,), unknown(key, (*SIGNATURE, "marks")))
        return value.get("marks")

    def below(self, path: yaml.Path, value: Any) -> Iterator[tuple[yaml.Path, str, Any]]:
        """Path, key and value of each part of a mapping; a fault where it is none."""
        if isinstance(value, dict):
            yield from (((*path, key), key, part) for key, part in value.items())
        elif value is not None:
            self.fault(path, _("expected names with something below them"))

    def mark(self, path: yaml.Path, most: float, entry: Any) -> Mark | None:
        """A mark of at most so many points; None where none is given or something is wrong."""
        if not isinstance(entry, dict):
            if entry is not None:
                self.fault(path, _("expected mark and reason below {it}").format(it=path[-1]))
            return None
        if wrong := [key for key in entry if key not in KEYS]:
            for key in wrong:
                self.fault((*path, key), unknown(key, KEYS))
            return None
        if not filled(entry):
            return None
        points = self._points((*path, "mark"), entry.get("mark"), most)
        by = self._signed(path, entry, "by", _("the name of who gives the mark is missing"))
        day = self._day(path, entry)
        reason = flowed(_scalar(entry.get("reason")))
        if not reason:
            self.fault(path, _("the reason of the mark is missing"))
        return None if points is None else Mark(points, by, day, reason)

    def fault(self, path: yaml.Path, message: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append((self.source.line(path), message))

    def _points(self, path: yaml.Path, value: Any, most: float) -> float | None:
        text = _text(value)
        if not text:
            self.fault(path, _("the mark is missing"))
            return None
        try:
            points = float(text.replace(",", "."))
        except ValueError:
            points = math.nan
        if not 0 <= points <= most:
            message = _("expected a mark from 0 to {most}, found {found}")
            self.fault(path, message.format(most=f"{most:g}", found=text[:40]))
            return None
        return round(points, 2)

    def _signed(self, path: yaml.Path, entry: Mapping[str, Any], key: str, missing: str) -> str:
        """What a mark says, else what the file says for all."""
        found = _text(entry.get(key)) or _text(self.source.value.get(key))
        if not found:
            self.fault(path, missing)
        return found

    def _day(self, path: yaml.Path, entry: Mapping[str, Any]) -> str:
        text = self._signed(path, entry, "date", _("the date of the mark is missing"))
        if not text:
            return ""
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            where = (*path, "date") if _text(entry.get("date")) else ("date",)
            message = _("{text} is not a date such as 2026-01-31")
            self.fault(where, message.format(text=text[:40]))
            return ""


def filled(value: Any) -> bool:
    """Whether anything is written somewhere below."""
    if isinstance(value, dict):
        return any(map(filled, value.values()))
    return isinstance(value, list) or _text(value) != ""


def unknown(word: str, choices: Iterable[str], sentence: str = "") -> str:
    """A sentence about a word that is none of `choices`, with the closest one."""
    said = (sentence or _("unknown key: {it}")).format(it=word[:60])
    close = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)
    if not close:
        return said
    return _("{said}; did you mean {close}?").format(said=said, close=close[0])


def _text(value: Any) -> str:
    """A scalar as people read it; "" for nothing. Lists and mappings are no text."""
    return " ".join(_scalar(value).split())


def _scalar(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
