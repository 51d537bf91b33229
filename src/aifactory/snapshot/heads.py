"""The commit at HEAD of a repository, asked without reading the repository."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from aifactory.errors import AifactoryError
from aifactory.snapshot.clean import clean_git
from aifactory.snapshot.clone import FINE, is_url
from aifactory.snapshot.git import GitFailed
from aifactory.snapshot.places import Place, find, is_regular, small_text
from aifactory.snapshot.transport import say

PATIENCE = 30.0  # seconds of silence of a server that is asked for one line
OID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
NAMED = re.compile(r"^([0-9a-f]{40,64})\tHEAD$", re.M)
REF = re.compile(r"ref: (refs/[^\s\0]+)")
LEAPS = 5  # references that lead to references
PACKED = 1 << 26  # bytes of packed references that are read


def head_of(target: str, patience: float = PATIENCE) -> str:
    """The commit at HEAD of a path or URL; "" where it has none, or cannot be asked.

    A repository on this machine is looked at, another is asked by `git ls-remote`.
    """
    try:
        if not is_url(target):
            return local(Path(target))
        if target.startswith("file:///"):
            return local(Path(unquote(urlsplit(target).path)))
        return remote(target, patience)
    except (AifactoryError, GitFailed, OSError, ValueError):
        return ""


def remote(url: str, patience: float) -> str:
    """The commit that a server names."""
    if not FINE.fullmatch(url):
        return ""
    nowhere = f"--git-dir={os.devnull}"  # no configuration of a folder that we happen to be in
    words = ("ls-remote", "--", url, "HEAD")
    said = say(url, Path(os.sep), silent, nowhere, *words, patience=patience)
    found = NAMED.search(said)
    return found[1] if found else ""


def local(path: Path) -> str:
    """The commit at HEAD of the repository that stands at `path` itself."""
    place = find(path)
    if place is None or place.subfolder:
        return ""
    return looked_up(place) or asked(place)


def looked_up(place: Place) -> str:
    """The commit as git's own files tell it; "" where git must be asked."""
    text = small_text(f"{place.gitdir}/HEAD").strip()
    for _ in range(LEAPS):
        if OID.fullmatch(text):
            return text
        named = REF.fullmatch(text)
        if not named or ".." in named[1]:
            return ""
        loose = f"{place.common}/{named[1]}"
        text = small_text(loose).strip() if is_regular(loose) else packed(place, named[1])
    return ""


def packed(place: Place, name: str) -> str:
    """The commit of a reference among the packed ones."""
    file = place.common / "packed-refs"
    if not is_regular(file) or file.stat().st_size > PACKED:
        return ""
    line = rb"^([0-9a-f]{40,64}) %s$" % re.escape(name.encode())
    found = re.search(line, file.read_bytes(), re.M)
    return found[1].decode() if found else ""


def asked(place: Place) -> str:
    """The commit as git finds it."""
    with clean_git(place) as git:
        return git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")


def silent(message: str) -> None:
    """Progress that nobody watches."""
