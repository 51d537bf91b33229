"""What a new project gets, and what is left where one could not be made."""

from __future__ import annotations

import contextlib
import itertools
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from aifactory.cli import main
from aifactory.errors import AifactoryError, BadInput
from aifactory.scaffold import new
from aifactory.scaffold.new import create, planned

ANSWERS = {"author_name": "Ada Lovelace", "author_email": "ada@example.org"}


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user whose git knows no name yet; his configuration file, to fill."""
    config = tmp_path / "home" / "gitconfig"
    config.parent.mkdir()
    config.touch()
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LANGUAGE", "C")  # main sets it: have it put back
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    return config


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder to make projects in."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_the_author_of_the_answers_stands_in(place: Path) -> None:
    folder = create(place / "demo", ANSWERS, defaults=True)
    told = git(folder, "log", "--format=%an <%ae> %cn: %s")
    expected = (
        "Ada Lovelace <ada@example.org> Ada Lovelace: chore: start from the aifactory template"
    )
    assert told.strip() == expected


def test_a_known_user_commits_himself(place: Path, nobody: Path) -> None:
    nobody.write_text("[user]\n\tname = Grace\n\temail = grace@example.org\n")
    folder = create(place / "demo", ANSWERS, defaults=True)
    assert git(folder, "log", "--format=%an <%ae>") == "Grace <grace@example.org>\n"


def test_nothing_is_left_to_commit_and_nothing_beside(place: Path) -> None:
    folder = create(place / "demo", ANSWERS, defaults=True)
    assert git(folder, "status", "--porcelain", "--branch", "--ignored") == "## main\n"
    assert [path.name for path in place.iterdir()] == ["demo"]


def test_an_empty_folder_is_filled_and_parents_are_made(place: Path) -> None:
    (place / "empty").mkdir()
    create(place / "empty", {}, defaults=True)
    assert (place / "empty" / "README.md").is_file()
    create(place / "a" / "b" / "demo", {}, defaults=True, repository=False)
    assert (place / "a" / "b" / "demo" / "README.md").is_file()


def test_a_missing_git_is_named_before_anything_is_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(AifactoryError, match="git is missing"):
        create(place / "demo", ANSWERS, defaults=True)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "answers",
    [{"kind": "none"}, {"project_name": "../x"}, {"nothing": "x"}, {"ml": "../x"}, {"image": "x"}],
)
def test_a_refused_answer_leaves_nothing(place: Path, answers: dict[str, str]) -> None:
    with pytest.raises(BadInput, match=next(iter(answers))):
        create(place / "a" / "demo", answers, defaults=True)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt, AifactoryError("git commit: refused", "")])
def test_an_interruption_leaves_nothing(
    place: Path, monkeypatch: pytest.MonkeyPatch, failure: Any
) -> None:
    def fails(*_: Any) -> None:
        raise failure

    monkeypatch.setattr(new, "first_commit", fails)
    with pytest.raises((KeyboardInterrupt, AifactoryError)):
        create(place / "a" / "demo", {}, defaults=True)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(28, "No space left on device")])
@pytest.mark.parametrize("into", [False, True])
def test_files_come_in_all_of_them_or_none(
    place: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException, into: bool
) -> None:
    """The sixth file that is moved or copied to its place fails."""
    if into:
        (place / "docs").mkdir()
        (place / "docs" / "notes.txt").write_text("mine")
    before, steps = tree(place), itertools.count()
    owner, name = (shutil, "copy2") if into else (Path, "rename")
    real = getattr(owner, name)

    def fails(source: Path, target: Path) -> Any:
        if place in target.parents and next(steps) == 5:
            raise failure
        return real(source, target)

    monkeypatch.setattr(owner, name, fails)
    with pytest.raises((KeyboardInterrupt, BadInput)):
        create(place, {}, defaults=True, into=into)
    assert tree(place) == before
    assert [path.name for path in place.iterdir()] == (["docs"] if into else [])
    assert next(steps) > 5


def test_an_interrupted_question_leaves_nothing(place: Path) -> None:
    command = [sys.executable, "-m", "aifactory", "new", str(place / "demo")]
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        told = b""
        while b"Langue des documents" not in told:
            told += os.read(ours, 1024)
        assert list(place.iterdir()) != []  # where the project is to be rendered
        os.write(ours, b"\x03")
        with contextlib.suppress(OSError):  # the terminal closes
            while os.read(ours, 1024):
                pass
        assert process.wait() == 130
    os.close(ours)
    assert list(place.iterdir()) == []


def test_the_folder_one_stands_in_stays(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert main(["new", ".", "--defaults"]) == 0
    assert Path("README.md").is_file()
    assert git(Path(), "status", "--porcelain") == ""


def test_a_repository_that_git_was_sent_to_is_left_alone(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = place / "other"
    other.mkdir()
    git(other, "init", "-q")
    before = tree(other)
    for name, path in (
        ("GIT_DIR", ".git"),
        ("GIT_INDEX_FILE", ".git/index"),
        ("GIT_WORK_TREE", "."),
    ):
        monkeypatch.setenv(name, str(other / path))
    folder = create(place / "demo", {}, defaults=True)
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name)
    assert tree(other) == before
    assert git(folder, "rev-list", "--count", "HEAD") == "1\n"


def test_refusals_are_told_in_french(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "notes.txt").write_text("mine")
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert main(["new", str(place), "--defaults"]) == 2
    told = capsys.readouterr().err
    assert "n'est pas vide" in told
    assert "passer --into" in told


def test_a_folder_that_holds_something_is_refused_unless_told(place: Path) -> None:
    (place / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match="not empty"):
        create(place, {}, defaults=True)
    create(place, {}, defaults=True, into=True)
    assert (place / "notes.txt").read_text() == "mine"
    assert (place / "README.md").is_file()
    assert not (place / ".git").exists()


def test_no_file_is_overwritten_and_each_is_named(place: Path) -> None:
    (place / "README.md").write_text("mine")
    (place / "src").write_text("a file where a folder should be")
    before = tree(place)
    with pytest.raises(BadInput, match=r"README\.md, src/"):
        create(place, {}, defaults=True, into=True)
    assert tree(place) == before


def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (place / "docs").symlink_to(outside)
    with pytest.raises(BadInput, match="docs/"):
        create(place, {}, defaults=True, into=True)
    assert list(outside.iterdir()) == []


def test_a_dry_run_lists_what_would_be_written(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = place / "demo"
    assert main(["new", str(target), "--defaults", "--dry-run"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert list(place.iterdir()) == []
    create(target, {}, defaults=True)
    assert sorted(told) == sorted(path for path in tree(target) if not path.startswith(".git/"))
    with pytest.raises(BadInput, match="not empty"):
        planned(target, {}, defaults=True)


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pre-commit on the path that writes down where it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "pre-commit"
    program.write_text(f'#!/bin/sh\necho "$PWD $*" > {tmp_path}/called\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return tmp_path / "called"


def test_hooks_are_installed_where_pre_commit_is_there(place: Path, hook: Path) -> None:
    folder = create(place / "demo", {}, defaults=True)
    assert hook.read_text().strip() == f"{folder} install"


def test_a_pre_commit_that_fails_stops_nothing(place: Path, hook: Path) -> None:
    (hook.parent / "bin" / "pre-commit").write_text("#!/bin/sh\nexit 3\n")
    assert (create(place / "demo", {}, defaults=True) / "README.md").is_file()


def test_what_comes_next_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(place / "my demo"), "--defaults", "--no-git"]) == 0
    told = capsys.readouterr().out
    assert "my demo' && python3 -m venv" in told
    assert "make install hooks" in told
