"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browser, chromium  # noqa: F401 (fixtures)
from tests.repos import Repo, build_repo

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A new repository without a commit."""
    return build_repo(tmp_path)
