"""A new project: rendered by Copier, then made a git repository with a first commit."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aifactory.errors import AifactoryError, BadInput
from aifactory.scaffold.source import QUESTIONS, template_source

GIT_TIMEOUT = 60


def create(
    destination: Path, answers: Mapping[str, Any], *, defaults: bool, repository: bool = True
) -> Path:
    """Render the template into an empty or absent folder and return it.

    `answers` stand for questions; `defaults` answers the others. BadInput where something already
    stands at `destination`, or where an answer is refused.
    """
    _refuse_what_exists(destination)
    given = render(destination, answers, defaults=defaults)
    if repository:
        first_commit(destination, str(given["author_name"]), str(given["author_email"]))
    return destination


def _refuse_what_exists(destination: Path) -> None:
    nearest = next(path for path in (destination, *destination.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise BadInput(f"{nearest} is a file", "name a folder that does not exist yet")
    if nearest == destination and any(destination.iterdir()):
        raise BadInput(
            f"{destination} is not empty",
            "name a folder that does not exist yet: nothing is overwritten",
        )


def render(destination: Path, answers: Mapping[str, Any], *, defaults: bool) -> dict[str, Any]:
    """Render with Copier, without trust; return every answer."""
    import copier
    from copier.errors import CopierError, DirtyLocalWarning

    source = template_source()
    questions = _questions(source)
    if unknown := sorted(set(answers) - set(questions)):
        known = f"questions are: {', '.join(questions)}"
        raise BadInput(f"no such question: {', '.join(unknown)}", known)
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
    except KeyboardInterrupt:  # Copier's own is a CopierError too
        raise
    except (CopierError, OSError, ValueError) as error:
        raise BadInput(f"the template was not rendered: {error}", "answer anew") from None


def _questions(source: Path) -> list[str]:
    """The names of the questions, in the order in which they are asked."""
    import yaml

    found = yaml.safe_load((source / QUESTIONS).read_text("utf-8"))
    return [
        name for name, ask in found.items() if name[0] != "_" and ask.get("when", True) is not False
    ]


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
