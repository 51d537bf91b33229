"""Rendered projects install, and their own commands are green, for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that every kind installs itself into."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    return folder / "bin"


def run(environment: Path, project: Path, *command: str) -> str:
    env = os.environ | {"PATH": f"{environment}:{os.environ['PATH']}", "PYTHONPATH": ""}
    done = subprocess.run(
        command, cwd=project, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("name", ["english", "answers", "scores"])
def test_a_fresh_project_passes_all_that_its_pipeline_asks(
    name: str, environment: Path, request: pytest.FixtureRequest
) -> None:
    project: Path = request.getfixturevalue(name)
    run(environment, project, "make", "-s", "install")
    told = run(environment, project, "make", "-s", "check")
    assert "Required test coverage of 90.0% reached" in told
    run(environment, project, "make", "-s", "run", "rehearse", "incidents", "sbom", "build")
    assert list((project / "dist").glob("*.whl"))
    assert json.loads((project / "reports" / "sbom.json").read_text())["components"]
    assert (project / "reports" / "junit.xml").is_file()
    hooks = run(environment, project, "pre-commit", "run", "--all-files")
    assert "Failed" not in hooks
    changed = run(environment, project, "git", "status", "--porcelain")
    assert set(changed.split()) <= {"M", "docs/model-card.md"}


def test_the_same_figures_stand_on_the_card_and_in_the_run(
    environment: Path, english: Path
) -> None:
    run(environment, english, "make", "-s", "install")
    run(environment, english, "make", "-s", "run")
    figures = json.loads((english / "artifacts" / "metrics.json").read_text())
    assert figures["model"]["roc_auc"] > 0.98
    assert figures["baseline"]["roc_auc"] == 0.5
    facts = json.loads((english / "artifacts" / "model.json").read_text())
    assert facts["sha256"].startswith(facts["version"])


def test_a_version_follows_the_commits(environment: Path, french: Path) -> None:
    run(environment, french, "make", "-s", "install")
    assert run(environment, french, "make", "-s", "next-version") == ""
    run(
        environment, french, "git", *IDENTITY, "commit", "-q", "--allow-empty", "-m", "feat: un pas"
    )
    assert run(environment, french, "make", "-s", "next-version").strip() == "v0.1.0"
    run(environment, french, "git", *IDENTITY, "tag", "-a", "v0.1.0", "-m", "v0.1.0")
    assert run(environment, french, "make", "-s", "version").strip() == "0.1.0"
    assert "Un pas" in run(environment, french, "make", "-s", "notes")
    run(environment, french, "git", *IDENTITY, "commit", "-q", "--allow-empty", "-m", "fix: un pas")
    assert run(environment, french, "make", "-s", "next-version").strip() == "v0.1.1"
    run(environment, french, "git", *IDENTITY, "commit", "-q", "--allow-empty", "-m", "feat!: tout")
    assert run(environment, french, "make", "-s", "next-version").strip() == "v0.2.0"


IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org")
