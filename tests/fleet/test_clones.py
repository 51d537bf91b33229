"""Clones on the disk: bounded, the least recently used first, none that somebody reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from aifactory.fleet import clones as module
from aifactory.fleet.clones import Clones
from aifactory.snapshot import open_snapshot
from aifactory.snapshot.clone import place_of
from aifactory.snapshot.heads import head_of
from tests.fleet.conftest import audit, counted, member, rows

MIB = 1 << 20


@pytest.fixture
def urls(tmp_path: Path) -> list[str]:
    """Three repositories of about a mebibyte each."""
    found = []
    for name in ("a", "b", "c"):
        repo = member(tmp_path / "fleet", name).file("data.bin", os.urandom(MIB)).commit()
        found.append(f"file://{repo.path}")
    return found


def use(url: str, cache: Path) -> None:
    with open_snapshot(url, cache=cache):
        Clones(cache).note(url)


def there(urls: list[str], cache: Path) -> str:
    return "".join(url[-5] for url in urls if place_of(url, cache).exists())


def test_the_least_recently_used_go_first(urls, tmp_path):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    use(urls[0], cache)
    clones = Clones(cache)
    clones.make_room(10 * MIB)
    assert there(urls, cache) == "abc"
    clones.make_room(int(2.5 * MIB))
    assert there(urls, cache) == "ac"
    clones.make_room(int(1.5 * MIB))
    assert there(urls, cache) == "a"
    use(urls[1], cache)  # what was taken away is fetched again
    assert there(urls, cache) == "ab"


def test_a_clone_that_is_spared_stays(urls, tmp_path):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    Clones(cache).make_room(int(1.5 * MIB), spared=urls[:1])
    assert there(urls, cache) == "a"


def test_a_clone_that_is_read_stays(urls, tmp_path):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    with open_snapshot(urls[0], cache=cache) as snapshot:
        Clones(cache).make_room(0)
        assert there(urls, cache) == "a"
        assert len(snapshot.tree.read("data.bin", 2 * MIB)) == MIB
    Clones(cache).make_room(0)
    assert there(urls, cache) == ""


def test_two_programs_make_room_at_once(urls, tmp_path):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    program = (
        "import sys; from pathlib import Path; from aifactory.fleet.clones import Clones\n"
        f"Clones(Path(sys.argv[1])).make_room({int(1.5 * MIB)})"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(cache)]) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert there(urls, cache) == "c"


def test_a_lost_ledger_is_made_anew(urls, tmp_path):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    (cache / "clones/ledger.sqlite").unlink()
    Clones(cache).make_room(0)
    assert there(urls, cache) == ""


def test_some_of_the_disk_is_left(urls, tmp_path, monkeypatch):
    cache = tmp_path / "kept"
    for url in urls:
        use(url, cache)
    usage = SimpleNamespace(free=3 * MIB)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: usage)
    monkeypatch.setattr(module, "LEFT", int(4.5 * MIB))
    Clones(cache).make_room(10 * MIB)
    assert there(urls, cache) == "c"


def test_a_run_keeps_its_clones_within_their_bound(urls, tmp_path):
    (tmp_path / "list.txt").write_text("\n".join(urls))
    store, cache = str(tmp_path / "f.sqlite"), tmp_path / "kept"
    words = ("--cache", str(cache), "--budget", "2500K", "--jobs", "1")
    assert audit(tmp_path / "list.txt", store, *words) == 0
    assert counted(store) == {"read": 3}
    assert there(urls, cache) == "bc"
    assert rows(store, "SELECT count(*) FROM readings") == [(3,)]


def test_heads_without_reading(tmp_path, monkeypatch):
    repo = member(tmp_path / "fleet", "a")
    head = repo.head()
    path = str(repo.path)
    assert head_of(path) == head_of(f"file://{path}") == head
    repo.git("pack-refs", "--all")
    assert not (repo.gitdir / "refs/heads/main").exists()
    assert head_of(path) == head
    (repo.gitdir / "HEAD").write_text(f"{head}\n")
    assert head_of(path) == head
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    assert head_of(str(tmp_path / "linked")) == head
    (repo.gitdir / "HEAD").write_text("ref: refs/heads/none\n")
    assert head_of(path) == ""
    assert head_of(str(tmp_path)) == ""
    assert head_of(str(tmp_path / "nowhere")) == ""
    assert head_of(f"{path}/refs") == ""  # a folder within a repository is none
    assert head_of("ext::sh -c touch% canary") == ""


def test_a_server_is_asked_for_its_head(tmp_path, monkeypatch):
    repo = member(tmp_path / "fleet", "a")
    ssh = tmp_path / "ssh"
    ssh.write_text('#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    assert head_of(f"ssh://host{repo.path}") == repo.head()
    assert head_of("ssh://host/nowhere") == ""
    ssh.write_text("#!/bin/sh\nsleep 60\n")
    assert head_of(f"ssh://host{repo.path}", patience=0.3) == ""
