"""What is installed from, as a forge hands it out: the project at one commit, without its git."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.forge.conftest import server, world  # noqa: F401 (fixtures)

ROOT = Path(__file__).parents[2]
OURS = {
    "GIT_AUTHOR_NAME": "aifactory",
    "GIT_AUTHOR_EMAIL": "aifactory@example.org",
    "GIT_COMMITTER_NAME": "aifactory",
    "GIT_COMMITTER_EMAIL": "aifactory@example.org",
}


def surroundings(home: Path, **more: str) -> dict[str, str]:
    """The variables of a user with an empty home; what is downloaded is kept between runs."""
    home.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))}
    kept.setdefault("PIP_CACHE_DIR", str(Path.home() / ".cache" / "pip"))
    return {"HOME": str(home), "LANG": "C.UTF-8", "PATH": os.environ["PATH"], **kept, **more}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it stands, tracked files alone."""

    def git(*words: str) -> str:
        command = ["git", "-C", str(ROOT), *words]
        env = {**os.environ, **OURS}
        return subprocess.run(command, check=True, capture_output=True, text=True, env=env).stdout

    folder = tmp_path_factory.mktemp("project")
    packed = folder / "project.tar"
    git("archive", f"--output={packed}", git("stash", "create").strip() or "HEAD")
    with tarfile.open(packed) as tar:
        tar.extractall(folder / "aifactory", filter="data")
    return folder / "aifactory"
