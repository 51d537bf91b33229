"""What holds for a checkout of this repository, and not for an archive of a part of it."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of our checkout; tests that ask for it are left out elsewhere."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout of the repository")
    return ROOT
