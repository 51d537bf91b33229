"""A clean git directory that stands for a repository: its objects and references, our settings.

The repository's `config`, hooks, attributes, grafts, index and promisor remotes stay outside, so
git has no way to learn of a program they name.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aifactory.errors import BadInput, system_reason
from aifactory.model import Text
from aifactory.snapshot import plain
from aifactory.snapshot.git import PATIENCE, Git, environment, executable
from aifactory.snapshot.places import Place, is_regular, small_text

SHARED = ("objects", "refs", "packed-refs", "shallow", "reftable")
FORMATS = {"objectformat": ("sha1", "sha256"), "refstorage": ("files", "reftable")}
SETTINGS = f"""\
[core]
\tbare = true
\tfsmonitor = false
\thooksPath = {os.devnull}
\tattributesFile = {os.devnull}
\talternateRefsCommand =
\tcommitGraph = false
\tbigFileThreshold = 64m
\tquotePath = false
[attr]
\ttree = refs/none
[log]
\tshowSignature = false
[gpg]
\tprogram = false
[protocol]
\tallow = never
[i18n]
\tlogOutputEncoding = UTF-8
"""
LARGE = 1 << 20


def settings(place: Place, folder: Path) -> dict[str, str]:
    """The repository's settings that say where it comes from and how it is stored.

    Read as plain data, where git must by `git config --file --no-includes`, which acts on none.
    """
    config = place.common / "config"
    if not is_regular(config) or config.stat().st_size > LARGE:
        return {}
    known = plain.settings(config.read_bytes())
    if known is not None:
        return known
    pattern = r"^(extensions\..*|remote\.origin\.url)$"
    command = [executable(), "config", "--file", str(config), "--no-includes", "-z"]
    try:
        done = subprocess.run(
            [*command, "--get-regexp", pattern],
            cwd=folder,
            env=environment(folder) | {"GIT_CEILING_DIRECTORIES": str(folder.parent)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}
    pairs = done.stdout.decode("utf-8", "backslashreplace").split("\0")
    return dict(pair.split("\n", 1) for pair in pairs if "\n" in pair)


@contextmanager
def clean_git(place: Place) -> Iterator[Git]:
    """Git for the repository at `place`, in a clean directory that goes with it."""
    try:
        home = tempfile.TemporaryDirectory(prefix="aifactory-")
    except OSError as error:
        hint = Text("set TMPDIR to a folder that can be written")
        raise BadInput(
            Text("no folder for temporary files: {reason}", {"reason": system_reason(error)}),
            hint,
        ) from None
    with home:
        folder = Path(home.name)
        known = settings(place, folder)
        prepare(place, folder, known)
        yield Git(folder, known.get("remote.origin.url", ""))


def prepare(place: Place, folder: Path, known: dict[str, str]) -> None:
    """Make `folder` a clean git directory for the repository at `place`."""
    formats = {}
    for name, values in FORMATS.items():
        value = known.get(f"extensions.{name}", values[0]).lower()
        if value not in values:
            raise BadInput(
                Text(
                    "{path}: git's {name} {value} is not known",
                    {"path": str(place.root), "name": name, "value": repr(value)},
                ),
                Text("convert it"),
            )
        formats[name] = value
    extensions = "".join(
        f"\t{name} = {value}\n" for name, value in formats.items() if value != FORMATS[name][0]
    )
    version = f"[core]\n\trepositoryformatversion = {int(bool(extensions))}\n"
    text = SETTINGS + version + ("[extensions]\n" + extensions if extensions else "")
    (folder / "config").write_text(text, "utf-8")
    (folder / "HEAD").write_text(head(place.gitdir), "utf-8", "surrogateescape")
    for name in SHARED:
        if (place.common / name).exists():
            (folder / name).symlink_to(place.common / name)


def head(gitdir: Path) -> str:
    """What HEAD says, also where it is an old-style symbolic link."""
    path = gitdir / "HEAD"
    if path.is_symlink():
        return f"ref: {path.readlink()}\n"
    return small_text(path).split("\n", 1)[0] + "\n"
