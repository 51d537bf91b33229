"""The contract of an input: a CSV whose rows are persons, with plausible measurements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

Level = Annotated[float, Field(ge=0, le=1000)]


class Row(BaseModel):
    """One person: `id` is the sender's own reference, the rest what the model learned from."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.-]+$")]
    age: Annotated[float, Field(ge=0, le=120)]
    sex: Annotated[float, Field(ge=1, le=2)]
    bmi: Annotated[float, Field(ge=8, le=80)]
    bp: Annotated[float, Field(ge=30, le=250)]
    s1: Level
    s2: Level
    s3: Level
    s4: Level
    s5: Level
    s6: Level


COLUMNS = tuple(Row.model_fields)
FEATURES = COLUMNS[1:]


class BadFile(ValueError):
    """A file of which nothing can be used, with the reason."""


def read(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The line and the cells of each row; BadFile where it is no CSV of ours."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile("not UTF-8") from None
    lines = csv.reader(io.StringIO(text))
    header = next(lines, [])
    if missing := [name for name in COLUMNS if name not in header]:
        raise BadFile(f"no column {', '.join(missing)}")
    if len(set(header)) < len(header):
        raise BadFile("a column stands twice")
    try:
        for cells in lines:
            if cells:
                yield lines.line_num, _named(header, cells)
    except csv.Error as error:
        raise BadFile(f"line {lines.line_num}: {error}") from None


def _named(header: list[str], cells: list[str]) -> dict[str, str]:
    named = dict(zip(header, cells, strict=False))
    if len(cells) > len(header):
        named["too many cells"] = ",".join(cells[len(header) :])
    return named


def checked(cells: dict[str, str]) -> Row | str:
    """The row, or why it cannot be scored."""
    try:
        return Row.model_validate(cells)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}"
