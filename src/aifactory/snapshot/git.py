"""The one place that runs git, so that nothing of a repository runs with it.

Git never sees the audited repository's own directory: it works in a clean one (see `clean`)
whose configuration is ours, with a minimal environment, without work tree, index, hooks,
attributes, replacements or transport. What it prints is streamed; when it is stuck, it is killed.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from functools import lru_cache
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import IO, cast

from aifactory.errors import NothingToAudit, Spoken
from aifactory.model import Text

PATIENCE = 60.0  # seconds that git may keep us waiting for its next output
TICK = 0.1  # seconds between two looks at what runs
IDLE = 10  # looks at nothing
CHUNK = PIPE = 1 << 18  # bytes
KEPT = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
HARDENED = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class GitFailed(Spoken):
    """Git ended with an error, printed too much or was killed: its own first line, or ours."""


def executable() -> str:
    """The git program, from absolute folders of PATH only: "." may be the audited repository."""
    return found_in(os.environ.get("PATH", ""))


@lru_cache(maxsize=4)
def found_in(path: str) -> str:
    """The git program in the folders of a PATH."""
    folders = [p for p in path.split(os.pathsep) if Path(p).is_absolute()]
    found = shutil.which("git", path=os.pathsep.join(folders)) if folders else None
    if not found or not Path(found).is_absolute():
        hint = Text("install git, or audit a copy of the files without their .git")
        raise NothingToAudit(
            Text("git was not found, and a repository cannot be read without it"), hint
        )
    return found


def environment(home: Path) -> dict[str, str]:
    """What git may know of its surroundings."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | HARDENED | {"HOME": str(home)}


class Stuck(GitFailed):
    """Git gave no answer and was killed."""


class Process:
    """A running git whose reader never waits for longer than `patience` seconds.

    With `merge`, what it says on standard error comes with its output, and it has no terminal.
    """

    def __init__(
        self,
        command: list[str],
        cwd: Path,
        env: Mapping[str, str],
        *,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        merge: bool = False,
        patience: float = PATIENCE,
    ) -> None:
        self._errors = nameless()
        self._apart = merge and os.name == "posix"
        self._process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT if merge else self._errors,
            start_new_session=self._apart,
        )
        self._in = cast("BufferedWriter", self._process.stdin)
        self._out = cast("BufferedReader", self._process.stdout)
        widen(self._out)
        self.patience = patience
        self.stuck = False
        self._since: float | None = None
        WATCH.add(self)

    def check(self, now: float) -> None:
        """Kill it where its reader waits for too long."""
        since = self._since
        if since is not None and now - since > self.patience:
            self.stuck = True
            self._kill()

    def _kill(self) -> None:
        if self._apart:  # its helpers (ssh, git-remote-https) hold our pipe open
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        elif self._process.poll() is None:
            self._process.kill()

    def read(self, size: int = CHUNK) -> bytes:
        """Up to `size` bytes as they come; empty at the end."""
        self._since = time.monotonic()
        try:
            return self._out.read1(size)
        finally:
            self._since = None

    def line(self) -> bytes:
        """The next line with its end; empty at the end."""
        self._since = time.monotonic()
        try:
            return self._out.readline()
        finally:
            self._since = None

    def write(self, data: bytes) -> None:
        """Feed git's input; that git has ended is found out by reading."""
        with suppress(BrokenPipeError):
            self._in.write(data)
            self._in.flush()

    @property
    def finished(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def finish(self) -> None:
        """Wait for the end that the last empty read announced; GitFailed unless it went well."""
        self._since = time.monotonic()
        code = self._process.wait()
        self._since = None
        if code == 0 and not self.stuck:
            return
        if self.stuck:
            raise Stuck(Text("git gave no answer within {seconds} s", {"seconds": self.patience}))
        self._errors.seek(0)
        lines = self._errors.read(4096).decode("utf-8", "replace").splitlines()
        fatal = [x for x in lines if x.startswith("fatal:")] + lines
        if fatal:
            raise GitFailed(fatal[0].removeprefix("fatal: "))
        raise GitFailed(Text("git ended with {code}", {"code": code}))

    def close(self) -> None:
        """Stop git, whatever it is doing."""
        WATCH.discard(self)
        self._kill()
        for pipe in (self._in, self._out):
            with suppress(BrokenPipeError):
                if pipe:
                    pipe.close()
        self._process.wait()
        self._errors.close()


class Watch:
    """One thread that looks at every running git, and ends when there has been none for a while."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: set[Process] = set()
        self.thread: threading.Thread | None = None

    def add(self, process: Process) -> None:
        """Look at a process from now on."""
        with self.lock:
            self.running.add(process)
            if self.thread is None or not self.thread.is_alive():  # as after a fork
                self.thread = threading.Thread(target=self._look, daemon=True)
                self.thread.start()

    def discard(self, process: Process) -> None:
        """Look at it no more."""
        with self.lock:
            self.running.discard(process)

    def _look(self) -> None:
        idle = 0
        while True:
            time.sleep(TICK)
            with self.lock:
                idle = 0 if self.running else idle + 1
                if idle > IDLE:
                    self.thread = None
                    return
                for process in self.running:
                    process.check(time.monotonic())


WATCH = Watch()


def nameless() -> IO[bytes]:
    """A file that goes when it is closed, in memory where the system has such."""
    if sys.platform == "linux":
        return open(os.memfd_create("errors"), "w+b", buffering=0)  # noqa: PTH123 - it has no path
    return tempfile.TemporaryFile()


def widen(pipe: BufferedReader) -> None:
    """Give git room to run ahead of its reader, where the system lets us."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, PIPE)


class Git:
    """Git in the clean directory `folder`, which stands for one repository cloned from `origin`."""

    def __init__(self, folder: Path, origin: str = "") -> None:
        self.folder = folder
        self.origin = origin
        self._program = executable()

    def start(self, *args: str, feed: bool = False) -> Process:
        """A running git command, fed by the caller or not; the caller closes it."""
        command = [self._program, f"--git-dir={self.folder}", "--no-pager", "--literal-pathspecs"]
        env = environment(self.folder)
        if not feed:
            env["GIT_FLUSH"] = "0"  # else `log` writes each commit by itself
        stdin = subprocess.PIPE if feed else subprocess.DEVNULL
        return Process([*command, *args], self.folder, env, stdin=stdin, patience=PATIENCE)

    def stream(self, *args: str, worktree: Path | None = None) -> Generator[bytes]:
        """What a command prints, in chunks; close it to stop git; GitFailed when git fails.

        `worktree` is for listing untracked files alone: no other command may be given one.
        """
        process = self.start(*([f"--work-tree={worktree}"] if worktree else []), *args)
        try:
            while chunk := process.read():
                yield chunk
            process.finish()
        finally:
            process.close()

    def run(self, *args: str, limit: int = 1 << 24) -> bytes:
        """All that a command prints; GitFailed when it fails or prints more than `limit` bytes."""
        chunks, size = [], 0
        for chunk in self.stream(*args):
            chunks.append(chunk)
            size += len(chunk)
            if size > limit:
                raise GitFailed(
                    Text(
                        "git {command} printed more than {limit} bytes",
                        {"command": args[0], "limit": limit},
                    )
                )
        return b"".join(chunks)

    def line(self, *args: str) -> str:
        """The first line a command prints; "" when it fails. NothingToAudit when it is stuck."""
        try:
            return self.run(*args).decode("utf-8", "backslashreplace").split("\n", 1)[0]
        except Stuck as error:
            hint = Text(
                "audit a fresh clone: a pipe may lie among its files, or a slow disk below them"
            )
            raise NothingToAudit(error.said, hint) from None
        except GitFailed:
            return ""
