"""Objects of a repository by name, read through one lasting git process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import Lock

from aifactory.model import Text
from aifactory.snapshot.git import Git, GitFailed, Process
from aifactory.snapshot.tree import Unreadable

BATCH = ("cat-file", "--batch")
COMMANDS = ("cat-file", "--batch-command")  # since git 2.36
MAX_DEATHS = 50  # a corrupt object ends git; so many of them, and nothing more is asked
AT_ONCE = 200  # names that are asked before an answer is read: they must fit into a pipe
Kind = tuple[str, str, int]  # object name, type and size
Found = tuple[Kind | None, bytes]


class Objects:
    """Reads objects by name; `close()` it to end its process. Threads take turns."""

    older = False  # whether this git takes names alone: then there are no batches
    _known = False  # whether that was looked at

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Process | None = None
        self._deaths = 0
        self._turn = Lock()

    def kinds(self, names: Sequence[str]) -> list[Kind | None]:
        """Object name, type and size of what names lead to, None where it is missing.

        Empty where git cannot tell so many at once, or met damage.
        """
        return [found for found, _ in self._batch("info", names, 0)]

    def contents(self, names: Sequence[str], limit: int) -> list[tuple[Kind | None, bytes]]:
        """The same with contents; empty also where one is larger than `limit` bytes."""
        return self._batch("contents", names, limit)

    def _batch(self, command: str, names: Sequence[str], limit: int) -> list[Found]:
        with self._turn:
            try:
                found = list(self._answers(command, names, limit))
                return found if len(found) == len(names) else []
            except Unreadable:
                return []

    def _answers(self, command: str, names: Sequence[str], limit: int) -> Iterator[Found]:
        for begin in range(0, len(names), AT_ONCE):
            some = names[begin : begin + AT_ONCE]
            process = self._running()
            if Objects.older:
                raise Unreadable(Text("git ended"))
            process.write("".join(f"{command} {name}\n" for name in some).encode())
            for _ in some:
                found = self._header(process)
                if not found or command == "info":
                    yield found, b""
                elif found[2] <= limit:
                    yield found, self._content(found[2])
                else:
                    self._end()
                    return

    def read(self, name: str, limit: int) -> tuple[str, str, bytes]:
        """Object name, type and content of what `name` leads to.

        Unreadable where it is missing, corrupt, or larger than `limit` bytes.
        """
        with self._turn:
            process = self._running()
            words = name if Objects.older else f"contents {name}"
            process.write(words.encode() + b"\n")
            found = self._header(process)
            if not found:
                raise Unreadable(Text("its object is missing from the repository"))
            oid, kind, size = found
            if size > limit:
                self._end()  # cheaper than reading what nobody wants
                raise Unreadable(
                    Text("{size} bytes, more than {limit}", {"size": size, "limit": limit})
                )
            return oid, kind, self._content(size)

    def _running(self) -> Process:
        if self._deaths > MAX_DEATHS:
            raise Unreadable(Text("the repository's objects are damaged"))
        if not self._process:
            command = BATCH if Objects.older else COMMANDS
            process = self._process = self._git.start(*command, feed=True)
            if not Objects._known:
                process.write(b"info HEAD\n")
                if not process.line() and "batch-command" in str(self._dead()):
                    Objects.older = True
                Objects._known = True
                return self._running()
        return self._process

    def _header(self, process: Process) -> Kind | None:
        answer = process.line()
        words = answer.decode("utf-8", "replace").split()
        if not answer:
            raise self._dead()
        if len(words) != 3 or not words[2].isdigit():
            return None
        return words[0], words[1], int(words[2])

    def _content(self, size: int) -> bytes:
        data = self._take(size + 1)
        if len(data) != size + 1:
            raise self._dead()
        return data[:-1]

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
        self._end()
        return Unreadable(Text("its object cannot be read: {reason}", {"reason": reason}))

    def close(self) -> None:
        """End the process; a later read starts another."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        if self._process:
            self._process.close()
            self._process = None
