"""A GitHub of our own for every test that asks for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aifactory.forge.github import GitHub, Session
from aifactory.forge.transport import Manners
from tests.forge.github.server import API, GitHubServer
from tests.forge.github.world import World

Connect = Callable[..., GitHub]


@pytest.fixture
def world() -> World:
    """An empty repository."""
    return World()


@pytest.fixture
def server(world: World) -> Iterator[GitHubServer]:
    """The server over `world`; what it answered is what GitHub describes."""
    with GitHubServer(world) as running:
        yield running
    assert not running.faults_found


@pytest.fixture
def connect(server: GitHubServer, world: World, tmp_path: Path) -> Iterator[Connect]:
    """Make a reader; without a token on demand. Waits are skipped, answers kept on the disk."""
    made: list[Session] = []

    def connection(token: str | None = None, **manners: object) -> GitHub:
        chosen = {"cache": tmp_path / "cache", "sleep": lambda seconds: None, **manners}
        session = Session(server.origin, world.token if token is None else token, Manners(**chosen))
        made.append(session)
        return GitHub(session, f"{server.origin}{API}", world.path)

    yield connection
    for session in made:
        session.close()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: GitHubServer) -> None:
    """A user's environment with a token for the server, and nothing else of his."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "GITHUB_SERVER_URL", "GITLAB_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GH_HOST", server.origin.removeprefix("http://"))
    monkeypatch.setenv("GH_ENTERPRISE_TOKEN", server.world.token)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LANGUAGE", "C")
    monkeypatch.setattr("time.sleep", lambda seconds: None)
