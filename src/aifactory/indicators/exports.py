"""Tickets from a tracker's export: CSV (Jira's among them) or JSON, by the names of its columns."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any

from aifactory.checks.dates import find_date
from aifactory.checks.reading import mentions
from aifactory.errors import BadInput
from aifactory.facts.words import fold
from aifactory.indicators.periods import written
from aifactory.indicators.tickets import Move, Ticket, named_state, points_of
from aifactory.policy import data_path

FORMS = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y")
NEEDED = ("id", "opened")
INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")
Row = tuple[str, Mapping[str, str], tuple[tuple[str, str], ...]]  # where, cells, changes of status


def read_tickets(text: str, name: str, zone: tzinfo = UTC) -> tuple[Ticket, ...]:
    """The tickets of an export, in the order they were opened; BadInput with the line at fault.
    Times without a zone are those of `zone`.
    """
    rows = json_rows(text, name) if text.lstrip()[:1] in ("[", "{") else csv_rows(text, name)
    found = [ticket(row, changes, f"{name}, {where}", zone) for where, row, changes in rows]
    if not found:
        raise BadInput(f"{name} holds no ticket", "export at least one, with its columns' names")
    return tuple(sorted(found, key=lambda one: (one.opened, one.id)))


def csv_rows(text: str, name: str) -> Iterator[Row]:
    """Rows of a CSV file by what their columns mean."""
    head = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        columns = [meaning(column) for column in next(reader, [])]
        missing = [need for need in NEEDED if need not in columns]
        if missing:
            hint = "it needs a column for the ticket's key and one for its creation date"
            raise BadInput(f"{name} has no column for: {', '.join(missing)}", hint)
        for cells in reader:
            if row := filled(zip(columns, map(str.strip, cells), strict=False)):
                yield f"line {reader.line_num}", row, ()
    except csv.Error as error:
        raise BadInput(
            f"{name}, line {reader.line_num}: {error}", "export it as CSV again"
        ) from None


def json_rows(text: str, name: str) -> Iterator[Row]:
    """Items of a JSON list, or of the list below `issues`; Jira's `fields` and `changelog` are
    looked into, the requests that GitHub lists among its issues left out.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is no JSON: {error}", "export it again") from None
    items = data.get("issues", data.get("tickets")) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise BadInput(f"{name} holds no list of tickets", "give a list, or one below `issues`")
    for position, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise BadInput(f"{name}, item {position} is no ticket", "give an object a ticket")
        fields = item.get("fields")
        if item.get("pull_request"):
            continue
        pairs = {**item, **fields}.items() if isinstance(fields, dict) else item.items()
        row = filled((meaning(str(key)), plain(value)) for key, value in pairs)
        yield f"item {position}", row, tuple(changes_of(item.get("changelog")))


def filled(cells: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cells by what they mean: of one meaning the first that is filled, of `kind` all of them."""
    row: dict[str, str] = {}
    for column, cell in cells:
        if column and cell:
            if column == "kind" and column in row:
                row[column] += f", {cell}"
            row.setdefault(column, cell)
    return row


def changes_of(changelog: Any) -> Iterator[tuple[str, str]]:
    """When a ticket of Jira came into which status, as its `changelog` tells."""
    histories = changelog.get("histories") if isinstance(changelog, dict) else None
    for history in histories if isinstance(histories, list) else ():
        items = history.get("items") if isinstance(history, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and item.get("field") == "status":
                yield plain(history.get("created")), plain(item.get("toString"))


def meaning(column: str) -> str:
    """What a column tells, by its name; "" for nothing of use."""
    words = fold(INNER.sub(" ", column)).replace("_", " ").split()
    return meanings().get(" ".join(words), "")


@cache
def meanings() -> dict[str, str]:
    """Meanings by the name of a column; see `policies/exports.yml`."""
    columns = _words()["columns"]
    return {name: known for known, names in columns.items() for name in names}


@cache
def _words() -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(data_path("exports.yml").read_text("utf-8"))
    return found


def plain(value: Any) -> str:
    """A value as text: the name of an object, the parts of a list."""
    if isinstance(value, dict):
        return str(value.get("name") or value.get("value") or value.get("title") or "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(plain, value)))
    return "" if value is None else str(value).strip()


def ticket(
    row: Mapping[str, str], changes: Iterable[tuple[str, str]], where: str, zone: tzinfo
) -> Ticket:
    """A ticket of a row."""
    for need in NEEDED:
        if not row.get(need):
            raise BadInput(f"{where}: no {need}", "fill it in, or leave the row out")
    closed = moment(row["closed"], where, zone) if row.get("closed") else ""
    opened = moment(row["opened"], where, zone)
    if closed and closed < opened:
        if closed[:10] < opened[:10]:
            raise BadInput(f"{where}: closed before it was opened", "correct its dates")
        closed = opened  # a day without a time, beside a time of that day
    kind, status = row.get("kind", ""), row.get("status", "")
    size = points(row.get("points", ""), where)
    moves = [(moment(at, where, zone), named_state(name)) for at, name in changes if at]
    if not moves and row.get("started"):
        moves = [(moment(row["started"], where, zone), "doing")]
    return Ticket(
        id=row["id"],
        title=row.get("title", ""),
        url=row.get("url", ""),
        opened=opened,
        closed=closed,
        points=points_of(kind.split(", ")) if size is None else size,
        bug=bool(mentions(kind, "bug")),
        incident="incident" in kind.lower(),
        dropped=bool(closed) and is_dropped(row.get("resolution") or status),
        epic=row.get("epic", ""),
        moves=tuple(Move(at, state) for at, state in sorted(moves) if state),
        stands=named_state(status) or named_state(row.get("category", "")),
    )


def is_dropped(resolution: str) -> bool:
    """Whether a resolution says that nothing was done."""
    folded = fold(resolution).replace("_", " ")
    return any(word in folded for word in _words()["dropped"])


def points(text: str, where: str) -> float | None:
    """A number of points; None for none."""
    if not text:
        return None
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        raise BadInput(f"{where}: not a number of points: {text[:40]}", "write 3 or 0.5") from None
    return found if found >= 0 else None


def moment(text: str, where: str, zone: tzinfo = UTC) -> str:
    """A time as "2026-01-31T12:00:00Z"; one without a zone is of `zone`, a day is its noon."""
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" UTC", "+00:00"))
    except ValueError:
        told = _other(text, where)
    if len(text) == len("2026-01-31"):
        told = told.replace(hour=12)
    return written(told if told.tzinfo else told.replace(tzinfo=zone))


def _other(text: str, where: str) -> datetime:
    """A time in the ways that exports write it."""
    for form in FORMS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    if day := find_date(text):
        return datetime(day.year, day.month, day.day, 12)
    hint = "write it as 2026-01-31 or 2026-01-31T12:00:00Z"
    raise BadInput(f"{where}: not a date: {text[:40]}", hint)
