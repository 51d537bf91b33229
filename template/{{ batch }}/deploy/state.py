#!/usr/bin/env python3
"""Keep the data, and put them back: archives that carry the checksum of every file.

usage: python state.py backup SOURCE FOLDER [KEEP]  (FOLDER - writes to standard output)
       python state.py keep ARCHIVE FOLDER [KEEP]   (takes in an archive once it is checked)
       python state.py verify ARCHIVE
       python state.py restore ARCHIVE TARGET [--replace]  (ARCHIVE - reads standard input)

An archive is read back before it counts, and verified as a whole before anything is put back. An
empty source is refused once there are backups: an accident must not push them out. Needs nothing
but Python.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import sys
import tarfile
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

SUMS = "SHA256SUMS"
KEEP = 7


class Refused(Exception):
    """Why nothing was done."""


def files(folder: Path) -> list[str]:
    """The regular files below a folder, by their path in it; links are left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path.relative_to(folder).as_posix() for path in found)


class Summed:
    """A stream that takes the checksum of what is read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.sum = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read as the stream does."""
        piece = self.stream.read(size)
        self.sum.update(piece)
        return piece


def write(source: Path, stream: IO[bytes]) -> int:
    """Write an archive of a folder; how many files it holds."""
    sums = []
    with tarfile.open(fileobj=stream, mode="w|gz") as archive:
        for name in files(source):
            info = tarfile.TarInfo(f"data/{name}")
            with (source / name).open("rb") as opened:
                about = os.fstat(opened.fileno())
                info.size, info.mtime = about.st_size, int(about.st_mtime)
                content = Summed(opened)
                archive.addfile(info, content)
            sums.append(f"{content.sum.hexdigest()}  {name}\n")
        told = "".join(sums).encode()
        info = tarfile.TarInfo(SUMS)
        info.size = len(told)
        archive.addfile(info, io.BytesIO(told))
    return len(sums)


def unpack(archive: Path, folder: Path | None) -> int:
    """Verify every file of an archive, and write it into a folder, if any; how many there are.

    Refused where it is cut, holds anything but plain files, or disagrees with its own sums.
    """
    sums = []
    told = None
    try:
        with gzip.open(archive) as whole, tarfile.open(fileobj=whole, mode="r:") as opened:
            for info in opened:
                name = info.name.removeprefix("data/")
                stream = opened.extractfile(info) if info.isreg() else None
                if stream is None or ".." in PurePosixPath(name).parts or name.startswith("/"):
                    raise Refused(f"{archive}: {info.name} is no plain file")
                if info.name == SUMS:
                    told = stream.read().decode()
                    break
                content = Summed(stream)
                target = folder / name if folder else Path(os.devnull)
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("wb") as file:
                    shutil.copyfileobj(content, file)
                if folder:
                    os.utime(target, (info.mtime, info.mtime))
                sums.append(f"{content.sum.hexdigest()}  {name}\n")
            while whole.read(1 << 20):  # to its end, where the checksum of the whole stands
                pass
    except (tarfile.TarError, zlib.error, OSError, EOFError, UnicodeDecodeError) as error:
        raise Refused(f"{archive}: not a whole archive ({error})") from None
    if told != "".join(sums):
        raise Refused(f"{archive}: its files are not those that its sums tell")
    return len(sums)


def verify(archive: Path) -> int:
    """How many files an archive holds; Refused where one is not as it was."""
    return unpack(archive, None)


def keep(archive: Path, folder: Path, most: int) -> str:
    """Take an archive into a folder of backups under its time, and let the oldest go."""
    there = sorted(folder.glob("state-*.tar.gz"))
    if verify(archive) == 0 and there:
        raise Refused("there is nothing to back up: the backups that exist are left alone")
    kept = folder / f"state-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.tar.gz"
    archive.replace(kept)
    for old in [*there, kept][:-most]:
        old.unlink()
    return str(kept)


def backup(source: Path, folder: str, most: int) -> str:
    """Archive a folder; to standard output where the place is `-`."""
    if folder == "-":
        return f"{write(source, sys.stdout.buffer)} files"
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new", delete=False) as stream:
        try:
            write(source, stream)
            stream.close()
            return keep(Path(stream.name), Path(folder), most)
        finally:
            Path(stream.name).unlink(missing_ok=True)


def restore(archive: str, target: Path, replace: bool) -> str:
    """Put the files of an archive into a folder, which must be empty or may be replaced."""
    there = [path for path in target.iterdir() if path.name != "lost+found"]
    if there and not replace:
        raise Refused(f"{target} is not empty; --replace puts the backup in its place")
    with tempfile.TemporaryDirectory(dir=target, prefix=".restoring") as folder:
        copy = Path(folder) / "archive"
        with copy.open("wb") as stream:
            if archive == "-":
                shutil.copyfileobj(sys.stdin.buffer, stream)
            else:
                stream.write(Path(archive).read_bytes())
        fresh = Path(folder) / "data"
        fresh.mkdir()
        count = unpack(copy, fresh)
        for path in there:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        for path in list(fresh.iterdir()):
            path.rename(target / path.name)
    return f"{count} files restored"


def main(argv: list[str]) -> int:
    """Do one of the four; 1 where it was refused, 2 where it was not understood."""
    words = [word for word in argv if word != "--replace"]
    try:
        match words:
            case ["backup", source, folder, *most]:
                told = backup(Path(source), folder, int(most[0]) if most else KEEP)
            case ["keep", archive, folder, *most]:
                told = keep(Path(archive), Path(folder), int(most[0]) if most else KEEP)
            case ["verify", archive]:
                told = f"{verify(Path(archive))} files are as they were"
            case ["restore", archive, target]:
                told = restore(archive, Path(target), "--replace" in argv)
            case _:
                print(__doc__, file=sys.stderr)
                return 2
    except (Refused, OSError) as reason:
        print(f"state: {reason}", file=sys.stderr)
        return 1
    print(told, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
