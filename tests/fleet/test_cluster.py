"""A fleet read by workers of Dask: real schedulers and workers, ended and restarted."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aifactory.fleet import cluster
from tests.fleet import poison
from tests.fleet.conftest import audit, counted, rows
from tests.fleet.test_faults import OPEN, TWICE, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals")
ROOT = Path(__file__).parents[2]


class Dask:
    """A scheduler on a port of its own, and workers; all can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self, workers: int = 1) -> None:
        """Start the scheduler and workers of two threads each."""
        self._run("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        for _ in range(workers):
            self._run("worker", self.address, "--nthreads", "2", "--no-dashboard")

    def _run(self, *words: str) -> None:
        environ = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
        log = (self.folder / f"{words[0]}.log").open("ab")
        command = [sys.executable, "-m", "dask", *words]
        self.running.append(
            subprocess.Popen(
                command,
                cwd=self.folder,
                env=environ,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        )
        log.close()

    def stop(self, number: int = signal.SIGKILL) -> None:
        """End them all, with the processes that they started."""
        for one in self.running:
            try:
                os.killpg(one.pid, number)
            except ProcessLookupError:
                continue
        for one in self.running:
            one.wait(30)
        self.running.clear()


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    running = Dask(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers read as `poison.audit` does."""
    monkeypatch.setattr(cluster, "in_worker", poison.in_worker)


def test_workers_read_what_this_machine_would(fleet, store, dask, tmp_path):
    folder = fleet("a", "b", "c")
    listed = tmp_path / "list.txt"
    listed.write_text("".join(f"file://{path} tides\n" for path in folder.glob("*.git")))
    cache = ("--cache", str(tmp_path / "kept"))
    assert audit(listed, store, "--scheduler", dask.address, *cache) == 0
    assert counted(store) == {"read": 3}
    facts = "SELECT digest FROM readings ORDER BY repository_id"
    found = rows(store, facts)
    assert audit(listed, store, *cache) == 0
    assert counted(store) == {"read": 3}
    assert rows(store, facts) == found  # the same facts: nothing was stored again
    assert audit(listed, store, "--scheduler", dask.address, "--since-last", *cache) == 0
    assert counted(store) == {"unchanged": 3}


def test_a_worker_outlives_what_it_reads(fleet, store, dask, poisoned):
    folder = fleet("a", "crash-b", "hang-c", "killed-d", "worker-e", "f")
    words = ("--scheduler", dask.address, "--time-limit", "5s")
    assert audit(folder, store, *words) == 0
    assert counted(store) == {"read": 4, "failed": 2}
    assert [(name, kind) for name, kind, *_ in rows(store, OPEN)] == [
        ("crash-b", "crash"),
        ("hang-c", "time"),
    ]
    assert (folder / "worker-e.begun").exists()
    assert rows(store, TWICE) == []


def test_the_scheduler_is_restarted(fleet, store, dask, poisoned):
    folder = fleet(*(f"slow-{n:02}" for n in range(12)))

    def restart() -> None:
        until(lambda: list(folder.glob("*.begun")))
        dask.stop()
        time.sleep(2.0)
        dask.start()

    restarting = threading.Thread(target=restart)
    restarting.start()
    try:
        assert audit(folder, store, "--scheduler", dask.address) == 0
    finally:
        restarting.join()
    assert counted(store) == {"read": 12}
    assert rows(store, OPEN) == []
    assert rows(store, TWICE) == []


def test_no_scheduler_is_an_error(fleet, store, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    assert audit(fleet("a"), store, "--scheduler", "tcp://127.0.0.1:9") == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in capsys.readouterr().err
    assert audit(fleet("b"), store, "--scheduler", "nonsense://x") == 2
    assert "dask scheduler" in capsys.readouterr().err
