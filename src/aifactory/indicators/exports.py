"""Tickets from a tracker's export: CSV (Jira's among them) or JSON, by the names of its columns."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from functools import cache
from gettext import gettext as _
from typing import Any

from aifactory.checks.dates import find_date
from aifactory.checks.reading import mentions
from aifactory.errors import BadInput
from aifactory.facts.words import fold
from aifactory.indicators.periods import written
from aifactory.indicators.tickets import Move, Ticket, named_state, points_of
from aifactory.policy import data_path

FORMS = ("%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M", "%d/%m/%Y %H:%M", "%d/%m/%Y")
YEARS = range(1970, 2200)
MOST = 1e6  # points of one ticket
LONGEST = 1 << 24  # characters of a cell
INNER = re.compile(r"(?<=[a-z])(?=[A-Z])")
Row = tuple[str, Mapping[str, str], tuple[tuple[str, str], ...]]  # where, cells, changes of status


def decoded(data: bytes) -> str:
    """The text of an export, whichever way a spreadsheet saved it: UTF-8, UTF-16 (Excel's
    "Unicode text") or Windows' western letters; line ends as they are here.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = data.decode("utf-16", "replace")
    elif data[:64].count(0) > len(data[:64]) // 3:  # UTF-16 that does not say so: letters and zeros
        text = data.decode("utf-16-be" if data[0] == 0 else "utf-16-le", "replace")
    else:
        try:
            text = data.removeprefix(BOM_UTF8).decode()
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_tickets(text: str, name: str, zone: tzinfo = UTC) -> tuple[Ticket, ...]:
    """The tickets of an export, in the order they were opened; BadInput with the line at fault.
    Times without a zone are those of `zone`.
    """
    if "\0" in text:
        message = _("{name} is no text").format(name=name)
        raise BadInput(message, _("export the tickets as CSV or JSON"))
    text = text.lstrip()
    rows = json_rows(text, name) if text[:1] in ("[", "{") else csv_rows(text, name)
    found = [ticket(row, changes, f"{name}, {where}", zone) for where, row, changes in rows]
    if not found:
        message = _("{name} holds no ticket").format(name=name)
        raise BadInput(message, _("export at least one, with its columns' names"))
    return tuple(sorted(found, key=lambda one: (one.opened, one.id)))


def needed() -> dict[str, str]:
    """What every ticket has to have, by its meaning."""
    return {"id": _("the ticket's key"), "opened": _("the day it was opened")}


def csv_rows(text: str, name: str) -> Iterator[Row]:
    """Rows of a CSV file by what their columns mean."""
    lines = io.StringIO(text)
    head = lines.readline()
    skipped = head.lower().startswith("sep=")  # Excel's word for itself on the delimiter
    if skipped:
        head = lines.readline()
    delimiter = max((",", ";", "\t"), key=head.count)
    csv.field_size_limit(LONGEST)
    reader = csv.reader(itertools.chain([head], lines), delimiter=delimiter)
    line = 0
    try:
        columns = [meaning(column) for column in next(reader, [])]
        if missing := [told for need, told in needed().items() if need not in columns]:
            message = _("{name} has no column for: {columns}")
            raise BadInput(
                message.format(name=name, columns=", ".join(missing)),
                _("export it with a line of the columns' names, such as “id” and “created”"),
            )
        line = reader.line_num
        for cells in reader:
            if row := filled(zip(columns, map(str.strip, cells), strict=False)):
                yield _("line {line}").format(line=line + 1 + skipped), row, ()
            line = reader.line_num
    except csv.Error as error:
        where = _("{name}, line {line}").format(name=name, line=line + 1 + skipped)
        raise BadInput(f"{where}: {error}", _("export it as CSV again")) from None


def json_rows(text: str, name: str) -> Iterator[Row]:
    """Items of a JSON list, or of the list below `issues`; Jira's `fields` and `changelog` are
    looked into, the requests that GitHub lists among its issues left out.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        message = _("{name} is no JSON: {error}").format(name=name, error=error)
        raise BadInput(message, _("export it again")) from None
    items = data.get("issues", data.get("tickets")) if isinstance(data, dict) else data
    if not isinstance(items, list):
        message = _("{name} holds no list of tickets").format(name=name)
        raise BadInput(message, _("give a list, or one below `issues`"))
    for position, item in enumerate(items, 1):
        if not isinstance(item, dict):
            message = _("{name}, item {n} is no ticket").format(name=name, n=position)
            raise BadInput(message, _("give an object a ticket"))
        fields = item.get("fields")
        if item.get("pull_request"):
            continue
        pairs = {**item, **fields}.items() if isinstance(fields, dict) else item.items()
        row = filled((meaning(str(key)), plain(value)) for key, value in pairs)
        where = _("item {n}").format(n=position)
        yield where, row, tuple(changes_of(item.get("changelog")))


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
    """A value as text: the name of an object, the parts of a list; half a surrogate is no text."""
    if isinstance(value, dict):
        value = value.get("name") or value.get("value") or value.get("title")
    if isinstance(value, list):
        return ", ".join(filter(None, (plain(one) for one in value if not isinstance(one, list))))
    told = "" if value is None or isinstance(value, dict) else str(value)
    return told.strip().encode(errors="replace").decode()


def ticket(
    row: Mapping[str, str], changes: Iterable[tuple[str, str]], where: str, zone: tzinfo
) -> Ticket:
    """A ticket of a row."""
    for need, told in needed().items():
        if not row.get(need):
            message = _("{where} lacks {what}").format(where=where, what=told)
            raise BadInput(message, _("fill it in, or leave the row out"))
    closed = moment(row["closed"], where, zone) if row.get("closed") else ""
    opened = moment(row["opened"], where, zone)
    if closed and closed < opened:
        if closed[:10] < opened[:10]:
            message = _("{where}: closed before it was opened").format(where=where)
            raise BadInput(message, _("correct its dates"))
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
        found = math.nan
    if not (math.isfinite(found) and found <= MOST):
        message = _("{where}: not a number of points: {text}").format(where=where, text=text[:40])
        raise BadInput(message, _("write 3 or 0.5"))
    return found if found >= 0 else None


def moment(text: str, where: str, zone: tzinfo = UTC) -> str:
    """A time as "2026-01-31T12:00:00Z"; one without a zone is of `zone`, a day is its noon.
    BadInput for what is no time, or of a year that no tracker has seen.
    """
    try:
        told = datetime.fromisoformat(text.replace("Z", "+00:00").replace(" UTC", "+00:00"))
    except ValueError:
        told = _other(text, where)
    if told.year not in YEARS:
        message = _("{where}: no ticket is of that day: {text}")
        raise BadInput(
            message.format(where=where, text=text[:40]), _("correct it, or leave it empty")
        )
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
    message = _("{where}: not a date: {text}").format(where=where, text=text[:40])
    raise BadInput(message, _("write it as 2026-01-31 or 2026-01-31T12:00:00Z"))
