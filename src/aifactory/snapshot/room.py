"""How much of the disk a folder may take while git fills it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from aifactory.errors import BadInput
from aifactory.model import Text

PACE = 0.5  # seconds between two looks
MIB = 1 << 20


class TooLarge(BadInput):
    """A repository takes more room than it may."""

    def __init__(self, most: int) -> None:
        size = f"{most / MIB:.4g}"
        super().__init__(
            Text("it takes more than {size} MiB on the disk", {"size": size}),
            Text("raise the limit on its size, or leave it out"),
        )


class Room:
    """Passes progress on, and raises TooLarge as soon as `folder` outgrows `most` bytes.

    With 0 bytes nothing is watched. On leaving without an error it looks a last time.
    """

    def __init__(self, folder: Path, most: int, progress: Callable[[str], None]) -> None:
        self.folder = folder
        self.most = most
        self.progress = progress
        self.at = 0.0

    def __enter__(self) -> Room:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.look()

    def __call__(self, message: str) -> None:
        self.progress(message)
        if time.monotonic() - self.at > PACE:
            self.look()
            self.at = time.monotonic()

    def look(self) -> None:
        """TooLarge where there is too much."""
        if self.most and taken(self.folder) > self.most:
            raise TooLarge(self.most)


def taken(folder: Path) -> int:
    """The bytes of the files below a folder; what goes away meanwhile counts for nothing."""
    size, folders = 0, [str(folder)]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return size
