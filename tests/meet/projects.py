"""A repository that a workflow audits: a branch main, and a request that changes it."""

from __future__ import annotations

from pathlib import Path

from tests.repos import Repo, build_repo, plain_git

FORM = ".github/pull_request_template.md"
README = (
    "# Rain gauge\n\n" + "It tells a town hall how much it will rain tomorrow, and how sure. " * 12
)
TEMPLATE = """## What and why

Closes #

## How to check

## Before the review

- [ ] tests cover the change
- [ ] the documentation says what changed
- [ ] no secret and no personal data in the change
"""
TRAP = "open({mark!r}, 'a').write(__name__ + '\\n')\n"  # says that it was run
NAMES = ("venv", "pip", "json", "aifactory", "sitecustomize", "aifactory/action/__main__")


def build(folder: Path, extra: dict[str, str] | None = None) -> Repo:
    """A request that brings a form for requests, checked out as forges do it."""
    repo = build_repo(folder, "rain").file("README.md", README)
    for path, text in (extra or {}).items():
        repo.file(path, text)
    repo.commit("Tell what it is for").branch("form")
    repo.file(FORM, TEMPLATE).commit("Ask what a review needs")
    git = repo.path
    plain_git("update-ref", "refs/remotes/origin/main", "main", cwd=git)
    plain_git("remote", "add", "origin", "https://github.com/octo/app", cwd=git)
    plain_git("checkout", "-q", "-f", "form", cwd=git)
    return repo


def traps(mark: Path) -> dict[str, str]:
    """Modules that leave a mark where anything imports them."""
    return {f"{name}.py": TRAP.format(mark=str(mark)) for name in NAMES}
