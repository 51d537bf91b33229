"""Where a report goes: standard output, or a file that is replaced whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path

from aifactory.errors import BadInput


def write(data: bytes, path: Path | None) -> None:
    """Write `data` to `path`, or to standard output where it is None."""
    if path:
        _write_file(path, data)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def wants_colour(environ: Mapping[str, str]) -> bool:
    """Whether standard output is a terminal that shows colour (see no-color.org)."""
    return not environ.get("NO_COLOR") and environ.get("TERM") != "dumb" and sys.stdout.isatty()


def _write_file(path: Path, data: bytes) -> None:
    try:
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_bytes(data)
        else:
            _replace(Path(os.path.realpath(path)), data)
    except OSError as error:
        message = _("cannot write {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("choose another file with --output")) from None


def _replace(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: a reader sees the old file or the new one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("xb") as file:
            file.write(data)
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
