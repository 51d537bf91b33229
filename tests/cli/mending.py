"""A repository that `aifactory fix` can mend, and the command run on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aifactory.cli import main
from tests.repos import Repo, build_repo

PURPOSE = (
    "The service answers the questions of the city's water engineers from the measurements of "
    "ten thousand sensors, so that they find a leak within the hour and mend it the same day."
)
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "leak-finder"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["fastapi"]
scripts = {leak-finder = "leak_finder:main"}

[project.optional-dependencies]
test = ["pytest"]
"""
TEST = "import leak_finder\n\n\ndef test_it():\n    assert leak_finder.VALUE == 1\n"
FILES = {
    "README.md": "# Leak finder\n\nFinds leaks.\n\n## License\n\nMIT\n",
    "pyproject.toml": PYPROJECT,
    "src/leak_finder/__init__.py": "VALUE = 1\n",
    "tests/test_it.py": TEST,
}
HOME = '[user]\n\tname = Ada\n\temail = ada@example.org\n[remote "origin"]\n\turl = {url}\n'
GITHUB = "https://github.com/octo/leak-finder"
GITLAB = "https://gitlab.com/octo/leak-finder"
Fix = Callable[..., tuple[int, str]]


def project(folder: Path, files: dict[str, str] | None = None, url: str = GITHUB) -> Repo:
    """A small Python project on a forge, not yet checked out."""
    repo = build_repo(folder).files(FILES | (files or {}))
    return repo.config(HOME.format(url=url))


def checked_out(repo: Repo) -> Repo:
    """With its last commit, if something waits for one, in the work tree."""
    repo.commit("Begin the project with a service")
    repo.git("reset", "-q", "--hard")
    return repo


def fixing(capsys: pytest.CaptureFixture[str]) -> Fix:
    """Run `aifactory fix --yes` on a repository: the exit code, and all that was printed."""

    def run(repo: Repo | Path, *words: str) -> tuple[int, str]:
        path = repo.path if isinstance(repo, Repo) else repo
        answers = ("-a", "owners=@ada @octo/team", "-a", f"purpose={PURPOSE}")
        code = main(["fix", str(path), "--yes", "--lang", "en", *answers, *words])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


def kept(repo: Repo, base: str, tip: str) -> None:
    """Every line of every file of `base` is there at `tip`, in its order and to the byte."""
    changed = repo.git("diff", "--name-status", "--no-renames", base, tip).splitlines()
    assert {line[0] for line in changed} <= {"A", "M"}
    for line in changed:
        if line.startswith("M"):
            path = line.split("\t")[1]
            old, new = (blob(repo, commit, path) for commit in (base, tip))
            lines = iter(new.splitlines(keepends=True))
            *body, last = old.splitlines(keepends=True)
            assert all(one in lines for one in body), path
            assert any(one.startswith(last.rstrip(b"\r\n")) for one in lines), path


def blob(repo: Repo, commit: str, path: str) -> bytes:
    """The bytes of a file at a commit, line ends and all."""
    import subprocess

    words = ["git", "-C", str(repo.path), "cat-file", "blob", f"{commit}:{path}"]
    return subprocess.run(words, check=True, capture_output=True).stdout
