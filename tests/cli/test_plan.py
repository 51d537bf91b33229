"""`aifactory plan`: most points for the minutes first, up to the score that is wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.cli import main
from tests.cli.mending import checked_out, project


def told(path: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["plan", str(path), "--lang", "en", *words]) == 0
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_the_cheapest_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    repo = checked_out(project(tmp_path))
    lines = told(repo.path, capsys, "--up-to", "3.5")
    # by hand: 5 minutes a remedy; 1.25, 1, 1 and 1 points; equal ones by the name of their check
    image = "container-built-in-ci, container-shipped-by-ci, ci-build"
    assert lines[:4] == [
        "0.25 of 20 proven; 3.5 wanted.",
        f"1.5 +1.25 aifactory fix {image}",
        "2.5 +1 aifactory fix bug-form, bug-form-complete, bug-form-triaged",
        "3.5 +1 aifactory fix container-recipe, container-hardened",
    ]
    assert lines[4] == ""
    assert lines[5].startswith("A week of practice would add up to ")
    assert repo.git("status", "--porcelain") == ""


def test_what_waits_for_an_answer_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = checked_out(project(tmp_path))
    lines = told(repo.path, capsys, "--up-to", "20")
    # 5 minutes and 10 for the answer: 0.5 points cost 30 minutes a point, 0.25 cost 60
    (purpose,) = (line for line in lines if "-a purpose=…" in line)
    (owners,) = (line for line in lines if "-a owners=…" in line)
    assert purpose.endswith("+0.5 aifactory fix readme-purpose -a purpose=…")
    assert lines.index(purpose) < lines.index(owners)
    assert "That is not enough: the rest comes with practice." in lines


def test_a_score_that_is_reached_takes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = checked_out(project(tmp_path))
    lines = told(repo.path, capsys, "--up-to", "0.25")
    assert lines[:2] == ["0.25 of 20 proven; 0.25 wanted.", "It is reached already."]


def test_what_builds_on_something_comes_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repo = project(tmp_path, url="/somewhere/else")
    for path in ("pyproject.toml", "src/leak_finder/__init__.py", "tests/test_it.py"):
        repo.remove(path)
    lines = told(checked_out(repo).path, capsys, "--up-to", "20")
    (image,) = (line for line in lines if "container-recipe" in line)
    for name in ("container-hardened", "container-built-in-ci", "container-shipped-by-ci"):
        assert [line for line in lines if name in line] == [image]
    assert image.split(" min ")[1].startswith("container-recipe, ")
