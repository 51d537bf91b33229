"""A real Chromium for the tests that look at pages."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",  # tests run as root on CI machines
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 600  # seconds


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program: that of the PATH, else Debian's, which is installed where that can be done."""
    with (tmp_path_factory.getbasetemp().parent / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait
        program = found() or installed()
    if not program:
        pytest.skip("no chromium on the PATH, and no root with apt-get to install it")
    return Path(program)


def found() -> str:
    """Where Chromium is; "" for nowhere."""
    return next(filter(None, map(shutil.which, NAMES)), "")


def installed() -> str:
    """Debian's Chromium, freshly installed; "" where that is not allowed or fails."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    wait = ("-o", f"DPkg::Lock::Timeout={PATIENCE}")
    for words in (("update",), ("install", "-y", "--no-install-recommends", "chromium")):
        command = ["apt-get", "-qq", *wait, *words]
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(command, check=False, timeout=2 * PATIENCE, env=env, capture_output=True)
    return found()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """Chromium without a window and with a fresh profile."""
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()
