"""The task that reads one repository, called as workers call it."""

from __future__ import annotations

import pytest

from aifactory.facts import Facts
from aifactory.facts.forge import ForgeFacts
from aifactory.fleet.orders import Order
from aifactory.fleet.packing import pack, unpack, unpacked
from aifactory.fleet.task import apart
from aifactory.policy import load
from tests.fleet.conftest import audit, counted, member, rows
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World


def test_requests_to_others_are_counted(tmp_path):
    repo = member(tmp_path / "fleet", "a")
    packs = (pack(load("bloc4")),)
    words = {"repository": 1, "today": "2026-06-30", "policies": packs}
    here = apart(Order(address=str(repo.path), **words))
    assert (here.failure, here.requests) == (None, 0)
    there = Order(address=f"file://{repo.path}", cache=str(tmp_path / "kept"), **words)
    assert apart(there).requests == 2  # the clone, and the contents at HEAD
    assert apart(there).requests == 2  # where HEAD is, and what is new
    assert apart(there).head == here.head


def test_the_forge_is_read_too(tmp_path, store, monkeypatch):
    with GitHubServer(World()) as server:
        monkeypatch.setenv("GH_HOST", server.origin.removeprefix("http://"))
        monkeypatch.setenv("GH_ENTERPRISE_TOKEN", server.world.token)
        server.world.label("bug", "d73a4a", "broken")
        repo = member(tmp_path / "fleet", "a")
        repo.config(f'[remote "origin"]\n\turl = {server.url}.git\n')
        assert repo.path
        assert audit(tmp_path / "fleet", store, "--forge") == 0
        assert counted(store) == {"read": 1}
        ((forge, facts),) = rows(store, "SELECT forge, facts FROM readings")
        assert forge
        assert isinstance(unpack(facts, Facts).forge, ForgeFacts)
        assert audit(tmp_path / "fleet", store, "--forge", "--since-last") == 0
        assert counted(store) == {"unchanged": 1}
        assert audit(tmp_path / "fleet", store, "--since-last", "--as-of", "2030-01-01") == 0
        assert counted(store) == {"unchanged": 1}
        words = ("--forge", "--since-last", "--as-of", "2030-01-01")
        assert audit(tmp_path / "fleet", store, *words) == 0
        assert counted(store) == {"read": 1}
    assert not server.faults_found


def test_what_is_kept_is_bounded_and_whole():
    data = pack(["a"] * 1000)
    assert unpack(data, list[str]) == ["a"] * 1000
    with pytest.raises(ValueError, match="cut short"):
        unpacked(data[:-4])
