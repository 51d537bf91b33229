"""A failure at every request of a reading: whole facts after all, or marked ones; never a lie."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from msgspec.structs import asdict

from aifactory.facts.forge import ForgeFacts
from aifactory.facts.forge_reading import read_forge
from aifactory.forge import transport
from aifactory.forge.errors import Denied, ForgeError, Interrupted
from aifactory.forge.records import Issue
from tests.forge.conftest import Connect
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import living

PASSING = ("refused", "slow", "cut", "cut-chunk", "500", "502", "malformed", "empty", "limit")
TODAY = "2026-06-30"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, server: GitHubServer) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (1.0, 0.15))
    server.patience = 0.3


@pytest.fixture
def full(world: World) -> World:
    living(world)
    for _ in range(110):
        world.issue()
    return world


def read(connect: Connect, token: str | None = None, **manners: object) -> ForgeFacts:
    return read_forge(connect(token, **manners), None, today=TODAY)


def requests_of(server: GitHubServer) -> list[tuple[str, str]]:
    """What a reading asks, in order."""
    return [(one.method, one.path) for one in server.log]


@pytest.mark.parametrize(("token", "fault"), [*((None, fault) for fault in PASSING), ("", "cut")])
def test_a_fault_that_passes_costs_nothing(
    full: World, connect: Connect, server: GitHubServer, token: str | None, fault: str
) -> None:
    whole = read(connect, token, cache=None)
    total = server.asked
    for index in range(total):
        server.asked, server.trouble = 0, lambda at, *_, hit=index: fault if at == hit else ""
        assert read(connect, token, cache=None) == whole, f"request {index} of {total}"


@pytest.mark.parametrize(
    ("token", "fault"), [(None, "500"), (None, "403"), (None, "used-up"), ("", "used-up")]
)
def test_a_fault_that_stays_is_marked(
    full: World, connect: Connect, server: GitHubServer, token: str | None, fault: str
) -> None:
    whole = read(connect, token, cache=None)
    first = server.log[0].path
    for path in {one.path for one in server.log}:
        server.trouble = lambda at, method, asked, hit=path: (
            fault if asked == hit.split("?")[0] else ""
        )
        if path == first:
            with pytest.raises(ForgeError):
                read(connect, token, cache=None)
            continue
        found = read(connect, token, cache=None)
        lacking = [part for part in found.parts.values() if not part.enough]
        lost = {k: v for k, v in asdict(found).items() if v != getattr(whole, k) and k != "parts"}
        assert lacking or not lost, path
        assert all(part.reason and part.supply for part in lacking)
        for name in ("labels", "issues", "requests", "milestones", "releases", "deployments"):
            kept = {
                one.number if hasattr(one, "number") else str(one) for one in getattr(found, name)
            }
            known = {
                one.number if hasattr(one, "number") else str(one) for one in getattr(whole, name)
            }
            assert kept <= known  # nothing is made up


def test_reading_goes_on_from_the_page_it_reached(
    full: World, connect: Connect, server: GitHubServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", (1.0, 10.0))  # pages of a hundred take their time
    for _ in range(200):
        full.issue()
    pages = 0

    def third(index: int, method: str, path: str) -> str:
        nonlocal pages
        pages += path.endswith("graphql")
        return "cut" if path.endswith("graphql") and pages > 2 else ""

    server.trouble = third
    found: list[int] = []
    with pytest.raises(Interrupted, match="the connection was cut"):
        keep(connect().issues(), found)
    assert len(found) == 200
    server.trouble = lambda *_: ""
    server.log.clear()
    again = [issue.number for issue in connect().issues()]
    assert again[:200] == found
    assert len(again) == 328
    assert sum(one.method == "POST" for one in server.log) == 2


def keep(items: Iterator[Issue], found: list[int]) -> None:
    """Note what comes before an error."""
    for item in items:
        found.append(item.number)


def test_a_limit_is_waited_for_and_told(
    full: World, connect: Connect, server: GitHubServer
) -> None:
    waits: list[float] = []
    said: list[str] = []
    server.trouble = lambda index, *_: "limit" if index == 2 else ""
    read(connect, sleep=waits.append, tell=said.append)
    assert waits == [4.0]  # what the server asks, and one second more
    assert sum("asks to wait 4 s, until" in line for line in said) == 1


def test_a_long_limit_is_not_waited_for(
    full: World, connect: Connect, server: GitHubServer
) -> None:
    waits: list[float] = []
    server.trouble = lambda *_: "used-up"
    with pytest.raises(Interrupted, match=r"is used up until \d\d:\d\d UTC \(40 min\)"):
        connect(sleep=waits.append).repository()
    assert waits == []
    with pytest.raises(Interrupted) as error:
        connect("", sleep=waits.append).repository()
    assert str(error.value.hint) == "give a token: it raises the limit"


def test_waiting_ends_when_patience_does(
    full: World, connect: Connect, server: GitHubServer
) -> None:
    waits: list[float] = []
    server.trouble = lambda *_: "limit"
    with pytest.raises(Interrupted, match="is used up"):
        connect(sleep=waits.append, patience=10).repository()
    assert sum(waits) <= 10


def test_a_refusal_is_not_repeated(full: World, connect: Connect, server: GitHubServer) -> None:
    server.trouble = lambda *_: "403"
    with pytest.raises(Denied):
        connect().repository()
    assert len(server.log) == 1


def test_nothing_stale_stands_in_for_an_answer(
    full: World, connect: Connect, server: GitHubServer
) -> None:
    assert [*connect().labels()]
    server.trouble = lambda *_: "refused"
    reader = connect()
    for _ in range(2):
        with pytest.raises(Interrupted):
            [*reader.labels()]


def test_another_host_is_never_asked(world: World, connect: Connect, server: GitHubServer) -> None:
    reader = connect()
    with pytest.raises(ForgeError, match="points at another host"):
        reader._session.get("http://127.0.0.1:1/api/v3/repos/octo/app")


def test_a_slow_forge_does_not_hang(world: World, connect: Connect, server: GitHubServer) -> None:
    server.trouble = lambda *_: "slow"
    begun = time.monotonic()
    with pytest.raises(Interrupted, match="time-out"):
        connect().repository()
    assert len(server.log) == transport.ATTEMPTS
    assert time.monotonic() - begun < 30
