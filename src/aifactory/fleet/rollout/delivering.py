"""A prepared change pushed, and a request opened for it: once, whatever was interrupted before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from aifactory.errors import BadInput
from aifactory.fleet.rollout.jobs import Ready
from aifactory.fleet.rollout.work import SPOKEN
from aifactory.forge.protocol import Reader, Writer
from aifactory.forge.records import Request
from aifactory.model import Text
from aifactory.remedy.applying import Repository
from aifactory.scaffold.request import AddRequest
from aifactory.scaffold.steps import make


class Open(Protocol):
    """Opens the forge of a repository, by its address."""

    def __call__(self, address: str, *, write: bool) -> tuple[Reader, Writer | None]:
        """Its reader, and its writer on demand."""


def found(reader: Reader, branch: str) -> Request | None:
    """The request that a campaign opened in a repository, closed and merged ones too."""
    return max(reader.requests_from(branch), key=lambda one: one.number, default=None)


def opened(
    ready: Ready,
    branch: str,
    repository: Repository,
    *,
    reader: Reader,
    writer: Writer,
    pushed: str,
    about_to: Callable[[], None],
) -> str:
    """Push a change and open its request; the request's address.

    `pushed` is what an interrupted run pushed, or was about to; `about_to` is called before a
    push. BadInput where the forge has another commit, or somebody else's branch of that name.
    """
    with spoken(repository):
        there = standing(repository, ready, branch)
        if branch in there:
            if there[branch] not in (pushed, ready.tip):
                raise BadInput(
                    Text("there is a branch {branch} already, and no request", {"branch": branch}),
                    Text("open one for it on the forge, or take the branch away there"),
                )
        else:
            about_to()
            name = f"refs/heads/{branch}"
            absent = f"--force-with-lease={name}:"  # refused where the branch came to be meanwhile
            repository.git("push", "--quiet", absent, "--", ready.push, f"{ready.tip}:{name}")
    make(AddRequest(ready.title, ready.body, branch, ready.target), reader, writer)
    request = found(reader, branch)
    return request.url if request else ""


def standing(repository: Repository, ready: Ready, branch: str) -> dict[str, str]:
    """The commits of our branch and of its target on the forge; BadInput where the target is not
    what the change was made upon: a request would bring what is not its own.
    """
    names = [f"refs/heads/{name}" for name in (ready.target, branch)]
    told = repository.git("ls-remote", "--", ready.push, *names)
    rows = (line.split("\t", 1) for line in told.splitlines() if "\t" in line)
    there = {name.removeprefix("refs/heads/"): commit for commit, name in rows}
    if there.get(ready.target) != ready.base:
        raise BadInput(
            Text("{branch} is not on the forge as it was read here", {"branch": ready.target}),
            Text("bring the clone up to date with the forge, then run again with --retry-failed"),
        )
    return there


@contextmanager
def spoken(repository: Repository) -> Iterator[None]:
    """Have git speak only to what an address should name, and ask nobody."""
    before = repository.unfiltered
    repository.unfiltered = before | SPOKEN
    try:
        yield
    finally:
        repository.unfiltered = before
