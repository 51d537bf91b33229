"""A repository of our own beside an audited one: its objects, none of its settings.

Commits are made here and pushed from here, so that no hook, filter or setting of the audited
repository is met. Links are checked out as plain files: nothing is written through them.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from aifactory.errors import BadInput
from aifactory.model import Text
from aifactory.remedy.applying import Repository
from aifactory.snapshot import Snapshot
from aifactory.snapshot.clone import is_url
from aifactory.snapshot.git import environment, executable
from aifactory.snapshot.places import Place, find, is_regular

SPOKEN = {"GIT_ALLOW_PROTOCOL": "https:http:ssh:file", "GIT_TERMINAL_PROMPT": "0"}
CONFIG = """\
[core]
\trepositoryformatversion = {version}
\tbare = {bare}
\tsymlinks = false
\tfsmonitor = false
\thooksPath = {none}
{more}[gc]
\tauto = 0
[maintenance]
\tauto = false
[submodule]
\trecurse = false
"""
SHA256 = "[extensions]\n\tobjectformat = sha256\n"
LARGE = 1 << 20
PATIENCE = 10


def begun(folder: Path, snapshot: Snapshot, *, files: bool) -> Repository:
    """A repository in `folder` at a snapshot's commit; with its files in a work tree on demand."""
    place = find(snapshot.root)
    if place is None or not snapshot.commit:
        raise BadInput(
            Text("it is no repository with a commit"), Text("commit something there first")
        )
    folder.mkdir(mode=0o700, parents=True)
    gitdir = folder / ".git" if files else folder
    for name in ("objects/info", "objects/pack", "refs/heads"):
        (gitdir / name).mkdir(parents=True)
    wide = len(snapshot.commit) == 64
    text = CONFIG.format(
        version=int(wide),
        bare=str(not files).lower(),
        none=os.devnull,
        more=SHA256 if wide else "",
    )
    (gitdir / "config").write_text(text, "utf-8")
    (gitdir / "HEAD").write_text("ref: refs/heads/base\n", "utf-8")
    lent = os.fsencode(place.common / "objects")
    if b"\n" in lent:
        raise BadInput(Text("its path holds a line end"), Text("move it"))
    (gitdir / "objects" / "info" / "alternates").write_bytes(quoted(lent) + b"\n")
    if is_regular(place.common / "shallow"):
        (gitdir / "shallow").write_bytes((place.common / "shallow").read_bytes())
    repository = Repository(folder)
    repository.git("update-ref", "refs/heads/base", snapshot.commit)
    if files:
        repository.git("reset", "--quiet", "--hard")
    return repository


def quoted(path: bytes) -> bytes:
    """A path as git's list of alternates takes it: a quotation mark begins a quoted one."""
    if not path.startswith((b'"', b"#")):
        return path
    return b'"' + path.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def standing_at(repository: Repository, branch: str, commit: str) -> None:
    """Have a branch at a commit, and HEAD on it."""
    repository.git("update-ref", f"refs/heads/{branch}", commit)
    repository.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")


def pushed_to(address: str, snapshot: Snapshot) -> str:
    """Where a branch goes: the address itself, or the origin of a clone; "" where it has none.

    A clone's settings are read as plain data, and act on nothing.
    """
    if is_url(address):
        return address
    place = find(snapshot.root)
    found = remote(place) if place else {}
    return found.get("remote.origin.pushurl") or found.get("remote.origin.url", "")


def remote(place: Place) -> dict[str, str]:
    """What a clone says of its origin."""
    config = place.common / "config"
    if not is_regular(config) or config.stat().st_size > LARGE:
        return {}
    asked = ("config", "--file", str(config), "--no-includes", "-z")
    done = subprocess.run(
        [executable(), *asked, "--get-regexp", r"^remote\.origin\.(push)?url$"],
        cwd=place.common,
        env=environment(place.common),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    pairs = done.stdout.decode("utf-8", "backslashreplace").split("\0")
    return dict(pair.split("\n", 1) for pair in pairs if "\n" in pair)
