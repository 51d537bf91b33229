"""The repository of a new project: its first commit, and the hooks that check the next ones."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from aifactory.errors import AifactoryError

TIMEOUT = 60
SUBJECT = "chore: start from the aifactory template"


def first_commit(folder: Path, name: str, email: str) -> None:
    """`git init` and a first commit; the author of the answers stands in for a missing identity."""
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A")
    identity: list[str] = []
    for key, value in (("user.name", name), ("user.email", email)):
        if not _git(folder, "config", "--get", key, check=False).strip():
            identity += ["-c", f"{key}={value}"]
    _git(folder, *identity, "commit", "-q", "--no-verify", "-m", SUBJECT)


def install_hooks(folder: Path) -> bool:
    """Have git call pre-commit at each commit; False where pre-commit is not installed."""
    program = shutil.which("pre-commit")
    if program is None or not (folder / ".pre-commit-config.yaml").is_file():
        return False
    try:
        done = subprocess.run(
            [program, "install"], cwd=folder, capture_output=True, timeout=TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _git(folder: Path, *words: str, check: bool = True) -> str:
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise AifactoryError(f"git {words[0]} takes too long", "pass --no-git") from None
    if check and done.returncode:
        reason = (done.stderr or done.stdout).strip().split("\n")[-1]
        raise AifactoryError(f"git {words[0]}: {reason}", "mend it, or pass --no-git")
    return done.stdout
