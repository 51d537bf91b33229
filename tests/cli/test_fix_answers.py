"""`aifactory fix`: answers that cannot be used are told at once, not called a defect of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.cli import main
from tests.cli.mending import PURPOSE, Fix, blob, checked_out, project

BOARD = (
    "# Sprintboard\n\nA Kanban board for small teams: cards move from one column to the next, "
    "sprints are planned on a timeline, and everything stays in the browser of who uses it.\n"
)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("language=xx", "xx is none of en, fr"),
        ("forge=bitbucket", "bitbucket is none of github, gitlab"),
        ("owners=ada @bob", "no handle, such as @ada: ada"),
        ("purpose=Finds leaks.", "too short: 2 of the 20 words"),
    ],
)
def test_an_answer_that_cannot_be_used(tmp_path: Path, fix: Fix, answer: str, reason: str) -> None:
    repo = checked_out(project(tmp_path))
    code, said = fix(repo, "-a", answer)
    assert code == 2, said
    assert reason in said
    assert repo.git("branch", "--list") == "* main\n"


def test_owners_are_handles_teams_and_addresses(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path))
    assert fix(repo, "-a", "owners=@ada-l @octo/data.team bob@example.org")[0] == 0
    owners = blob(repo, "HEAD", ".github/CODEOWNERS")
    assert owners == b"* @ada-l @octo/data.team bob@example.org\n"


def test_a_person_is_asked_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = checked_out(project(tmp_path))
    replies = {"Who": ["me", "@ada"], "In two": ["Leaks.", PURPOSE], "Make": ["y"]}

    def reply(question: str) -> str:
        return next(said.pop(0) for start, said in replies.items() if question.startswith(start))

    monkeypatch.setattr("builtins.input", reply)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["fix", str(repo.path), "--lang", "en"]) == 0
    assert not any(replies.values())
    said = capsys.readouterr().err
    assert "no handle, such as @ada: me" in said
    assert "too short: 1 of the 20 words" in said
    assert PURPOSE.encode() in blob(repo, "HEAD", "README.md")


def test_no_page_on_a_board_where_the_product_is_one(tmp_path: Path, fix: Fix) -> None:
    repo = checked_out(project(tmp_path, {"README.md": BOARD}))
    code, said = fix(repo)
    assert code == 0, said
    assert "docs/kanban.md" not in repo.git("ls-files")
    assert "[kanban-states]" in said


def test_a_test_runner_is_installed_only_where_there_are_tests(tmp_path: Path, fix: Fix) -> None:
    files = {"requirements.txt": "flask\n", "app.py": "print(1)\n", "README.md": "# Leaks\n"}
    repo = project(tmp_path, files)
    repo.remove("tests/test_it.py").remove("pyproject.toml")
    checked_out(repo)
    assert fix(repo, "-a", "runs=python app.py")[0] == 0
    readme = blob(repo, "HEAD", "README.md")
    assert b"python app.py" in readme
    assert b"pytest" not in readme


def test_the_end_of_the_input_leaves_a_question_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = checked_out(project(tmp_path))

    def reply(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", reply)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    assert main(["fix", str(repo.path), "--lang", "en"]) == 1
    assert "Nothing was changed." in capsys.readouterr().out


@pytest.mark.parametrize("command", ["fix", "plan"])
@pytest.mark.parametrize("points", ["nan", "-1", "inf", "many"])
def test_a_score_to_reach_is_a_number_of_points(
    command: str, points: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, ".", "--lang", "en", f"--up-to={points}"]) == 2
    assert f"{points} is not a number of points" in capsys.readouterr().err
