"""Distributions are built and installed once a session, whoever asks first."""

from __future__ import annotations

import fcntl

import pytest

from tests.packaging.built import Built, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Built:
    """The distributions and an environment with the wheel."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with (shared / "packaging.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker builds, the others wait
        finished = shared / "packaging.finished"
        if finished.exists():
            return Built(shared / "packaging")
        found = build(shared / "packaging")
        finished.touch()
    return found
