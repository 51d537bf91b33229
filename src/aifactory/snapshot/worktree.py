"""The files of a work tree as they lie on the disk: those tracked at HEAD, or not ignored.

Git lists the ones that are not ignored, with the clean directory for its own: there is no index
to refresh, no filter, no attribute and no monitor, and only `.gitignore` files are read.
"""

# A name may be no text, so paths are bytes, which pathlib has not.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from aifactory.errors import NothingToAudit
from aifactory.model import Text
from aifactory.snapshot.folder import MAX_FILES, FolderTree
from aifactory.snapshot.git import Git, GitFailed
from aifactory.snapshot.places import Place, is_regular


def work_tree(place: Place, git: Git, tracked: Iterable[bytes]) -> FolderTree:
    """The files of a work tree; `tracked` are the names at HEAD."""
    names = {name.rstrip(b"/"): None for name in unignored(place, git)}
    names |= dict.fromkeys(present(place.root, tracked))
    if not names:
        raise NothingToAudit(
            Text("{path} holds no file", {"path": str(place.root)}),
            Text("add the files of a project"),
        )
    return FolderTree(place.root, names)


def unignored(place: Place, git: Git) -> Iterator[bytes]:
    """The files that git would track; a folder that is a repository of its own counts as one."""
    options = ["--others", "--exclude-per-directory=.gitignore"]
    exclude = place.common / "info" / "exclude"
    if is_regular(exclude):
        options.append(f"--exclude-from={exclude}")
    rest, count = b"", 0
    try:
        for chunk in git.stream("ls-files", "-z", *options, worktree=place.root):
            *names, rest = (rest + chunk).split(b"\0")
            yield from names
            count += len(names)
            if count > MAX_FILES:
                raise NothingToAudit(
                    Text(
                        "{path} holds more than {n} files",
                        {"path": str(place.root), "n": MAX_FILES},
                    )
                )
    except GitFailed as error:
        raise NothingToAudit(
            Text(
                "the files of {path} cannot be listed: {reason}",
                {"path": str(place.root), "reason": error.said},
            )
        ) from None


def present(root: Path, names: Iterable[bytes]) -> Iterator[bytes]:
    """Those of the names that lie on the disk, none of them behind a link."""
    start = os.path.realpath(os.fsencode(root))
    inside: dict[bytes, bool] = {}
    for name in names:
        folder = os.path.dirname(name)
        if folder not in inside:
            place = os.path.join(start, folder) if folder else start
            inside[folder] = os.path.realpath(place) == place
        if inside[folder]:
            yield name
