"""Objects of a repository by name, read through one lasting git process."""

from __future__ import annotations

from aifactory.model import Text
from aifactory.snapshot.git import Git, GitFailed, Process
from aifactory.snapshot.tree import Unreadable

BATCH = ("cat-file", "--batch")
MAX_DEATHS = 50  # a corrupt object ends git; so many of them, and nothing more is asked


class Objects:
    """Reads objects by name; `close()` it to end its process."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Process | None = None
        self._deaths = 0

    def read(self, name: str, limit: int) -> tuple[str, str, bytes]:
        """Object name, type and content of what `name` leads to.

        Unreadable where it is missing, corrupt, or larger than `limit` bytes.
        """
        oid, kind, size = self._ask(name)
        if size > limit:
            self.close()  # cheaper than reading what nobody wants
            raise Unreadable(
                Text("{size} bytes, more than {limit}", {"size": size, "limit": limit})
            )
        data = self._take(size + 1)
        if len(data) != size + 1:
            raise self._dead()
        return oid, kind, data[:-1]

    def _ask(self, name: str) -> tuple[str, str, int]:
        if self._deaths > MAX_DEATHS:
            raise Unreadable(Text("the repository's objects are damaged"))
        process = self._process = self._process or self._git.start(*BATCH, feed=True)
        process.write(name.encode() + b"\n")
        answer = process.line()
        words = answer.decode("utf-8", "replace").split()
        if not answer:
            raise self._dead()
        if len(words) != 3 or not words[2].isdigit():
            raise Unreadable(Text("its object is missing from the repository"))
        return words[0], words[1], int(words[2])

    def _take(self, size: int) -> bytes:
        chunks = []
        while size and self._process and (chunk := self._process.read(size)):
            chunks.append(chunk)
            size -= len(chunk)
        return b"".join(chunks)

    def _dead(self) -> Unreadable:
        reason: Text | str = Text("git ended")
        try:
            if self._process:
                self._process.finish()
        except GitFailed as error:
            reason = error.said
        self._deaths += 1
        self.close()
        return Unreadable(Text("its object cannot be read: {reason}", {"reason": reason}))

    def close(self) -> None:
        """End the process; a later read starts another."""
        if self._process:
            self._process.close()
            self._process = None
