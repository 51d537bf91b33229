"""Rows of a table as people save it: CSV of any delimiter and encoding, or a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import Any

from aifactory.errors import BadInput
from aifactory.extras import install
from aifactory.snapshot.tree import decode

DELIMITERS = (",", ";", "\t")
SEPARATOR = re.compile(r"sep=([,;\t])", re.I)
WORKBOOKS = (".xlsx", ".xlsm")
Row = tuple[int, list[str]]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file that hold something, each with its line; BadInput where it is no table."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = _("cannot read {path}: {reason}").format(path=path, reason=error.strerror)
        hint = _("give a CSV or XLSX file with a line for each candidate")
        raise BadInput(message, hint) from None
    if path.suffix.lower() in WORKBOOKS or data.startswith(b"PK\x03\x04"):
        found = workbook_rows(data, path.name)
    elif path.suffix.lower() in (".xls", ".ods", ".numbers"):
        message = _("{path} is a workbook that cannot be read").format(path=path.name)
        raise BadInput(message, _("save it as XLSX or CSV"))
    else:
        found = csv_rows(decode(data), path.name)
    for line, cells in found:
        if any(cells):
            yield line, cells


def csv_rows(text: str, name: str) -> Iterator[Row]:
    """Rows of a CSV text; the line is the first of a row that spans several."""
    head = next((line for line in text.split("\n") if line.strip()), "")
    told = SEPARATOR.fullmatch(head)  # a line that some spreadsheets put first
    delimiter = told[1] if told else max(DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if not SEPARATOR.fullmatch(delimiter.join(cells)):
                yield line, [" ".join(cell.split()) for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        message = _("{name}:{line}: not CSV: {reason}").format(name=name, line=line, reason=error)
        raise BadInput(message, _("check the quotes there, or save it as XLSX")) from None


def workbook_rows(data: bytes, name: str) -> Iterator[Row]:
    """Rows of a workbook's first sheet, as they show; BadInput without the library."""
    try:
        from openpyxl import load_workbook
    except ImportError:
        message = _("{name} is a workbook, and the library that reads it is not installed")
        hint = _("install it with {command}, or save the roster as CSV")
        told = hint.format(command=install("grade"))
        raise BadInput(message.format(name=name), told) from None
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [shown(cell) for cell in cells]
    except Exception as error:  # whatever a broken archive makes the library raise
        message = _("{name} is no workbook that can be read: {reason}")
        raise BadInput(
            message.format(name=name, reason=str(error) or type(error).__name__),
            _("save it as XLSX or CSV"),
        ) from None


def shown(cell: Any) -> str:
    """A cell as text: 12.0 is 12, nothing is ""."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())
