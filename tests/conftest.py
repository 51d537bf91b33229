"""What every test may ask for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.browser import browser, chromium  # noqa: F401 (fixtures)
from tests.repos import Repo, build_repo

settings.register_profile("patient", deadline=None)  # a busy machine is no failure
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def unspoken() -> Iterator[None]:
    """No test hears the language that another one spoke."""
    before = os.environ.pop("LANGUAGE", None)
    yield
    os.environ.pop("LANGUAGE", None)
    if before is not None:
        os.environ["LANGUAGE"] = before


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """A new repository without a commit."""
    return build_repo(tmp_path)


@pytest.fixture
def distribution(pytestconfig: pytest.Config) -> Callable[..., Path]:
    """A package as it is published, by its name and version: its source, or its wheel.

    It is fetched when a test asks for it, kept between runs, and neither installed nor run.
    """

    def fetch(name: str, version: str, kind: str = "source") -> Path:
        folder = Path(pytestconfig.cache.mkdir("recordings"))  # type: ignore[union-attr]
        wheel = kind == "wheel"
        pattern = (
            f"{name.replace('-', '_')}-{version}-*.whl" if wheel else f"{name}-{version}.tar.gz"
        )
        if not (found := [*folder.glob(pattern)]):
            form = "--only-binary" if wheel else "--no-binary"
            words = ("download", "-q", "--no-deps", form, name, f"{name}=={version}")
            command = [sys.executable, "-m", "pip", *words, "-d", str(folder)]
            subprocess.run(command, check=True, timeout=300)
            found = [*folder.glob(pattern)]
        return found[0]

    return fetch
