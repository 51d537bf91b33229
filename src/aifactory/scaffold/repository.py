"""The repository of a new project: its first commit, and the hooks that check the next ones."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from aifactory.errors import AifactoryError
from aifactory.model import Text

TIMEOUT = 60
ELSEWHERE = {  # what would lead git to another repository, as inside a hook
    *(
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_PREFIX",
    ),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
}
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
            [program, "install"],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _git(folder: Path, *words: str, check: bool = True) -> str:
    command = ["git", "-C", str(folder), *words]
    try:
        done = subprocess.run(
            command,
            env=_environment(),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        message = Text("git {command} takes too long", {"command": words[0]})
        raise AifactoryError(message, Text("pass --no-git")) from None
    if check and done.returncode:
        reason = (done.stderr or done.stdout).strip().split("\n")[-1]
        raise AifactoryError(
            Text("git {command}: {reason}", {"command": words[0], "reason": reason}),
            Text("mend it, or pass --no-git"),
        )
    return done.stdout


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
