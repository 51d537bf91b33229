"""`aifactory new`: a committed project, and no file of anybody's overwritten."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from aifactory.cli import main


def log(folder: Path) -> str:
    command = ["git", "-C", str(folder), "log", "--format=%s|%an"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_new_project_is_committed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "demo"
    assert main(["new", str(folder), "--defaults", "-a", "project_name=Leaf Counter"]) == 0
    assert log(folder).startswith("chore: start from the aifactory template|")
    assert log(folder).count("\n") == 1
    assert (folder / "src" / "leaf_counter" / "serve.py").is_file()
    assert "make install hooks" in capsys.readouterr().out


def test_no_git(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "demo"), "--defaults", "--no-git"]) == 0
    assert not (tmp_path / "demo" / ".git").exists()


def test_answers_from_a_file(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text("project_name: Leaf Counter\nlanguage: fr\nfirst_release: 2027-11-02\n")
    folder = tmp_path / "demo"
    assert main(["new", str(folder), "--defaults", "--no-git", "--answers", str(answers)]) == 0
    assert "Prise en main" in (folder / "README.md").read_text("utf-8")
    assert "2027-11-02" in (folder / "docs" / "roadmap.md").read_text("utf-8")


def test_the_next_steps_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my demo"
    assert main(["new", str(folder), "--defaults", "--no-git", "--language", "fr"]) == 0
    assert f"cd '{folder}' &&" in capsys.readouterr().out


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", str(tmp_path), "--defaults"]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    assert "not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("colour=red", "no such question: colour"),
        ("colour", "not an answer"),
        ('project_name="', "project_name"),
        ("description=one line\nand then another", "description"),
        ("first_release=soon", "first_release"),
        ("first_release=2027-02-30", "first_release"),
        ("package_name=import", "package_name"),
        ("project_slug=a--b", "project_slug"),
        ("language=de", "language"),
        ("repository=nobody", "repository"),
        ("author_email=nobody", "author_email"),
    ],
)
def test_a_wrong_answer_is_refused(
    answer: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["new", str(tmp_path / "demo"), "--defaults", "-a", answer]) == 2
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_answers_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.yml"
    path.write_text("- a\n")
    assert main(["new", str(tmp_path / "demo"), "--answers", str(path)]) == 2
    assert "no mapping" in capsys.readouterr().err


def test_a_file_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "demo").write_text("mine")
    assert main(["new", str(tmp_path / "demo"), "--defaults"]) == 2
    assert (tmp_path / "demo").read_text() == "mine"
    assert main(["new", str(tmp_path / "demo" / "below"), "--defaults"]) == 2
    assert "bug" not in capsys.readouterr().err
