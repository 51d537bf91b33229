"""A line on standard error that says what slow work is at; erased at its end."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from gettext import gettext as _
from gettext import ngettext
from types import TracebackType

from aifactory.render.escape import visible

PATIENCE = 1.0  # seconds before anything is shown
PACE = 0.1  # seconds between two updates
ERASE = "\r\x1b[K"


class Progress:
    """Called with a sentence; shows the latest one, on a terminal only.

    A timer shows the first line, so that one long step without news is seen too.
    """

    def __init__(self) -> None:
        self.shown = False
        self.at = 0.0
        self.message = ""
        self.lock = threading.Lock()
        self.timer: threading.Timer | None = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self.timer = threading.Timer(PATIENCE, self._start)
            self.timer.daemon = True
            self.timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.timer:
            self.timer.cancel()
        with self.lock:
            if self.shown:
                self._put(ERASE)
            self.shown, self.timer = False, None

    def __call__(self, message: str) -> None:
        self.message = message
        if self.shown and time.monotonic() - self.at >= PACE:
            with self.lock:
                self._show()

    def say(self, message: str) -> None:
        """Tell something that must be seen, on a line of its own that stays."""
        with self.lock:
            if self.shown:
                self._put(ERASE)
            self._put(f"{visible(message)}\n")

    def _start(self) -> None:
        with self.lock:
            if self.timer:  # not left in the meantime
                self.shown = True
                self._show()

    def _show(self) -> None:
        import shutil

        self.at = time.monotonic()
        room = shutil.get_terminal_size((80, 24)).columns - 1
        self._put(ERASE + visible(self.message)[:room])

    @staticmethod
    def _put(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


def under_way(names: Sequence[str], left: int, whole: int, seconds: float | None) -> str:
    """Who is being read, how many are left, and the time to go."""
    message = _("{n} of {whole} left").format(n=left, whole=whole)
    if seconds is not None:
        minutes = round(seconds / 60)
        soon = _("less than a minute to go")
        ahead = ngettext("about {n} minute to go", "about {n} minutes to go", minutes)
        message += " · " + (ahead.format(n=minutes) if minutes else soon)
    return f"{message} · {', '.join(names)}"
