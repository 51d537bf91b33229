"""Where a repository lies, found without git: git's own search reads configuration."""

from __future__ import annotations

# pathlib's questions fail where a folder may not be looked into; those of os.path say no. They
# are also faster, which tells in a fleet: it asks thousands.
# ruff: noqa: PTH112, PTH114, PTH116, PTH123
import os
import stat
from itertools import chain
from pathlib import Path

from msgspec import Struct

from aifactory.errors import BadInput
from aifactory.model import Text

SMALL = 1 << 16


class Place(Struct, frozen=True):
    """A repository: its work tree's root (or its own directory when bare) and its git directories.

    `gitdir` holds HEAD, `common` the objects and references; they differ in a linked work tree.
    `subfolder` is the part of the searched path below `root`, "" at the root.
    """

    root: Path
    gitdir: Path
    common: Path
    bare: bool
    subfolder: str


def find(start: Path) -> Place | None:
    """The repository that holds `start`; None where there is none. BadInput for a broken one."""
    start = Path(os.path.realpath(start))
    for folder in chain((start,), start.parents):
        if is_git_directory(folder):
            if folder.name == ".git":  # someone points at the directory itself
                return Place(folder.parent, folder, common_of(folder), False, "")
            return Place(folder, folder, common_of(folder), True, "")
        gitdir = linked(folder / ".git")
        if gitdir is not None:
            below = start.relative_to(folder).as_posix()
            return Place(folder, gitdir, common_of(gitdir), False, "" if below == "." else below)
    return None


def is_git_directory(folder: Path) -> bool:
    """Whether a folder looks like a git directory."""
    head = f"{folder}/HEAD"
    if not (is_regular(head) or os.path.islink(head)):
        return False
    common = common_of(folder)
    return os.path.isdir(f"{common}/objects") and os.path.isdir(f"{common}/refs")


def linked(dotgit: Path) -> Path | None:
    """The git directory that `.git` is or names; None where there is none."""
    if os.path.isdir(dotgit) and not os.access(dotgit, os.R_OK | os.X_OK):
        raise BadInput(
            Text("{path} cannot be read", {"path": str(dotgit)}),
            Text("audit a clone of your own"),
        )
    if is_git_directory(dotgit):
        return Path(os.path.realpath(dotgit))
    if not is_regular(dotgit):
        return None
    text = small_text(dotgit)
    if not text.startswith("gitdir:"):
        return None
    target = Path(os.path.realpath(dotgit.parent / text.removeprefix("gitdir:").strip("\r\n ")))
    if not is_git_directory(target):
        hint = Text("run `git worktree repair` in the main repository, or audit a fresh clone")
        raise BadInput(
            Text(
                "{path} names {target}, which is no git directory",
                {"path": str(dotgit), "target": str(target)},
            ),
            hint,
        )
    return target


def common_of(gitdir: Path) -> Path:
    """The directory whose objects and references a git directory shares; itself as a rule."""
    pointer = f"{gitdir}/commondir"
    if not is_regular(pointer):
        return gitdir
    return Path(os.path.realpath(gitdir / small_text(pointer).strip("\r\n")))


def is_regular(path: Path | str) -> bool:
    """Whether a path is a plain file that can be read: opening a pipe would wait for ever."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode) and os.access(path, os.R_OK)
    except (OSError, ValueError):
        return False


def small_text(path: Path | str) -> str:
    """The first bytes of a plain file, as text."""
    with open(path, "rb") as file:
        return file.read(SMALL).decode("utf-8", "surrogateescape").replace("\0", "")
