"""What reading a tracker of 1,000 issues and 1,000 requests costs, in requests.

usage: python benchmarks/forge.py

A GitHub of our own (the tests') answers over HTTP. The peer is the least that is possible: a
request for every hundred items of every list that the forge has (an empty list is one page). A
second look is counted too: what of it was conditional, and what was answered 304.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from aifactory import engine, policy  # noqa: E402
from aifactory.facts.forge import PARTS  # noqa: E402
from aifactory.facts.forge_reading import read_forge  # noqa: E402
from aifactory.forge.github import GitHub, Session  # noqa: E402
from aifactory.forge.transport import Manners  # noqa: E402
from tests.forge.github.server import API, GitHubServer  # noqa: E402
from tests.forge.github.world import World  # noqa: E402

MANY = 1000


def tracker() -> World:
    """A thousand issues with events, a thousand requests with reviews."""
    world = World()
    world.milestone("v1", "2026-03-01")
    for n in range(MANY):
        events = ((n / 10 + 0.5, "labeled", "state:doing"), (n / 10 + 1, "closed", ""))
        world.issue(opened=n / 10, closed=n / 10 + 1, labels=("state:doing",), events=events)
    for n in range(MANY):
        world.request(opened=n / 10, merged=n / 10 + 1, reviews=(("ben", "APPROVED"),))
    return world


def pages(world: World, parts: tuple[str, ...]) -> int:
    """The least requests: the repository, and a page of every list that is wanted."""
    lists = {"issues": world.issues, "requests": world.requests, "labels": world.labels}
    asked = [name for name in parts if name not in ("events", "reviews")]  # come with the others
    return 1 + sum(max(1, -(-len(lists.get(name, ())) // 100)) for name in asked)


def look(server: GitHubServer, cache: Path, parts: tuple[str, ...]) -> tuple[int, int, float]:
    """Requests, conditional ones and seconds of one reading."""
    server.log.clear()
    begun = time.perf_counter()
    with Session(server.origin, server.world.token, Manners(cache=cache)) as session:
        reader = GitHub(session, f"{server.origin}{API}", server.world.path)
        read_forge(reader, None, today="2026-06-30", wanted=parts)
    spent = time.perf_counter() - begun
    conditional = sum(one.conditional and one.status == 304 for one in server.log)
    return len(server.log), conditional, spent


def main() -> None:
    """Print both readings, for an audit and for everything."""
    world = tracker()
    audit = engine.parts_for([policy.load("bloc4")])
    with GitHubServer(world) as server:
        for name, parts in (("audit --forge", audit), ("collect --forge", PARTS)):
            with tempfile.TemporaryDirectory() as folder:
                least = pages(world, parts)
                first, _, spent = look(server, Path(folder), parts)
                second, conditional, again = look(server, Path(folder), parts)
            print(
                f"{name}: {first} requests for {least} pages, {first / least:.2f} times, "
                f"{spent:.1f} s"
            )
            print(f"  again: {second} requests, {conditional} answered 304, {again:.1f} s")


if __name__ == "__main__":
    main()
