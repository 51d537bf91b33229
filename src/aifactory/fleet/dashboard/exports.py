"""The same figures as CSV, as a workbook and as JSON: no cell of a table is a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from aifactory.fleet.dashboard.gathering import Fleet, Group, Told
from aifactory.fleet.dashboard.standing import Line
from aifactory.fleet.store.reading import Failed
from aifactory.render.escape import flowed, visible
from aifactory.render.grades.delimited import MARK, STARTS, safe
from aifactory.render.translate import Speech

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | float | None
LONGEST = 32_000  # characters a cell of a workbook holds
NAMED = 28  # characters of a sheet's name; 31 are allowed, and doubles get a number
WIDTHS = (28, 44, 16, 9, 9, 18)


def heads(told: Told, _: Speech) -> list[str]:
    """The names of the columns of repositories."""
    return [
        _("Repository"),
        _("Address"),
        _("Team"),
        _("Points"),
        _("Within reach"),
        _("Result"),
        *(one.id for one in told.policy.criteria),
        _("Commit"),
        _("Read on"),
        _("Looked at on"),
        _("Fails because"),
    ]


def rows(told: Told, failures: Iterable[Failed], _: Speech) -> Iterator[list[Cell]]:
    """A line for each repository."""
    faults = {one.address: visible(_.text(one.reason)) for one in failures}
    for line in told.lines:
        kept = line.kept
        parts = {part.id: part.proven for part in line.card.criteria} if line.card else {}
        yield [
            kept.name,
            kept.address,
            kept.team,
            kept.proven,
            kept.reach,
            standing(line, told, _),
            *(parts.get(one.id) for one in told.policy.criteria),
            kept.head,
            _day(kept.read),
            _day(kept.checked),
            faults.get(kept.address, ""),
        ]


def standing(line: Line, told: Told, _: Speech) -> str:
    """Whether a repository is validated, in words."""
    if line.kept.reach is None:
        return _("not read")
    if line.kept.validated:
        return _("validated")
    near = line.kept.reach >= told.policy.threshold
    return _("within reach") if near else _("not validated")


def _day(at: datetime | None) -> str:
    return at.date().isoformat() if at else ""


def table(told: Told, failures: Iterable[Failed], _: Speech) -> bytes:
    """Repositories as CSV; in French with ";" and decimal commas, as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if _.lang == "fr" else ",")
    writer.writerow(map(safe, heads(told, _)))
    for row in rows(told, failures, _):
        writer.writerow(map(_written(_), row))
    return (MARK + out.getvalue()).encode("utf-8", "replace")


def _written(_: Speech) -> Any:
    def written(cell: Cell) -> str:
        if cell is None:
            return ""
        return safe(cell) if isinstance(cell, str) else _.number(cell).replace("\u202f", "")

    return written


def workbook(fleet: Fleet, _: Speech) -> bytes:
    """Sheets of repositories for each policy, weak criteria, remedies and failures."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for told in fleet.policies:
        sheet = book.create_sheet(told.policy.id[:NAMED])
        _fill(sheet, heads(told, _), rows(told, fleet.failures, _))
    _fill(book.create_sheet(_("Criteria")), *_criteria(fleet, _))
    _fill(book.create_sheet(_("Remedies")), *_remedies(fleet, _))
    _fill(book.create_sheet(_("Failures")), *_failures(fleet, _))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, names: list[str], lines: Iterable[list[Cell]]) -> None:
    """A table with a frozen head and filters; a text that begins like a formula stays a text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    def text(value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        shown = visible(value)[:LONGEST]
        if not value.lstrip(" ").startswith((*STARTS, "#")):
            return shown  # which costs half of a cell of its own
        cell = WriteOnlyCell(sheet, shown)
        cell.data_type = "s"
        if not value.startswith("#"):
            cell.quotePrefix = True
        return cell

    sheet.freeze_panes = "B2"
    for number, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    heads = [WriteOnlyCell(sheet, name) for name in names]
    for cell in heads:
        cell.data_type, cell.font = "s", Font(bold=True)
    sheet.append(heads)
    count = 1
    for line in lines:
        sheet.append([text(value) for value in line])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{count}"


def _groups(fleet: Fleet, _: Speech) -> Iterator[tuple[Told, Group, str]]:
    for told in fleet.policies:
        for group in told.groups:
            whole = _("the whole fleet") if group.team is None else _("without a team")
            yield told, group, group.team or whole


def _criteria(fleet: Fleet, _: Speech) -> tuple[list[str], Iterator[list[Cell]]]:
    names = [_("Team"), _("Title"), _("Policy"), _("Mean"), _("Points"), _("Criterion")]
    names += [_("With none"), _("With all")]

    def lines() -> Iterator[list[Cell]]:
        for told, group, team in _groups(fleet, _):
            titles = {one.id: flowed(one.title.in_(_.lang)) for one in told.policy.criteria}
            for one in group.weakest:
                place: list[Cell] = [team, titles[one.criterion], told.policy.id]
                yield [*place, one.mean, one.points, one.criterion, one.none, one.full]

    return names, lines()


def _remedies(fleet: Fleet, _: Speech) -> tuple[list[str], Iterator[list[Cell]]]:
    names = [_("Team"), _("Remedy"), _("Policy"), _("Points to gain"), _("Repositories")]
    names += [_("Check"), _("Minutes, about"), _("Validated by it alone")]

    def lines() -> Iterator[list[Cell]]:
        for told, group, team in _groups(fleet, _):
            known = {check.id: check for check in told.policy.checks()}
            for one in group.gains:
                remedy = flowed(known[one.check].remedy.in_(_.lang))
                place: list[Cell] = [team, remedy, told.policy.id, one.points]
                yield [*place, one.repositories, one.check, one.minutes or None, one.validates]

    return names, lines()


def _failures(fleet: Fleet, _: Speech) -> tuple[list[str], Iterator[list[Cell]]]:
    names = [_("Address"), _("Reason"), _("Team"), _("Kind"), _("Runs"), _("Since")]

    def lines() -> Iterator[list[Cell]]:
        for one in fleet.failures:
            said: list[Cell] = [one.address, _.text(one.reason), one.team, one.kind]
            yield [*said, one.attempts, _day(one.first)]

    return names, lines()


def data(fleet: Fleet, _: Speech) -> bytes:
    """Everything, for programs; texts are as they were read."""
    found = {
        "schema": "aifactory/fleet/1",
        "made": fleet.made.replace(tzinfo=UTC).isoformat(),
        "policies": [_policy(told) for told in fleet.policies],
        "failures": [{**to_builtins(one), "reason": _.text(one.reason)} for one in fleet.failures],
        "unlisted": to_builtins(fleet.unlisted),
    }
    text = json.dumps(found, ensure_ascii=False, default=str)
    return f"{text}\n".encode("utf-8", "replace")


def _policy(told: Told) -> dict[str, Any]:
    policy = told.policy
    return {
        "policy": policy.id,
        "version": policy.version,
        "threshold": policy.threshold,
        "total": policy.total,
        "criteria": {one.id: one.points for one in policy.criteria},
        "days": told.days,
        "groups": to_builtins(told.groups),
        "repositories": [_repository(line) for line in told.lines],
    }


def _repository(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(line.kept)
    del found["repository"], found["score"]
    parts = line.card.criteria if line.card else ()
    found["criteria"] = {part.id: part.proven for part in parts}
    found["checks"] = {check.id: check.verdict for part in parts for check in part.checks}
    return found
