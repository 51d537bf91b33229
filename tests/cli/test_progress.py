import io
import time

from aifactory.cli import progress
from aifactory.cli.progress import ERASE, Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def _terminal(monkeypatch):
    found = Terminal()
    monkeypatch.setattr("sys.stderr", found)
    monkeypatch.setenv("COLUMNS", "20")
    return found


def test_quick_work_says_nothing(monkeypatch):
    terminal = _terminal(monkeypatch)
    with Progress() as say:
        say("reading")
    assert terminal.getvalue() == ""


def test_slow_work_is_said_and_erased(monkeypatch):
    terminal = _terminal(monkeypatch)
    monkeypatch.setattr(progress, "PATIENCE", 0.01)
    monkeypatch.setattr(progress, "PACE", 0.0)
    with Progress() as say:
        say("first \x1b[2J is long enough to be cut")
        deadline = time.monotonic() + 5
        while not say.shown and time.monotonic() < deadline:
            time.sleep(0.005)
        say("second")
    assert terminal.getvalue() == f"{ERASE}first \\x1b[2J is lo{ERASE}second{ERASE}"


def test_nothing_is_said_where_no_one_looks(monkeypatch):
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with Progress() as say:
        say("reading")
        time.sleep(0.02)
    assert pipe.getvalue() == ""
