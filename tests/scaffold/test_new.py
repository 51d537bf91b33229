"""The first commit's author, and what a missing git leaves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aifactory.errors import AifactoryError
from aifactory.scaffold.new import create

ANSWERS = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose git knows no name yet; his configuration file, to fill."""
    config = tmp_path / "gitconfig"
    config.touch()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    return config


def authors(folder: Path) -> str:
    command = ["git", "-C", str(folder), "log", "--format=%an <%ae> %cn"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_author_of_the_answers_stands_in(tmp_path: Path) -> None:
    folder = create(tmp_path / "demo", ANSWERS, defaults=True)
    assert authors(folder) == "Ada Lovelace <ada@example.org> Ada Lovelace\n"


def test_a_known_user_commits_himself(tmp_path: Path, nobody: Path) -> None:
    nobody.write_text("[user]\n\tname = Grace\n\temail = grace@example.org\n")
    folder = create(tmp_path / "demo", ANSWERS, defaults=True)
    assert authors(folder) == "Grace <grace@example.org> Grace\n"


def test_nothing_is_left_to_commit(tmp_path: Path) -> None:
    folder = create(tmp_path / "demo", ANSWERS, defaults=True)
    command = ["git", "-C", str(folder), "status", "--porcelain", "--branch", "--ignored"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "## main\n"


def test_a_missing_git_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(AifactoryError, match="git is missing"):
        create(tmp_path / "demo", ANSWERS, defaults=True)
    assert (tmp_path / "demo" / "README.md").is_file()
