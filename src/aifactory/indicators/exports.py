"""Tickets from a tracker's export: CSV (Jira's among them) or JSON, by the names of its columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aifactory.checks.dates import find_date
from aifactory.checks.reading import mentions
from aifactory.errors import BadInput
from aifactory.facts.words import fold
from aifactory.indicators.tickets import Move, Ticket
from aifactory.model import Text, joined
from aifactory.policy import data_path

FORMS = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y")
NEEDED = ("id", "opened")


def read_tickets(text: str, name: str) -> tuple[Ticket, ...]:
    """The tickets of an export, in the order they were opened; BadInput with the line at fault."""
    rows = json_rows(text, name) if text.lstrip()[:1] in ("[", "{") else csv_rows(text, name)
    found = [ticket(row, joined(", ", name, where)) for where, row in rows]
    if not found:
        raise BadInput(
            Text("{name} holds no ticket", {"name": name}),
            Text("export at least one, with its columns' names"),
        )
    return tuple(sorted(found, key=lambda one: (one.opened, one.id)))


def csv_rows(text: str, name: str) -> Iterator[tuple[Text, Mapping[str, str]]]:
    """Rows of a CSV file by what their columns mean; of columns of one meaning the first that
    is filled counts.
    """
    head = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        columns = [meaning(column) for column in next(reader, [])]
        missing = [need for need in NEEDED if need not in columns]
        if missing:
            hint = Text("it needs a column for the ticket's key and one for its creation date")
            raise BadInput(
                Text(
                    "{name} has no column for: {missing}",
                    {"name": name, "missing": ", ".join(missing)},
                ),
                hint,
            )
        for cells in reader:
            row: dict[str, str] = {}
            for column, cell in zip(columns, cells, strict=False):
                if column and cell.strip() and column not in row:
                    row[column] = cell.strip()
            if row:
                yield Text("line {n}", {"n": reader.line_num}), row
    except csv.Error as error:
        raise BadInput(
            Text(
                "{name}, line {line}: {reason}",
                {"name": name, "line": reader.line_num, "reason": str(error)},
            ),
            Text("export it as CSV again"),
        ) from None


def json_rows(text: str, name: str) -> Iterator[tuple[Text, Mapping[str, str]]]:
    """Items of a JSON list, or of the list below `issues`; Jira's `fields` are looked into."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            Text("{name} is no JSON: {reason}", {"name": name, "reason": str(error)}),
            Text("export it again"),
        ) from None
    items = data.get("issues", data.get("tickets")) if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise BadInput(
            Text("{name} holds no list of tickets", {"name": name}),
            Text("give a list, or one below `issues`"),
        )
    for position, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise BadInput(
                Text("{name}, item {position} is no ticket", {"name": name, "position": position}),
                Text("give an object a ticket"),
            )
        fields = item.get("fields")
        pairs = {**item, **fields}.items() if isinstance(fields, dict) else item.items()
        row: dict[str, str] = {}
        for key, value in pairs:
            column = meaning(str(key))
            if column and (told := plain(value)) and column not in row:
                row[column] = told
        yield Text("item {n}", {"n": position}), row


def meaning(column: str) -> str:
    """What a column tells, by its name; "" for nothing of use."""
    return meanings().get(" ".join(fold(column).replace("_", " ").split()), "")


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


def ticket(row: Mapping[str, str], where: Text) -> Ticket:
    """A ticket of a row."""
    for need in NEEDED:
        if not row.get(need):
            raise BadInput(
                Text("{where}: no {need}", {"where": where, "need": need}),
                Text("fill it in, or leave the row out"),
            )
    closed = moment(row["closed"], where) if row.get("closed") else ""
    opened = moment(row["opened"], where)
    if closed and closed < opened:
        raise BadInput(
            Text("{where}: closed before it was opened", {"where": where}),
            Text("correct its dates"),
        )
    kind = row.get("kind", "")
    return Ticket(
        id=row["id"],
        title=row.get("title", ""),
        opened=opened,
        closed=closed,
        points=points(row.get("points", ""), where),
        bug=bool(mentions(kind, "bug")),
        incident="incident" in kind.lower(),
        dropped=bool(closed) and is_dropped(row.get("resolution", "")),
        epic=row.get("epic", ""),
        moves=(Move(moment(row["started"], where), "doing"),) if row.get("started") else (),
    )


def is_dropped(resolution: str) -> bool:
    """Whether a resolution says that nothing was done."""
    folded = fold(resolution)
    return any(word in folded for word in _words()["dropped"])


def points(text: str, where: Text) -> float | None:
    """A number of points; None for none."""
    if not text:
        return None
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        raise BadInput(
            Text("{where}: not a number of points: {text}", {"where": where, "text": text[:40]}),
            Text("write 3 or 0.5"),
        ) from None
    return found if found >= 0 else None


def moment(text: str, where: Text) -> str:
    """A time as "2026-01-31T12:00:00Z"; one without a zone is taken as UTC, a day as its noon."""
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        told = _other(text, where)
    bare_day = len(text) == 10
    if bare_day:
        told = told.replace(hour=12)
    return (
        (told if told.tzinfo else told.replace(tzinfo=UTC))
        .astimezone(UTC)
        .strftime("%Y-%m-%dT%H:%M:%SZ")
    )


def _other(text: str, where: Text) -> datetime:
    """A time in the ways that exports write it."""
    for form in FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    if day := find_date(text):
        return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    hint = Text("write it as 2026-01-31 or 2026-01-31T12:00:00Z")
    raise BadInput(Text("{where}: not a date: {text}", {"where": where, "text": text[:40]}), hint)
