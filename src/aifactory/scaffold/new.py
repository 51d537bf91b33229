"""A new project: rendered by Copier, then made a git repository with a first commit."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aifactory.errors import AifactoryError, BadInput
from aifactory.scaffold.source import template_source

GIT_TIMEOUT = 60


def create(
    destination: Path, answers: Mapping[str, Any], *, defaults: bool, repository: bool = True
) -> Path:
    """Render the template into an empty or absent folder and return it.

    `answers` stand for questions; `defaults` answers the others. BadInput where something already
    stands at `destination`, or where an answer is refused.
    """
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise BadInput(
            f"{destination} is not empty",
            "name a folder that does not exist yet: nothing is overwritten",
        )
    given = render(destination, answers, defaults=defaults)
    if repository:
        first_commit(destination, str(given["author_name"]), str(given["author_email"]))
    return destination


def render(destination: Path, answers: Mapping[str, Any], *, defaults: bool) -> dict[str, Any]:
    """Render with Copier, without trust; return every answer."""
    import copier
    from copier.errors import CopierError, DirtyLocalWarning

    source = template_source()
    unknown = set(answers) - _questions(source)
    if unknown:
        known = ", ".join(sorted(_questions(source)))
        raise BadInput(f"no such question: {', '.join(sorted(unknown))}", f"questions are: {known}")
    try:
        with warnings.catch_warnings():  # a checkout under work is a template all the same
            warnings.simplefilter("ignore", DirtyLocalWarning)
            worker = copier.run_copy(
                str(source),
                destination,
                dict(answers),
                defaults=defaults,
                quiet=True,
                unsafe=False,
                vcs_ref="HEAD" if (source / ".git").exists() else None,
            )
        return dict(worker.answers.combined)
    except (CopierError, ValueError) as error:
        raise BadInput(f"the template was not rendered: {error}", "answer anew") from None


def _questions(source: Path) -> set[str]:
    import yaml

    found = yaml.safe_load((source / "copier.yml").read_text("utf-8"))
    return {name for name in found if not name.startswith("_")}


def first_commit(folder: Path, name: str, email: str) -> None:
    """`git init` and a first commit; the author of the answers stands in for a missing identity."""
    if shutil.which("git") is None:
        raise AifactoryError(
            f"{folder} is rendered, but git is missing", "install git, or pass --no-git"
        )
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A")
    identity: list[str] = []
    for key, value in (("user.name", name), ("user.email", email)):
        if not _git(folder, "config", "--get", key, check=False).strip():
            identity += ["-c", f"{key}={value}"]
    _git(folder, *identity, "commit", "-q", "-m", "chore: start from the aifactory template")


def _git(folder: Path, *words: str, check: bool = True) -> str:
    command = ["git", "-C", str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=GIT_TIMEOUT, check=False)
    if check and done.returncode:
        reason = (done.stderr or done.stdout).strip().split("\n")[-1]
        raise AifactoryError(
            f"git {words[0]}: {reason}", f"{folder} is rendered; commit it by hand"
        )
    return done.stdout
