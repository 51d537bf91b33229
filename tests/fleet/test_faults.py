"""What goes wrong while a fleet is read: nothing lost, nothing twice, the rest goes on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aifactory.fleet import local
from tests.fleet import poison
from tests.fleet.conftest import audit, counted, member, rows
from tests.fleet.postgres import Postgres

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")
OPEN = (
    "SELECT r.name, f.kind, f.reason, f.attempts FROM failures f"
    " JOIN repositories r ON r.id = f.repository_id WHERE f.resolved_at IS NULL ORDER BY 1"
)
TWICE = "SELECT repository_id FROM readings GROUP BY repository_id HAVING count(*) > 1"


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a repository on a server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"https://127.0.0.1:{server.getsockname()[1]}/a/silent.git"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes read as `poison.audit` does."""
    monkeypatch.setattr(local, "audit", poison.audit)


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for something."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def processes(word: str) -> list[int]:
    """The processes whose command holds a word."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


def started(inventory: Path, store: str, *words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, heeding Ctrl-C as from a terminal."""
    head = [sys.executable, "-m", "aifactory", "fleet", "audit", str(inventory)]
    return subprocess.Popen(
        [*head, "--store", store, "--lang", "en", "--jobs", "2", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def test_a_worker_that_is_killed_once_costs_nothing(fleet, store, poisoned):
    assert audit(fleet("a", "b", "killed-c", "d"), store) == 0
    assert counted(store) == {"read": 4}
    assert rows(store, OPEN) == []
    assert rows(store, TWICE) == []


def test_a_poisoned_repository_fails_alone_and_is_retried(fleet, store, monkeypatch, capsys):
    folder = fleet("a", "b", "crash-c", "exit-d", "bug-e")
    with monkeypatch.context() as patched:
        patched.setattr(local, "audit", poison.audit)
        assert audit(folder, store) == 0
        assert counted(store) == {"read": 2, "failed": 3}
        found = {name: (kind, reason, n) for name, kind, reason, n in rows(store, OPEN)}
        assert found["crash-c"][0] == found["exit-d"][0] == "crash"
        assert "crashed (exit code {code})" in found["crash-c"][1]
        assert '"code":-11' in found["crash-c"][1]
        assert '"code":7' in found["exit-d"][1]
        assert found["bug-e"][0] == "bug"
        assert (
            "crash-c.git: the process that read it crashed (exit code -11)"
            in capsys.readouterr().err
        )
        assert audit(folder, store, "--retry-failed") == 3
        assert [n for *_, n in rows(store, OPEN)] == [2, 2, 2]
    assert audit(folder, store, "--retry-failed") == 0
    assert counted(store) == {"read": 3}
    assert rows(store, OPEN) == []
    assert rows(store, TWICE) == []


def test_a_clone_that_hangs_is_given_up_with_all_it_started(fleet, store, silent, tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text("".join(f"{path}\n" for path in sorted(fleet("a", "b").glob("*.git"))))
    listed.write_text(f"{silent}\n{listed.read_text()}")
    assert audit(listed, store, "--time-limit", "3s") == 0
    assert counted(store) == {"read": 2, "failed": 1}
    ((name, kind, reason, attempts),) = rows(store, OPEN)
    assert (name, kind, attempts) == ("silent", "time", 1)
    assert "was not read within {seconds} s" in reason
    until(lambda: not processes(silent), 10)


def test_a_repository_that_takes_too_long_is_stopped(fleet, store, poisoned):
    folder = fleet("a", "hang-b", "c")
    assert audit(folder, store, "--time-limit", "2s") == 0
    assert counted(store) == {"read": 2, "failed": 1}
    assert [(name, kind) for name, kind, *_ in rows(store, OPEN)] == [("hang-b", "time")]
    pid = int((folder / "hang-b.begun").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_repository_that_is_too_large_is_stopped(fleet, store, tmp_path):
    folder = fleet("a", "b")
    large = member(folder, "large")
    for number in range(6):
        large.file(f"data{number}.bin", os.urandom(1 << 20)).commit()
    assert large.path
    listed = tmp_path / "list.txt"
    listed.write_text("".join(f"file://{path}\n" for path in folder.glob("*.git")))
    cache = tmp_path / "kept"
    assert audit(listed, store, "--size-limit", "2M", "--cache", str(cache)) == 0
    assert counted(store) == {"read": 2, "failed": 1}
    ((name, kind, reason, _),) = rows(store, OPEN)
    assert (name, kind) == ("large", "large")
    assert '"size":"2"' in reason
    assert not [*cache.rglob("*large*.git"), *cache.rglob("*.new")]
    assert audit(listed, store, "--retry-failed", "--cache", str(cache)) == 0
    assert rows(store, OPEN) == []


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MiB."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True).returncode:
        pytest.skip("a disk cannot be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_stops_what_needs_room_alone(fleet, store, small, tmp_path, capsys):
    folder = fleet("a", "b")
    large = member(folder, "large").file("data.bin", os.urandom(2 << 20)).commit()
    inside = f"{folder / 'a.git'}\nfile://{large.path}\nfile://{folder / 'b.git'}\n"
    (tmp_path / "list.txt").write_text(inside)
    words = ("--cache", str(small), "--jobs", "1")
    assert audit(tmp_path / "list.txt", store, *words) == 0
    assert counted(store) == {"read": 2, "failed": 1}
    assert [(name, kind) for name, kind, *_ in rows(store, OPEN)] == [("large", "disk")]
    assert "No space left on device" in capsys.readouterr().err
    assert not list(small.rglob("*.new"))


def test_the_database_goes_away_and_comes_back(fleet, postgres: Postgres, poisoned, capsys):
    store = postgres.database()
    folder = fleet(*(f"slow-{n}" for n in range(6)))

    def cut() -> None:
        until(lambda: list(folder.glob("*.begun")))
        postgres.stop()
        time.sleep(3.0)
        postgres.start()

    cutting = threading.Thread(target=cut)
    cutting.start()
    try:
        assert audit(folder, store) == 0
    finally:
        cutting.join()
    assert "the store is away, trying again" in capsys.readouterr().err
    assert counted(store) == {"read": 6}
    assert rows(store, TWICE) == []
    assert rows(store, "SELECT outcome FROM runs") == [("done",)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_was_read(fleet, store, silent, tmp_path, number):
    folder = fleet("a", "b", "c")
    listed = tmp_path / "list.txt"
    paths = "".join(f"{path}\n" for path in sorted(folder.glob("*.git")))
    listed.write_text(f"{silent}\n{paths}")
    command = started(listed, store)
    until(lambda: command.poll() is None and read_by_now(store) == 3)
    command.send_signal(number)
    out, err = command.communicate(timeout=60)
    assert command.returncode == 130
    assert "what was read until now is stored" in err
    assert "Traceback" not in err
    assert "read: 3 · not reached: 1" in out
    assert rows(store, "SELECT outcome, read, unreached FROM runs") == [("stopped", 3, 1)]
    until(lambda: not processes(silent), 10)
    listed.write_text(paths)
    assert audit(listed, store, "--since-last") == 0
    assert counted(store) == {"unchanged": 3}


def test_ctrl_c_does_not_wait_for_a_database_that_is_away(fleet, postgres, silent, tmp_path):
    store = postgres.database()
    listed = tmp_path / "list.txt"
    paths = "".join(f"{path}\n" for path in sorted(fleet("a", "b").glob("*.git")))
    listed.write_text(f"{silent}\n{paths}")
    command = started(listed, store)
    until(lambda: command.poll() is None and read_by_now(store) == 2)
    postgres.stop()
    try:
        command.send_signal(signal.SIGINT)
        _, err = command.communicate(timeout=120)  # it would be tried for ten minutes else
    finally:
        postgres.start()
    assert command.returncode == 130
    assert "what was read until now is stored" in err
    assert rows(store, "SELECT outcome FROM runs") == [("running",)]
    listed.write_text(paths)
    assert audit(listed, store, "--since-last") == 0
    assert counted(store) == {"unchanged": 2}


def read_by_now(store: str) -> int:
    """How many repositories have been read; 0 while there is no store yet."""
    if "://" not in store and not Path(store).exists():
        return 0
    return int(rows(store, "SELECT count(*) FROM readings")[0][0])


def test_a_command_that_is_killed_leaves_no_process(fleet, store, silent, tmp_path):
    listed = tmp_path / "list.txt"
    paths = "".join(f"{path}\n" for path in sorted(fleet("a", "b").glob("*.git")))
    listed.write_text(f"{silent}\n{paths}")
    command = started(listed, store)
    until(lambda: read_by_now(store) == 2)
    until(lambda: processes(silent))
    command.kill()
    command.communicate()
    until(lambda: not processes(silent), 20)
    assert rows(store, "SELECT outcome, ended FROM runs") == [("running", None)]
    listed.write_text(paths)
    assert audit(listed, store, "--since-last") == 0
    assert counted(store) == {"unchanged": 2}


def test_two_runs_at_once_store_once(fleet, store, tmp_path):
    folder = fleet(*(f"r{n}" for n in range(12)))
    listed = tmp_path / "list.txt"
    listed.write_text("".join(f"file://{path}\n" for path in sorted(folder.glob("*.git"))))
    listed.write_text(f"{listed.read_text()}file:///nowhere/at-all.git\n")
    runs = [started(listed, store, "--cache", str(tmp_path / "kept")) for _ in range(2)]
    for run in runs:
        _, err = run.communicate(timeout=300)
        assert run.returncode == 0, err
    assert rows(store, "SELECT outcome, read, failed FROM runs") == [("done", 12, 1)] * 2
    assert rows(store, "SELECT count(*) FROM repositories") == [(13,)]
    assert rows(store, "SELECT count(*) FROM readings") == [(12,)]
    assert rows(store, "SELECT count(*) FROM scores") == [(12,)]
    assert [(name, n) for name, _, _, n in rows(store, OPEN)] == [("at-all", 2)]
