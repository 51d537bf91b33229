"""Clones of git URLs, kept in a cache and fetched anew.

A clone has every commit and tree, but only the newest contents. Unlike reading, fetching needs
the user's own git configuration, for his credentials and proxies; that of no repository but our
own clone is read, and only https, ssh and (where it was asked for) file are spoken.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aifactory.errors import BadInput, Spoken, system_reason
from aifactory.model import Text
from aifactory.snapshot.clean import clean_git
from aifactory.snapshot.git import GitFailed
from aifactory.snapshot.gittree import listing
from aifactory.snapshot.lock import locked
from aifactory.snapshot.places import Place, find
from aifactory.snapshot.room import Room, TooLarge
from aifactory.snapshot.transport import say, without_credentials

Progress = Callable[[str], None]
PATIENCE = 600.0  # seconds to wait for another run that clones the same
URL = re.compile(r"[\w.+-]+://|[\w.-]+@[\w.-]+:|[\w+-]+::", re.A)
FINE = re.compile(
    r"(?:https|ssh)://[^-/][^/]*/.+|file:///.+|[\w.][\w.-]*@[\w.][\w.-]*:[^-:].*", re.A
)
NO_TEXT = re.compile(r"[\x00-\x20\x7f]|::")
HEAD = re.compile(r"^ref: (refs/heads/\S+)\tHEAD$", re.M)
ALL = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
ADVICE = Text("check the address and your access with `git ls-remote URL`")


def is_url(target: str) -> bool:
    """Whether a target is meant as a git URL rather than a path."""
    return URL.match(target) is not None


@contextmanager
def cloned(url: str, cache: Path | None, progress: Progress, room: int = 0) -> Iterator[Place]:
    """The cached clone of a URL, fetched anew, for as long as it is read.

    Meanwhile nobody else fetches into it or takes it away. BadInput where it cannot be had;
    TooLarge where it takes more than `room` bytes on the disk (0: as many as it wants).
    """
    if not FINE.fullmatch(url) or NO_TEXT.search(url):
        raise BadInput(
            Text("not a git URL to clone: {url}", {"url": without_credentials(url)}),
            Text("use https://, ssh://, git@ or file:///"),
        )
    folder = place_of(url, cache)
    with writable(folder.parent):
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = folder.with_suffix(".lock")
        lock.touch(mode=0o600)
    with locked(lock, PATIENCE):
        with writable(folder.parent):
            place = fetched(url, folder, progress, room)
        yield place


def fetched(url: str, folder: Path, progress: Progress, room: int) -> Place:
    """The clone in `folder`, which is locked, brought up to date."""
    name = without_credentials(url)
    try:
        refresh(url, folder, progress, room)
    except GitFailed as error:
        raise BadInput(
            Text("{name} cannot be cloned: {reason}", {"name": name, "reason": error.said}), ADVICE
        ) from None
    except TooLarge:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    place = find(folder)
    if place is None:
        raise BadInput(Text("{name} cannot be cloned", {"name": name}), ADVICE)
    return place


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Say what to do where the cache cannot be written."""
    try:
        yield
    except OSError as error:
        hint = Text("free some room there, or set XDG_CACHE_HOME to another folder")
        raise BadInput(
            Text(
                "{path} cannot be written: {reason}",
                {"path": str(folder), "reason": system_reason(error)},
            ),
            hint,
        ) from error


def place_of(url: str, cache: Path | None) -> Path:
    """The folder of a URL's clone, one for its spellings with and without ".git"."""
    if cache is None:
        from platformdirs import user_cache_path

        cache = user_cache_path("aifactory")
    url = url.rstrip("/").removesuffix(".git")
    name = re.sub(r"[^\w.-]", "-", re.split(r"[/:]", url)[-1])
    digest = hashlib.sha256(url.encode()).hexdigest()[:16]
    return Path(os.path.realpath(cache)) / "clones" / f"{digest}-{name[:60]}.git"


def refresh(url: str, folder: Path, progress: Progress, room: int) -> None:
    """Bring the clone up to date; one that cannot be is made anew."""
    if folder.exists():
        try:
            with Room(folder, room, progress) as watched:
                update(url, folder, watched)
            return
        except GitFailed:
            pass
    scratch = folder.with_suffix(".new")  # ours, for the lock is: what stands there was cut short
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    try:
        new = scratch / "clone.git"
        with Room(scratch, room, progress) as watched:
            try:
                make(url, new, watched, "--filter=blob:none")
                complete(url, new, watched)
            except Incomplete:
                shutil.rmtree(new)
                make(url, new, watched)
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


class Incomplete(Spoken):
    """A server that leaves contents out but does not hand them over when asked."""


def make(url: str, folder: Path, progress: Progress, *options: str) -> None:
    """Clone into a folder that does not exist yet."""
    shape = ("--bare", "--template=", "--no-recurse-submodules", "--progress")
    say(url, folder.parent, progress, "clone", *shape, *options, "--", url, str(folder))


def update(url: str, folder: Path, progress: Progress) -> None:
    """Fetch what is new, and forget what is gone."""
    here = f"--git-dir={folder}"
    for cut_short in folder.glob("objects/pack/tmp_*"):
        with suppress(OSError):
            cut_short.unlink()
    options = ("--prune", "--force", "--no-tags", "--no-recurse-submodules", "--progress")
    heads = say(url, folder, progress, here, "ls-remote", "--symref", "origin", "HEAD")
    found = HEAD.search(heads)
    say(url, folder, progress, here, "fetch", *options, "--update-head-ok", "origin", *ALL)
    if found:
        (folder / "HEAD").write_text(f"ref: {found[1]}\n", "utf-8")
    try:
        complete(url, folder, progress)
    except Incomplete as error:
        raise GitFailed(error.said) from None


def complete(url: str, folder: Path, progress: Progress) -> None:
    """Fetch the contents of HEAD that were left out, all at once."""
    place = find(folder)
    if place is None:
        return
    with clean_git(place) as git:
        commit = git.line("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        entries = listing(git, commit) if commit else ()
        missing = {oid for mode, oid, size, _ in entries if size == b"BAD" and mode != b"160000"}
    if not missing:
        return
    options = ("--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--progress")
    with tempfile.TemporaryFile() as names:
        names.write(b"".join(oid + b"\n" for oid in sorted(missing)))
        names.seek(0)
        plain = (f"--git-dir={folder}", "-c", "fetch.negotiationAlgorithm=noop", "fetch", *options)
        try:
            asked = (*plain, "--filter=blob:none", "--stdin", "origin")
            say(url, folder, progress, *asked, stdin=names)
        except GitFailed as error:
            raise Incomplete(error.said) from None
