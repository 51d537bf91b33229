"""What tests of commands share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.mending import Fix, fixing


@pytest.fixture
def fix(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Fix:
    """`aifactory fix` for a user without a configuration of his own."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("GH_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    return fixing(capsys)
