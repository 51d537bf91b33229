"""The jury's marks: a YAML file beside the roster that people write and no program rewrites."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Sequence
from gettext import gettext as _
from pathlib import Path

from aifactory.jury.entries import Entries, filled, parsed, refuse, unknown
from aifactory.model import Candidate, Mark
from aifactory.policy import Check, Criterion, Policy
from aifactory.policy import source as yaml
from aifactory.render.escape import flowed

Marks = dict[str, dict[str, Mark]]


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
            for check in criterion.checks:
                if check.by_jury:
                    title = flowed(check.title.in_(lang))
                    lines.append(f"    {check.id}:  # {title} (0–{check.points:g})")
                    lines += ["      mark:", "      reason:"]
    return "\n".join(lines) + "\n"


def _explained() -> list[str]:
    return [
        _("The jury's marks. This file is yours: it is read at every run and never written again."),
        _("A criterion without a mark keeps the points proven by the repository."),
        _("Below it may stand questions that only a jury can answer: these marks are its points."),
        _("A mark needs a name, a date and a reason. Name and date stand here once for all,"),
        _("or beside a mark, as `by:` and `date:`. Dates are written as 2026-06-30."),
        _("Put a reason between double quotes where it holds a colon or a hash sign."),
    ]


def read_marks(path: Path, candidates: Sequence[Candidate], policy: Policy) -> Marks:
    """Marks by candidate and criterion; BadInput with the lines at fault."""
    hint = _("correct the file, or name another with --marks: nothing was changed")
    reader = _Reader(parsed(path, hint), [candidate.name for candidate in candidates], policy)
    marks = reader.read()
    refuse(path.name, reader.faults, hint)
    return marks


class _Reader(Entries):
    """One reading of a session's marks."""

    def __init__(self, source: yaml.Source, names: Sequence[str], policy: Policy) -> None:
        super().__init__(source)
        self.names = {_key(name): name for name in names}
        criteria = {
            name.casefold(): one for one in policy.criteria for name in (*one.aliases, one.id)
        }
        asked = {check.id: check for check in policy.checks() if check.by_jury}
        self.places: dict[str, Criterion | Check] = {**criteria, **asked}
        self.known = [*(one.id for one in policy.criteria), *asked]

    def read(self) -> Marks:
        marks: Marks = {}
        for path, name, criteria in self.below(("marks",), self.top()):
            candidate = self.names.get(_key(name))
            if candidate is None:
                if not filled(criteria):  # the room of one who left the roster
                    continue
                self.fault(path, unknown(name, self.names.values(), _("no such candidate: {it}")))
                continue
            found = marks.setdefault(candidate, {})
            for place, word, entry in self.below(path, criteria):
                marked = self.places.get(word.casefold())
                if marked is None:
                    self.fault(place, unknown(word, self.known, _("no such criterion: {it}")))
                elif mark := self.mark(place, marked.points, entry):
                    if marked.id in found:
                        self.fault(place, _("{it} is marked twice").format(it=marked.id))
                    found[marked.id] = mark
        return marks


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
