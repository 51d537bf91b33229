"""The jury's marks: a YAML file beside the roster that people write and no program rewrites."""

from __future__ import annotations

import difflib
import json
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.errors import BadInput
from aifactory.grading.settings import refuse
from aifactory.model import Candidate, Mark, joined
from aifactory.policy import Criterion, Policy
from aifactory.policy import source as yaml
from aifactory.render.escape import flowed
from aifactory.snapshot.tree import decode

Marks = dict[str, dict[str, Mark]]
Fault = tuple[int, str]
SIGNATURE = ("by", "date")
KEYS = ("mark", "by", "date", "reason")


def blank_form(candidates: Iterable[Candidate], policy: Policy, lang: str) -> str:
    """An empty form for these candidates, with how to fill it in."""
    head = [f"# {line}".rstrip() for line in _explained()]
    lines = [*head, "", "by:", "date:", "", "marks:"]
    for candidate in candidates:
        lines += ["", f"  {json.dumps(candidate.name, ensure_ascii=False)}:"]
        for criterion in policy.criteria:
            title = flowed(criterion.title.in_(lang))
            lines += [
                f"    {criterion.id}:  # {title} (0–{criterion.points:g})",
                "      mark:",
                "      reason:",
            ]
    return "\n".join(lines) + "\n"


def _explained() -> list[str]:
    return [
        _("The jury's marks. This file is yours: it is read at every run and never written again."),
        _("A criterion without a mark keeps the points proven by the repository."),
        _("A mark needs a name, a date and a reason. Name and date stand here once for all,"),
        _("or beside a mark, as `by:` and `date:`. Dates are written as 2026-06-30."),
        _("Put a reason between double quotes where it holds a colon or a hash sign."),
    ]


def read_marks(path: Path, candidates: Sequence[Candidate], policy: Policy) -> Marks:
    """Marks by candidate and criterion; BadInput with the lines at fault."""
    hint = _("correct the file, or name another with --marks: nothing was changed")
    try:
        source = yaml.parse(decode(path.read_bytes()))
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, hint) from None
    except yaml.Malformed as error:
        quotes = _("put a text with a colon or a hash sign between double quotes")
        said = joined("", f"{path.name}:{error.line}: ", error.said)
        raise BadInput(said, quotes) from None
    reader = _Reader(source, [candidate.name for candidate in candidates], policy)
    marks = reader.read()
    refuse(path.name, reader.faults, hint)
    return marks


class _Reader:
    """One reading; `faults` are lines and what is wrong there."""

    def __init__(self, source: yaml.Source, names: Sequence[str], policy: Policy) -> None:
        self.source = source
        self.names = {_key(name): name for name in names}
        self.criteria = {
            name.casefold(): one for one in policy.criteria for name in (*one.aliases, one.id)
        }
        self.known = [one.id for one in policy.criteria]
        self.faults: list[Fault] = []

    def read(self) -> Marks:
        value = self.source.value
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.fault((), _("expected the keys by, date and marks"))
            return {}
        for key in value:
            if key not in (*SIGNATURE, "marks"):
                self.fault((key,), _unknown(key, (*SIGNATURE, "marks")))
        marks: Marks = {}
        for path, name, criteria in self.below(("marks",), value.get("marks")):
            candidate = self.names.get(_key(name))
            if candidate is None:
                if not _filled(criteria):  # the room of one who left the roster
                    continue
                self.fault(path, _unknown(name, self.names.values(), _("no such candidate: {it}")))
                continue
            found = marks.setdefault(candidate, {})
            for place, word, entry in self.below(path, criteria):
                criterion = self.criteria.get(word.casefold())
                if criterion is None:
                    self.fault(place, _unknown(word, self.known, _("no such criterion: {it}")))
                elif mark := self.mark(place, criterion, entry):
                    if criterion.id in found:
                        self.fault(place, _("{it} is marked twice").format(it=criterion.id))
                    found[criterion.id] = mark
        return marks

    def below(self, path: yaml.Path, value: Any) -> Iterator[tuple[yaml.Path, str, Any]]:
        """Path, key and value of each part of a mapping; a fault where it is none."""
        if isinstance(value, dict):
            yield from (((*path, key), key, part) for key, part in value.items())
        elif value is not None:
            self.fault(path, _("expected names with something below them"))

    def mark(self, path: yaml.Path, criterion: Criterion, entry: Any) -> Mark | None:
        """The mark of one criterion; None where none is given or something is wrong."""
        if not isinstance(entry, dict):
            if entry is not None:
                self.fault(path, _("expected mark and reason below the criterion"))
            return None
        if unknown := [key for key in entry if key not in KEYS]:
            for key in unknown:
                self.fault((*path, key), _unknown(key, KEYS))
            return None
        if not _filled(entry):
            return None
        points = self.points((*path, "mark"), entry.get("mark"), criterion.points)
        by = self.signed(path, entry, "by", _("the name of who gives the mark is missing"))
        day = self.day(path, entry)
        reason = flowed(_scalar(entry.get("reason")))
        if not reason:
            self.fault(path, _("the reason of the mark is missing"))
        return None if points is None else Mark(points, by, day, reason)

    def points(self, path: yaml.Path, value: Any, most: float) -> float | None:
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

    def signed(self, path: yaml.Path, entry: Mapping[str, Any], key: str, missing: str) -> str:
        """What a mark says, else what the file says for all."""
        found = _text(entry.get(key)) or _text(self.source.value.get(key))
        if not found:
            self.fault(path, missing)
        return found

    def day(self, path: yaml.Path, entry: Mapping[str, Any]) -> str:
        text = self.signed(path, entry, "date", _("the date of the mark is missing"))
        if not text:
            return ""
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            where = (*path, "date") if _text(entry.get("date")) else ("date",)
            message = _("{text} is not a date such as 2026-01-31")
            self.fault(where, message.format(text=text[:40]))
            return ""

    def fault(self, path: yaml.Path, message: str) -> None:
        self.faults.append((self.source.line(path), message))


def _text(value: Any) -> str:
    """A scalar as people read it; "" for nothing. Lists and mappings are no text."""
    return " ".join(_scalar(value).split())


def _scalar(value: Any) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def _filled(value: Any) -> bool:
    """Whether anything is written somewhere below."""
    if isinstance(value, dict):
        return any(map(_filled, value.values()))
    return isinstance(value, list) or _text(value) != ""


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _unknown(word: str, choices: Iterable[str], sentence: str = "") -> str:
    """A sentence about a word that is none of `choices`, with the closest one."""
    said = (sentence or _("unknown key: {it}")).format(it=word[:60])
    close = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)
    if not close:
        return said
    return _("{said}; did you mean {close}?").format(said=said, close=close[0])
