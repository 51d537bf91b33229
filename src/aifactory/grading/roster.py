"""The roster: who is graded, and where their repositories lie."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from gettext import gettext as _
from pathlib import Path

from msgspec.structs import replace

from aifactory.errors import BadInput
from aifactory.facts.words import fold
from aifactory.grading.settings import settings
from aifactory.grading.tables import rows
from aifactory.jury.entries import refuse
from aifactory.model import Candidate
from aifactory.snapshot.addresses import located


def read_roster(path: Path) -> tuple[Candidate, ...]:
    """The candidates in the order of the file; BadInput with the lines at fault."""
    table = rows(path)
    line, head = next(table, (1, []))
    columns = [meaning(cell) for cell in head]
    hint = _("the first line must name the columns: candidate and repository; also login, e-mail")
    missing = [need for need in ("candidate", "repository") if need not in columns]
    if missing:
        names = {"candidate": _("candidate"), "repository": _("repository")}
        told = ", ".join(names[need] for need in missing)
        fault = (line, _("no column for: {names}").format(names=told))
        refuse(path.name, [fault], hint)
    faults: list[tuple[int, str]] = []
    found: dict[str, tuple[int, Candidate]] = {}
    for line, cells in table:
        candidate = one_candidate(columns, cells, path.parent)
        if not candidate.name:
            faults.append((line, _("no candidate is named")))
        elif (key := candidate.name.casefold()) in found:
            first = found[key][0]
            message = _("{name} stands on line {line} already")
            faults.append((line, message.format(name=candidate.name, line=first)))
        else:
            found[key] = (line, candidate)
    refuse(path.name, faults, _("name each candidate once; two who share a name need an initial"))
    if not found:
        message = _("{name} names no candidate").format(name=path.name)
        raise BadInput(message, _("add a line for each candidate below the columns' names"))
    return tuple(candidate for _line, candidate in found.values())


def teams(candidates: Sequence[Candidate], most: int) -> tuple[Candidate, ...]:
    """The candidates without those groups that are too large for their people to share work."""
    held = Counter(one.group.casefold() for one in candidates)
    return tuple(
        one if held[one.group.casefold()] <= most else replace(one, group="") for one in candidates
    )


def one_candidate(columns: list[str], cells: list[str], base: Path) -> Candidate:
    """The candidate of a row; of columns of one meaning the first that is filled counts."""
    row: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell and column not in row:
            row[column] = unicodedata.normalize("NFC", cell)
    return Candidate(
        name=" ".join(filter(None, (row.get("first"), row.get("candidate")))),
        repository=located(row.get("repository", ""), base),
        login=row.get("login", "").removeprefix("@"),
        email=row.get("email", ""),
        group=row.get("group", ""),
    )


def meaning(column: str) -> str:
    """What a column tells, by its name; "" for nothing of use."""
    words = re.sub(r"[_\-*:]+", " ", fold(column)).split()
    return meanings().get(" ".join(words), "")


@cache
def meanings() -> dict[str, str]:
    """Meanings by the name of a column."""
    columns = settings().columns
    return {name: known for known, names in columns.items() for name in names}
