"""What tests of the fleet share: a user without settings, stores of both kinds, small fleets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from aifactory.cli import main
from aifactory.fleet.store.opening import open_store
from tests.fleet.postgres import Postgres, programs
from tests.repos import Repo, build_repo

FILTERS = "[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user's environment without anything of his."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "AIFACTORY_FLEET_STORE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("DATA", "CACHE", "CONFIG"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL is installed")
    server = Postgres(folder)
    yield server
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a new store, of each kind in turn."""
    if request.param == "sqlite":
        return str(tmp_path / "fleet.sqlite")
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def fleet(tmp_path: Path) -> Callable[..., Path]:
    """Make bare repositories of these names; the folder that holds them."""

    def make(*names: str) -> Path:
        for name in names:
            member(tmp_path / "fleet", name).path  # noqa: B018 - written when asked for
        return tmp_path / "fleet"

    return make


def member(folder: Path, name: str) -> Repo:
    """A small repository that clones may leave contents out of."""
    repo = build_repo(folder, f"{name}.git", bare=True).config(FILTERS)
    repo.file("README.md", f"# {name}\n\nIt forecasts the tides of {name} for the harbour.\n")
    return repo.file("src/tide.py", "TIDE = 1\n").commit("Begin")


def audit(inventory: Path | str, store: str, *words: str) -> int:
    """`aifactory fleet audit`; its exit code."""
    head = ("fleet", "audit", str(inventory), "--store", store, "--lang", "en", "--jobs", "2")
    return main([*head, *words])


def rows(store: str, query: str) -> list[tuple[Any, ...]]:
    """What a query of the store finds."""
    opened = open_store(store)
    try:
        return opened.read(lambda connection: [tuple(r) for r in connection.execute(text(query))])
    finally:
        opened.close()


def counted(store: str) -> dict[str, int]:
    """The figures of the newest run."""
    names = ("read", "scored", "unchanged", "failed", "unreached")
    query = "SELECT read, scored, unchanged, failed, unreached FROM runs ORDER BY id DESC LIMIT 1"
    (row,) = rows(store, query)
    return {name: value for name, value in zip(names, row, strict=True) if value}
