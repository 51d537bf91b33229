"""Every score as a table in a Parquet file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from aifactory.errors import BadInput, system_reason
from aifactory.fleet.store.reading import lines
from aifactory.fleet.store.store import Store
from aifactory.fleet.store.writing import handfuls
from aifactory.model import Text

AT_ONCE = 20_000  # lines of one group


def export(store: Store, path: Path) -> int:
    """Write the file whole or not at all; the number of its lines."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        count = store.read(write, draft)
        draft.replace(path)
    except OSError as error:
        values: dict[str, Any] = {"path": str(path), "reason": system_reason(error)}
        raise BadInput(
            Text("cannot write {path}: {reason}", values),
            Text("choose another file with --output"),
        ) from None
    finally:
        draft.unlink(missing_ok=True)
    return count


def write(connection: Connection, path: Path) -> int:
    """Write what the store holds, a group of lines at a time."""
    import pyarrow
    from pyarrow import parquet

    count = 0
    with parquet.ParquetWriter(path, schema(), compression="zstd") as writer:
        for group in groups(connection):
            writer.write_table(pyarrow.Table.from_pylist(group, schema=schema()))
            count += len(group)
    return count


def groups(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """Lines a group at a time."""
    return handfuls(lines(connection), AT_ONCE)


def schema() -> Any:
    """The columns of the file."""
    import pyarrow as pa

    words, points = pa.dictionary(pa.int32(), pa.string()), pa.float64()
    return pa.schema(
        [
            ("repository", words),
            ("team", words),
            ("listed", pa.bool_()),
            ("commit", pa.string()),
            ("as_of", pa.string()),
            ("read_at", pa.timestamp("s", "UTC")),
            ("newest", pa.bool_()),
            ("policy", words),
            ("policy_version", words),
            ("total_points", points),
            ("threshold", points),
            ("total_proven", points),
            ("total_reach", points),
            ("validated", pa.bool_()),
            ("criterion", words),
            ("points", points),
            ("proven", points),
            ("reach", points),
            ("waived", points),
        ]
    )
