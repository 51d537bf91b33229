"""The site, built once for all tests as CONTRIBUTING says, from a copy of the documents."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Site

sys.path.append(str(ROOT / "docs"))  # the site's own code, for tests of it

IGNORED = shutil.ignore_patterns("en", "fr", "schemas", "project")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The built site; what Sphinx said, where it said anything, fails the build."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    with (base / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker builds, the others wait
        if not (base / "site-said").exists():
            (base / "site-said").write_text(_build(base))
    return Site(base / "site", (base / "site-said").read_text())


def _build(base: Path) -> str:
    checkout = base / "checkout"
    shutil.rmtree(checkout, ignore_errors=True)
    checkout.mkdir()
    for entry in ROOT.iterdir():
        if entry.name != "docs" and not entry.name.startswith(".venv"):
            (checkout / entry.name).symlink_to(entry)
    tutorials = ROOT / "docs" / "tutorials"
    shutil.copytree(ROOT / "docs", checkout / "docs", ignore=IGNORED)
    if tutorials.exists():
        shutil.copytree(tutorials, checkout / "docs" / "tutorials", dirs_exist_ok=True)
    words = ("-W", "-n", "-q", "--keep-going", "docs", str(base / "site"))
    command = [sys.executable, "-m", "sphinx", *words]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=600)
    return f"{done.returncode}\n{done.stdout}{done.stderr}"
