"""The files of a session's folder: each written whole or not at all, none of the trainer's lost."""

from __future__ import annotations

import hashlib
import json
import os
from gettext import gettext as _
from pathlib import Path

from aifactory.errors import BadInput

INDEX = "written.json"


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step, folders included; BadInput where that cannot be done."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.write_bytes(data)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = _("cannot write {path}: {reason}").format(path=path, reason=error.strerror)
        raise BadInput(message, _("choose another folder with --output")) from None


class Outputs:
    """Files written below `folder`, known by their digests in `state`.

    A file that somebody changed since, or that was never ours, is left alone: the new one is put
    beside it, as "name (2).ext".
    """

    def __init__(self, folder: Path, state: Path) -> None:
        self.folder = folder
        self.index = state / INDEX
        self.written = self._load()
        self.kept: list[tuple[str, str]] = []

    def write(self, name: str, data: bytes) -> str:
        """Write a file and return the name it got, relative to the folder."""
        place = name
        for number in range(2, 1000):
            if self._ours(place):
                break
            stem, dot, ending = name.rpartition(".")
            place = f"{stem} ({number}){dot}{ending}"
        if place != name:
            self.kept.append((name, place))
        replace_file(self.folder / place, data)
        self.written[place] = digest(data)
        return place

    def save(self) -> None:
        """Remember what was written."""
        data = json.dumps(self.written, indent=1, sort_keys=True, ensure_ascii=False)
        replace_file(self.index, data.encode())

    def _ours(self, name: str) -> bool:
        """Whether nothing stands there, or just what we wrote."""
        path = self.folder / name
        try:
            return digest(path.read_bytes()) == self.written.get(name)
        except FileNotFoundError:
            return not path.is_symlink()
        except OSError:
            return False

    def _load(self) -> dict[str, str]:
        try:
            found = json.loads(self.index.read_bytes())
        except (OSError, ValueError):
            return {}
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def digest(data: bytes) -> str:
    """What tells a file's bytes from others."""
    return hashlib.sha256(data).hexdigest()
