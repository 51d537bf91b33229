"""The hooks for pre-commit, tried by pre-commit itself in a project of a user."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import yaml

from aifactory.scaffold.labels import FILES
from tests.meet.conftest import ROOT, surroundings
from tests.meet.projects import build, traps

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PROGRAM = Path(sys.executable).with_name("pre-commit")
LABELS = "- {name: bug, color: d73a4a}\n- {name: task, color: blue}\n- {name: Bug}\n"


def test_pre_commit_accepts_the_form() -> None:
    """Its own judge of manifests says nothing."""
    done = subprocess.run(
        [PROGRAM, "validate-manifest", MANIFEST], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_labels_are_looked_at_where_they_are_kept() -> None:
    """Wherever `aifactory labels` finds them, and nowhere else."""
    hooks = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text("utf-8"))}
    pattern = re.compile(hooks["aifactory-labels"]["files"])
    assert all(map(pattern.search, FILES))
    assert not any(map(pattern.search, ("docs/labels.yml", "labels.yml.bak", "xlabels.yml")))


def test_tried_in_a_project(tmp_path: Path) -> None:
    """The audit prints its page and passes; faults of labels fail, each with its line."""
    mark = tmp_path / "mark"
    project = build(tmp_path, traps(mark) | {".github/labels.yml": LABELS}).path
    around = surroundings(
        tmp_path / "home",
        PRE_COMMIT_HOME=str(tmp_path / "pre-commit"),
        VIRTUALENV_NO_PERIODIC_UPDATE="1",
    )
    words = ("try-repo", str(ROOT), "--all-files", "--hook-stage", "manual", "--verbose")
    done = subprocess.run(
        [PROGRAM, *words, "--color=never"],
        cwd=project,
        env=around,
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = done.stdout + done.stderr
    assert re.search(r"aifactory audit\.+Passed", said), said
    assert "Bloc 4" in said
    assert re.search(r"aifactory labels\.+Failed", said), said
    assert ".github/labels.yml, line 2: the colour of task is not six hexadecimal digits" in said
    assert ".github/labels.yml, line 3: the label Bug stands twice" in said
    assert done.returncode == 1
    assert not mark.exists(), mark.read_text()
