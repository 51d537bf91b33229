"""What the files of a git directory say where they are just as git itself writes them.

Small repositories are read faster so than by a process for each question. Anything that is not
plain (another spelling, a link, a reference to a reference, another format) is None: git is asked.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from aifactory.snapshot.places import is_regular

SETTING = re.compile(
    rb'\[([A-Za-z][A-Za-z0-9-]*)(?: "([^"\\\n\0]*)")?\]\n'
    rb'|\t([A-Za-z][A-Za-z0-9-]*) = ([^\s"\\;#\0]++(?: [^\s"\\;#\0]++)*+)\n'
)
OID = rb"(?:[0-9a-f]{64}|[0-9a-f]{40})"
NAME = rb"refs/(?:[\w-]++[./+])*+[\w-]++"
LOOSE = re.compile(rb"(%s)\n?" % OID)
LEADS = re.compile(rb"ref: (%s)\n?" % NAME)
PEELED = rb"(?:\^%s\n)?+" % OID
PACKED = re.compile(rb"(?:# pack-refs with:[^\n]*+\n)?+(?:%s %s\n%s)*+" % (OID, NAME, PEELED))
PAIR = re.compile(rb"^(%s) (%s)$" % (OID, NAME), re.M)
LARGE = 1 << 20  # bytes of packed references
SMALL = 1 << 10  # bytes of any other
MANY = 200  # loose tags


def settings(data: bytes) -> dict[str, str] | None:
    """The settings of a configuration file by name, the last of each."""
    found: dict[str, str] = {}
    prefix, end = b"", 0
    for line in SETTING.finditer(data):
        if line.start() != end or (line[3] and not prefix):
            return None
        end = line.end()
        if line[1]:
            below = b"" if line[2] is None else line[2] + b"."
            prefix = line[1].lower() + b"." + below
        else:
            found[text(prefix + line[3].lower())] = text(line[4])
    return found if end == len(data) else None


class References:
    """The references below a git directory `common`, whose object names have `length` digits."""

    def __init__(self, common: Path, length: int) -> None:
        self.common = common
        self.length = length
        self._packed = None if os.path.lexists(common / "reftable") else packed(common)
        if self._packed and any(len(oid) != length for oid in self._packed.values()):
            self._packed = None

    def leads_to(self, file: Path) -> str | None:
        """The reference that `file` (HEAD, or below `refs`) names; "" where it names none."""
        if self._packed is None:
            return None
        if not os.path.lexists(file):
            return ""
        data = content(file)
        if data is None:
            return None
        if self._oid(data):
            return ""
        named = LEADS.fullmatch(data)
        if not named or b".lock" in named[1]:
            return None
        name = text(named[1])
        return name if self.of(name) is not None else None

    def of(self, name: str) -> str | None:
        """The object that a reference names itself; "" where there is none of this name."""
        if self._packed is None:
            return None
        file = self.common / name
        if not os.path.lexists(file):
            return self._packed.get(name, "")
        data = content(file)
        return self._oid(data) if data else None

    def tags(self) -> list[tuple[str, str]] | None:
        """Object name and name of every tag."""
        if self._packed is None:
            return None
        found = {name: oid for name, oid in self._packed.items() if name.startswith("refs/tags/")}
        loose = [self.common / "refs" / "tags"]
        while loose:
            folder = loose.pop()
            try:
                entries = [*os.scandir(folder)]
            except FileNotFoundError:
                continue
            except OSError:
                return None
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    loose.append(Path(entry.path))
                    continue
                name = Path(entry.path).relative_to(self.common).as_posix()
                oid = self.of(name)
                if not oid or not re.fullmatch(NAME, os.fsencode(name)) or ".lock" in name:
                    return None
                found[name] = oid
            if len(entries) + len(loose) > MANY:
                return None
        return [(oid, name.removeprefix("refs/tags/")) for name, oid in found.items()]

    def _oid(self, data: bytes) -> str | None:
        plain = LOOSE.fullmatch(data)
        return plain[1].decode() if plain and len(plain[1]) == self.length else None


def packed(common: Path) -> dict[str, str] | None:
    """The packed references by name."""
    file = common / "packed-refs"
    if not os.path.lexists(file):
        return {}
    if not is_regular(file) or file.stat().st_size > LARGE:
        return None
    data = file.read_bytes()
    if not PACKED.fullmatch(data) or b".lock" in data:
        return None
    pairs = PAIR.findall(data)
    found = {text(name): oid.decode() for oid, name in pairs}
    names = [text(name) for _, name in pairs]
    return found if names == sorted(found) else None  # git searches what calls itself sorted


def content(file: Path) -> bytes | None:
    """The bytes of a small file that is no link."""
    try:
        state = file.lstat()
        plain = stat.S_ISREG(state.st_mode) and state.st_size < SMALL and is_regular(file)
        return file.read_bytes() if plain else None
    except OSError:
        return None


def text(data: bytes) -> str:
    """Bytes of git's as they are shown."""
    return data.decode("utf-8", "backslashreplace")
