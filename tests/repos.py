"""Real git repositories, built by code: `build_repo(tmp_path).file("a", "b").commit("first").path`.

Calls are noted and written by one `git fast-import` when `path` (or `head`, `git`) is asked for,
so a repository costs some ten milliseconds. The same calls give the same object names.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

START = datetime(2026, 1, 5, 10, tzinfo=UTC)
ADA = ("Ada Lovelace", "ada@example.org")
CLEAN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "HOME": os.devnull,
    "LC_ALL": "C",
    "PATH": os.environ.get("PATH", ""),
}
CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = {bare}\n"


def build_repo(folder: Path, name: str = "project", *, bare: bool = False) -> Repo:
    """A new repository at `folder/name`, on branch main, without a commit yet."""
    return Repo(folder / name, bare)


def plain_git(
    *args: str,
    cwd: Path,
    check: bool = True,
    stdout: int = subprocess.PIPE,
    env: dict[str, str] | None = None,
) -> str:
    """Run git as a user would, but without his own configuration; its output."""
    done = subprocess.run(
        ["git", *args],
        cwd=cwd,
        env=CLEAN | (env or {}),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        check=check,
        timeout=20,
    )
    return (done.stdout or b"").decode("utf-8", "replace")


class Repo:
    """A repository in the making; every method but the last few returns it again."""

    def __init__(self, root: Path, bare: bool) -> None:
        self._root = root
        self.gitdir = root if bare else root / ".git"
        for part in ("objects", "refs/heads", "refs/tags"):
            (self.gitdir / part).mkdir(parents=True)
        (self.gitdir / "HEAD").write_text("ref: refs/heads/main\n")
        (self.gitdir / "config").write_text(CONFIG.format(bare=str(bare).lower()))
        self._stream: list[bytes] = []
        self._pending: dict[bytes, bytes] = {}
        self._files: dict[str, dict[bytes, bytes]] = {"main": {}}
        self._begun: set[str] = set()
        self._born: set[str] = set()
        self._branch = "main"
        self._clock = START

    # What the next commit holds

    def file(
        self, path: str | bytes, content: str | bytes = "", *, executable: bool = False
    ) -> Repo:
        """Add or change a file."""
        data = content.encode() if isinstance(content, str) else content
        mode = b"100755" if executable else b"100644"
        return self._modify(path, b"M %s inline %%s\n" % mode + _data(data))

    def files(self, files: dict[str, str]) -> Repo:
        """Add or change several files."""
        for path, content in files.items():
            self.file(path, content)
        return self

    def link(self, path: str | bytes, target: str) -> Repo:
        """Add a symbolic link."""
        return self._modify(path, b"M 120000 inline %s\n" + _data(target.encode()))

    def submodule(self, path: str | bytes, oid: str = "1" * 40) -> Repo:
        """Add a submodule at a commit that this repository has not."""
        return self._modify(path, b"M 160000 " + oid.encode() + b" %s\n")

    def remove(self, path: str | bytes) -> Repo:
        """Take a file away."""
        return self._modify(path, b"D %s\n")

    def _modify(self, path: str | bytes, command: bytes) -> Repo:
        name = path.encode() if isinstance(path, str) else path
        head, _, rest = command.partition(b"%s")
        self._pending[name] = head + _quoted(name) + rest
        return self

    # Commits, branches, tags

    def commit(
        self,
        message: str | bytes = "Change something",
        *,
        author: tuple[str, str] = ADA,
        committer: tuple[str, str] | None = None,
        date: str = "",
        trailers: Iterable[str] = (),
        encoding: str = "",
    ) -> Repo:
        """Commit what was noted; an hour after the commit before unless `date` (ISO 8601) is given.

        `trailers` are whole lines, as "Co-authored-by: Name <address>".
        """
        return self._commit(message, author, committer or author, date, trailers, encoding, "")

    def merge(self, branch: str, message: str = "", *, author: tuple[str, str] = ADA) -> Repo:
        """Merge another branch into this one; its files win."""
        self._pending = self._files[branch] | self._pending
        text = message or f"Merge branch '{branch}'"
        return self._commit(text, author, author, "", (), "", branch)

    def _commit(
        self,
        message: str | bytes,
        author: tuple[str, str],
        committer: tuple[str, str],
        date: str,
        trailers: Iterable[str],
        encoding: str,
        merged: str,
    ) -> Repo:
        text = message if isinstance(message, bytes) else message.encode()
        lines = "".join(f"{trailer}\n" for trailer in trailers).encode()
        text += b"\n\n" + lines if lines else b""
        self._clock = datetime.fromisoformat(date) if date else self._clock
        ref, when = f"refs/heads/{self._branch}".encode(), int(self._clock.timestamp())
        self._stream.append(
            b"commit %s\n" % ref
            + b"author %s <%s> %d +0000\n" % (author[0].encode(), author[1].encode(), when)
            + b"committer %s <%s> %d +0000\n" % (committer[0].encode(), committer[1].encode(), when)
            + (b"encoding %s\n" % encoding.encode() if encoding else b"")
            + _data(text)
            + (b"from %s^0\n" % ref if ref.decode() in self._born - self._begun else b"")
            + (b"merge %s\n" % self._ref(merged).encode() if merged else b"")
            + b"".join(self._pending.values())
            + b"\n"
        )
        self._begun.add(ref.decode())
        self._files[self._branch] |= self._pending
        self._pending = {}
        self._clock += timedelta(hours=1)
        return self

    def branch(self, name: str) -> Repo:
        """Begin a branch here and go on with it."""
        here = self._ref(self._branch)
        self._stream.append(f"reset refs/heads/{name}\nfrom {here}\n\n".encode())
        self._files[name] = dict(self._files[self._branch])
        self._begun.add(f"refs/heads/{name}")
        self._branch = name
        return self

    def switch(self, name: str) -> Repo:
        """Go on with another branch; HEAD stays on main."""
        self._branch = name
        return self

    def tag(self, name: str, *, date: str = "", annotated: bool = True) -> Repo:
        """Tag the branch's newest commit; dated as that commit unless `date` is given."""
        if not annotated:
            text = f"reset refs/tags/{name}\nfrom {self._ref(self._branch)}\n\n"
            self._stream.append(text.encode())
            return self
        when = datetime.fromisoformat(date) if date else self._clock - timedelta(hours=1)
        self._stream.append(
            f"tag {name}\nfrom {self._ref(self._branch)}\n"
            f"tagger {ADA[0]} <{ADA[1]}> {int(when.timestamp())} +0000\n".encode()
            + _data(name.encode())
        )
        return self

    def _ref(self, branch: str) -> str:
        """A branch as fast-import knows it: by name when begun in this stream, else as stored."""
        ref = f"refs/heads/{branch}"
        return ref if ref in self._begun else f"{ref}^0"

    # What stands on the disk

    def config(self, text: str) -> Repo:
        """Add lines to the repository's configuration."""
        with (self.gitdir / "config").open("a") as file:
            file.write(text.rstrip("\n") + "\n")
        return self

    def write(self, path: str, content: str | bytes = "") -> Repo:
        """Write a file into the work tree, tracked or not, without a commit."""
        place = self._root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    @property
    def path(self) -> Path:
        """The repository's folder, with all that was noted written."""
        if self._stream:
            stream, self._stream = b"".join(self._stream), []
            self._born |= self._begun
            self._begun = set()
            command = ["git", f"--git-dir={self.gitdir}", "fast-import", "--quiet", "--force"]
            subprocess.run(command, input=stream, env=CLEAN, check=True, capture_output=True)
        return self._root

    def git(self, *args: str, check: bool = True, env: dict[str, str] | None = None) -> str:
        """Run plain git in the repository, as its owner would: its output."""
        return plain_git(*args, cwd=self.path, check=check, env=env)

    def head(self, name: str = "HEAD") -> str:
        """The object name that a revision leads to."""
        return self.git("rev-parse", "--verify", name).strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _quoted(name: bytes) -> bytes:
    """A path in fast-import's quotes."""
    plain = (b"%c" % c if 32 <= c < 127 and c not in b'"\\' else b"\\%03o" % c for c in name)
    return b'"' + b"".join(plain) + b'"'
