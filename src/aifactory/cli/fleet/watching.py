"""What a run over the fleet shows while it goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from gettext import gettext as _
from types import TracebackType

from aifactory.cli.progress import Progress, under_way
from aifactory.fleet.orders import Outcome
from aifactory.render.translate import Speech

SHOWN = 3  # repositories named in the line


class Watching:
    """A line on a terminal, and a line that stays for each failure."""

    def __init__(self, lang: str) -> None:
        self.progress = Progress()
        self.speech = Speech(lang)
        self.whole = 0
        self.begun = 0.0

    def __enter__(self) -> Watching:
        self.progress.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the line away."""
        self.progress.__exit__(None, None, None)

    def asking(self, left: int) -> None:
        """See Watcher."""
        self.progress(_("looking for what changed: {n} left").format(n=left))

    def reading(self, addresses: Sequence[str], left: int) -> None:
        """See Watcher."""
        if not self.whole:
            self.whole, self.begun = left, time.monotonic()
        done = self.whole - left
        spent = time.monotonic() - self.begun
        seconds = spent / done * left if done else None
        self.progress(under_way(addresses[:SHOWN], left, self.whole, seconds))

    def failed(self, address: str, outcome: Outcome) -> None:
        """See Watcher."""
        if outcome.failure:
            reason = self.speech.text(outcome.failure.reason)
            self.progress.say(_("{name}: {reason}").format(name=address, reason=reason))
