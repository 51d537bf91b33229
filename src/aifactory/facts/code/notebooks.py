"""The code of a notebook, cell by cell, with its magics taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from aifactory.facts.code.python import parse

MAGIC = re.compile(r"^[ \t]*(?:[%!?]|.*\?$)")


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


def joined(data: bytes) -> tuple[str, tuple[int, ...]]:
    """The Python of a notebook as one text, and for each of its lines the cell (from 1).

    A cell that is no Python is left out; ("", ()) where the bytes are no notebook.
    """
    lines: list[str] = []
    numbers: list[int] = []
    for number, text in cells(data):
        if parse(text) is not None:
            added = text.split("\n")
            lines += added
            numbers += [number] * len(added)
    return "\n".join(lines), tuple(numbers)


def cells(data: bytes) -> Iterator[tuple[int, str]]:
    """Number (from 1) and Python of each code cell; nothing where the bytes are no notebook."""
    try:
        notebook = msgspec.json.decode(data, type=_Notebook)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        text = cell.source if isinstance(cell.source, str) else "".join(cell.source)
        if text.lstrip().startswith("%%") and not text.lstrip().startswith(("%%time", "%%capture")):
            continue  # another language, or a shell
        yield number, "\n".join("" if MAGIC.match(line) else line for line in text.split("\n"))
