"""The template as it is published: a repository with the tag of this version, and a later one."""

from __future__ import annotations

import subprocess
from pathlib import Path

from aifactory import __version__
from tests.docs.examples import ROOT

ADDRESS = "https://github.com/OWNER/aifactory"
_PARTS = ("copier.yml", "template", "partials", "policies")
_IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org")


def publish(folder: Path) -> Path:
    """A repository of the template as it stands here, and a next version with one more line."""
    folder.mkdir(parents=True)
    _git(folder, "init", "-q", "-b", "main")
    for name in filter(None, _git(ROOT, "ls-files", "-z", "--", *_PARTS).split("\0")):
        if (source := ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
            target.chmod(source.stat().st_mode)
    _release(folder, f"v{__version__}")
    with (folder / "template" / ".editorconfig").open("a", encoding="utf-8") as file:
        file.write("\n[*.toml]\nindent_size = 2\n")
    _release(folder, "v999.0.0")
    return folder


def _release(folder: Path, tag: str) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", tag)
    _git(folder, "tag", tag)


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *_IDENTITY, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
