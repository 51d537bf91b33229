"""A lock between processes, let go by the system when its holder ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from aifactory.errors import BadInput
from aifactory.model import Text

PAUSE = 0.1  # seconds between two tries

if sys.platform == "win32":
    import msvcrt

    def take(file: IO[bytes]) -> None:
        """Lock a file; OSError when another process has it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def take(file: IO[bytes]) -> None:
        """Lock a file; OSError when another process has it."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock at `path`; BadInput when it is not free within `patience` seconds."""
    end = time.monotonic() + patience
    with path.open("ab") as file:
        while True:
            try:
                take(file)
                break
            except OSError:
                if time.monotonic() > end:
                    hint = Text(
                        "wait for the other run to end; the lock is {path}", {"path": str(path)}
                    )
                    raise BadInput(
                        Text("another run is cloning the same repository"), hint
                    ) from None
                time.sleep(PAUSE)
        yield
