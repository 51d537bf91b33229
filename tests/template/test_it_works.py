"""The rendered project installs, and its own tools and tests are green, for real."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def python(english: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the rendered project and its tools, made as its Makefile makes it."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    env = os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    make = ["make", "-s", "install"]
    done = subprocess.run(make, cwd=english, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def run(python: Path, project: Path, *command: str) -> str:
    env = os.environ | {"PATH": f"{python}:{os.environ['PATH']}", "PYTHONPATH": ""}
    done = subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_its_own_checks_are_green(python: Path, english: Path) -> None:
    run(python, english, "make", "-s", "lint", "type")
    assert "passed" in run(python, english, "make", "-s", "test")


def test_its_phases_run(python: Path, english: Path) -> None:
    card = (english / "docs" / "model-card.md").read_text("utf-8")
    run(python, english, "make", "-s", "run")
    assert {path.name for path in (english / "artifacts").iterdir()} == {
        *("samples.csv", "samples.sha256", "train.csv", "test.csv", "model.joblib", "metrics.json")
    }
    told = (english / "docs" / "model-card.md").read_text("utf-8")
    assert [row.split("`")[0] for row in told.splitlines()] == [
        row.split("`")[0] for row in card.splitlines()
    ]
    figures = json.loads((english / "artifacts" / "metrics.json").read_text())
    assert figures["model"]["roc_auc"] > 0.98
    assert figures["baseline"]["roc_auc"] == 0.5


def test_its_french_scenarios_run(python: Path, french: Path) -> None:
    run(python, french, "python", "-m", "pip", "install", "-q", "--no-deps", "-e", ".")
    run(python, french, "make", "-s", "lint")
    assert "passed" in run(python, french, "pytest", "-q", "--no-cov", "tests")


def test_it_builds_a_wheel(python: Path, english: Path) -> None:
    assert run(python, english, "make", "-s", "version").strip() == "0.1.0"
    run(python, english, "make", "-s", "build")
    assert list((english / "dist").glob("*.whl"))


def test_versions_and_notes_follow_the_commits(python: Path, english: Path, tmp_path: Path) -> None:
    project = tmp_path / "demo"
    shutil.copytree(english, project)

    def told(task: str) -> str:
        return run(python, project, "make", "-s", task).strip()

    def git(*words: str) -> None:
        run(python, project, "git", "-c", "user.name=a", "-c", "user.email=a@example.org", *words)

    assert told("next-version") == ""  # the first commit is a chore
    git("commit", "--allow-empty", "-qm", "feat: sort in bulk")
    assert told("next-version") == "v0.1.0"
    git("tag", "-a", "v0.1.0", "-m", "v0.1.0")
    assert told("next-version") == ""
    git("commit", "--allow-empty", "-qm", "fix: read empty files")
    assert told("next-version") == "v0.1.1"
    git("tag", "-a", "v0.1.1", "-m", "v0.1.1")
    assert "Read empty files" in told("notes")
    assert "bulk" not in told("notes")


def test_hooks_and_ci_definitions_are_green(python: Path, english: Path) -> None:
    run(python, english, "pre-commit", "run", "--all-files")
    run(python, english, "git", "diff", "--exit-code")
