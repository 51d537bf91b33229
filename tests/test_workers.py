import os
import signal
import time
from pathlib import Path

import pytest

from aifactory.workers import GROWN, SHARE, Done, side_by_side

WAIT = 120.0  # seconds that no test should need
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")


def work(piece):
    """What a piece tells its process to do."""
    kind, _, place = piece.partition(":")
    match kind:
        case "write":
            Path(place).write_text(str(os.getpid()))
        case "exit":
            os._exit(7)
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "hang":
            if os.fork() == 0:  # a helper that would outlive its parent
                time.sleep(WAIT)
            Path(place).write_text(str(os.getpgid(0)))
            time.sleep(WAIT)


@pytest.fixture(autouse=True, scope="module")
def warm(tmp_path_factory):
    """The server from which processes fork is up, so that a short patience is long enough."""
    _run([f"write:{tmp_path_factory.mktemp('warm') / 'up'}"])


def _run(pieces, *, jobs=2, patience=WAIT, tell=lambda names, left, seconds: None):
    return list(side_by_side(work, pieces, jobs=jobs, patience=patience, tell=tell))


def _gone(group):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_crash_ends_one_piece_alone(tmp_path):
    pieces = ["crash", "exit", *(f"write:{tmp_path / str(n)}" for n in range(4))]
    done = {one.piece: one for one in _run(pieces)}
    assert set(done) == set(pieces)
    assert done["crash"] == Done("crash", -signal.SIGSEGV)
    assert done["exit"].code == 7
    pids = {(tmp_path / str(n)).read_text() for n in range(4)}
    assert len(pids) == 4
    assert str(os.getpid()) not in pids


def test_a_hang_is_stopped_with_all_it_started(tmp_path):
    # Patience must outlast the start of a process on a slow machine, or the file is not there.
    (done,) = _run([f"hang:{tmp_path / 'group'}"], patience=6.0)
    assert done.late
    assert _gone(int((tmp_path / "group").read_text()))


def test_what_runs_is_stopped_when_the_caller_ends(tmp_path):
    place = tmp_path / "group"

    def tell(names, left, seconds):
        if place.exists() and place.read_text():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run([f"hang:{place}", "exit"], tell=tell)
    assert _gone(int(place.read_text()))


def test_progress_says_who_runs_how_many_are_left_and_how_long(tmp_path):
    heard = []
    pieces = [f"write:{tmp_path / str(n)}" for n in range(5)]
    _run(
        pieces, jobs=2, tell=lambda names, left, seconds: heard.append((len(names), left, seconds))
    )
    assert heard[0] == (2, 5, None)
    assert max(running for running, _, _ in heard) == 2
    assert [left for _, left, _ in heard] == sorted((left for _, left, _ in heard), reverse=True)
    assert heard[-1][2] is not None
    assert heard[-1][2] >= 0


def answer(piece):
    """As `work`, and the process that did it."""
    work(piece)
    if piece == "grow":
        _held.append(b"x" * (2 * GROWN))
    if piece == "soft":  # crashes a process that others used before, as what they left behind may
        if _held:
            os.kill(os.getpid(), signal.SIGSEGV)
        _held.append(b"")
    return piece, os.getpid()


_held: list[bytes] = []


def _well(value):
    return value[0] != "bad"


def _served(pieces, jobs=1):
    done = side_by_side(answer, pieces, jobs=jobs, patience=WAIT, again=_well)
    return [(one.piece, one.code, one.value and one.value[1]) for one in done]


def test_a_process_that_did_well_takes_the_next_piece_until_it_did_its_share():
    found = _served([f"n{number}" for number in range(2 * SHARE + 1)])
    pids = [pid for _, _, pid in found]
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [SHARE, SHARE, 1]
    assert {code for _, code, _ in found} == {0}


@pytest.mark.parametrize("kind", ["bad", "grow"])
def test_a_process_that_did_not_do_well_or_grew_is_replaced(kind):
    (_, _, first), (_, _, second), (_, _, third) = _served(["one", kind, "three"])
    assert first == second != third


def test_a_crash_costs_one_piece_alone_and_counts_in_a_new_process_only():
    found = _served(["one", "soft", "soft", "crash", "last"])
    assert [(piece, code) for piece, code, _ in found] == [
        ("one", 0),
        ("soft", 0),
        ("soft", 0),
        ("crash", -signal.SIGSEGV),
        ("last", 0),
    ]
    pids = [pid for *_, pid in found]
    assert pids[0] == pids[1] != pids[2]  # the second of them crashed the first process
    assert pids[4] not in (pids[0], pids[2])


def test_a_hang_after_others_is_stopped_alone(tmp_path):
    pieces = ["one", f"hang:{tmp_path / 'group'}", "two"]
    done = list(side_by_side(answer, pieces, jobs=1, patience=6.0, again=_well))
    assert [one.late for one in done] == [False, True, False]
    assert _gone(int((tmp_path / "group").read_text()))


def test_nothing_is_left_of_processes_that_waited():
    pids = {pid for *_, pid in _served(["one", "two", "three"], jobs=3)}
    assert all(_gone(pid) for pid in pids)
