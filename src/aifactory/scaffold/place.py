"""The place of a new project: what may stand there; files come in all of them or none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from aifactory.errors import BadInput, system_reason
from aifactory.model import Text


def nearest(path: Path) -> Path:
    """What exists of a path: itself, or the first that does above it."""
    return next(place for place in (path, *path.absolute().parents) if place.exists())


def refuse_what_exists(destination: Path, *, into: bool) -> None:
    """BadInput where a file, or something in the folder, stands in the way."""
    there = nearest(destination)
    another = Text("name a folder that does not exist yet")
    if not there.is_dir():
        raise BadInput(Text("{path} is a file", {"path": str(there)}), another)
    if not into and there == destination and any(destination.iterdir()):
        raise BadInput(
            Text("{path} is not empty", {"path": str(destination)}),
            Text("{another}, or pass --into to add what is missing there", {"another": another}),
        )


def put(folder: Path, destination: Path) -> None:
    """Move a finished project to its place: an absent folder, or an empty one."""
    with undone(destination) as undo:
        if not destination.exists():
            make(destination.absolute().parent, undo)
            folder.rename(destination)
            return
        for path in list(folder.iterdir()):  # the folder stays the one that a shell may stand in
            target = destination / path.name
            undo.callback(quietly, target.rename, path)
            path.rename(target)


def add(folder: Path, destination: Path) -> None:
    """Copy the files that a folder lacks; BadInput where one of them differs there."""
    refuse_conflicts(folder, destination)
    with undone(destination) as undo:
        for name in files(folder):
            target = destination / name
            if not target.exists():
                make(target.absolute().parent, undo)
                undo.callback(quietly, target.unlink)
                shutil.copy2(folder / name, target)


@contextmanager
def undone(destination: Path) -> Iterator[ExitStack]:
    """Where to say how each step is undone, if one fails or is interrupted."""
    with ExitStack() as undo:
        try:
            yield undo
        except OSError as error:
            raise unwritable(destination, error) from None
        undo.pop_all()


def make(folder: Path, undo: ExitStack) -> None:
    """Make a folder and those above it."""
    for path in [path for path in (folder, *folder.parents) if not path.exists()][::-1]:
        undo.callback(quietly, path.rmdir)
        path.mkdir()


def quietly(step: Callable[..., object], *words: object) -> None:
    """Undo a step, if it was made."""
    with suppress(OSError):
        step(*words)


def unwritable(path: Path, error: OSError) -> BadInput:
    """The refusal of a place where nothing can be written."""
    message = Text(
        "{path} cannot be written: {reason}",
        {"path": str(path), "reason": system_reason(error)},
    )
    return BadInput(message, Text("name another folder"))


def refuse_conflicts(folder: Path, destination: Path) -> None:
    """BadInput that names the files of a destination that a project would change."""
    found = [name for name in files(folder) if differs(folder / name, destination, name)]
    if found:
        named = ", ".join([*found[:10], *(["…"] if len(found) > 10 else [])])
        raise BadInput(
            Text(
                "{path} holds other versions of {named}", {"path": str(destination), "named": named}
            ),
            Text("move them away, or render into a new folder and compare"),
        )


def differs(ours: Path, destination: Path, name: str) -> bool:
    """Whether writing a file would change what stands there, or pass through a link."""
    target = destination / name
    above = [destination / folder for folder in PurePosixPath(name).parents[:-1]]
    if target.is_symlink() or any(path.is_symlink() or path.is_file() for path in above):
        return True
    return target.exists() and (not target.is_file() or target.read_bytes() != ours.read_bytes())


def files(folder: Path) -> list[str]:
    """The files below a folder, git's own left out, by name."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in found if path.parts[0] != ".git")
