"""The clones of the fleet on this machine: what each takes, and the room that all may take.

A ledger beside them says when each was last used. The least recently used go first, and none that
somebody holds: a clone is locked while it is fetched and read (see `snapshot.clone`).
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from aifactory.snapshot.clone import place_of
from aifactory.snapshot.lock import locked, take
from aifactory.snapshot.room import taken

LEFT = 1 << 28  # bytes of the disk that clones never take
BUSY = 60.0  # seconds that the ledger may be in others' hands
TABLE = "CREATE TABLE IF NOT EXISTS clones (name TEXT PRIMARY KEY, size INTEGER, used REAL)"
USED = (
    "INSERT INTO clones VALUES (?, ?, ?)"
    " ON CONFLICT (name) DO UPDATE SET size = excluded.size, used = excluded.used"
)


class Clones:
    """The clones below a cache folder."""

    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.folder = place_of("x", cache).parent

    def note(self, url: str) -> None:
        """A clone was used now; call it while the clone is held."""
        place = place_of(url, self.cache)
        row = (place.name, taken(place), time.time())
        with self._ledger() as ledger:
            ledger.execute(USED, row)

    def make_room(self, most: int, *, spared: Collection[str] = ()) -> None:
        """Take away what was least recently used until all take at most so many bytes, and a
        little of the disk is left; not the clones of the addresses that are `spared`.
        """
        names = {place_of(url, self.cache).name for url in spared}
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.folder / "room.lock", BUSY):  # two at once would take away too much
            with self._ledger() as ledger:
                rows = ledger.execute("SELECT name, size FROM clones ORDER BY used").fetchall()
            total = sum(size for _, size in rows)
            free = shutil.disk_usage(self.folder).free
            most = min(most, max(0, total + free - LEFT))
            for name, size in rows:
                if total <= most:
                    return
                if name not in names and self._take_away(name):
                    total -= size

    def _take_away(self, name: str) -> bool:
        """Whether a clone could be taken away: False while somebody holds it."""
        place = self.folder / name
        with place.with_suffix(".lock").open("ab") as lock:
            try:
                take(lock)
            except OSError:
                return False
            shutil.rmtree(place, ignore_errors=True)
            with self._ledger() as ledger:
                ledger.execute("DELETE FROM clones WHERE name = ?", (name,))
        return True

    @contextmanager
    def _ledger(self) -> Iterator[sqlite3.Connection]:
        """The ledger, made anew from what lies there where it is missing."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.folder / "ledger.sqlite"
        new = not file.exists()
        with closing(sqlite3.connect(file, timeout=BUSY)) as ledger, ledger:
            ledger.execute(TABLE)
            if new:
                found = [(p.name, taken(p), p.stat().st_mtime) for p in self.folder.glob("*.git")]
                ledger.executemany("INSERT OR IGNORE INTO clones VALUES (?, ?, ?)", found)
            yield ledger
