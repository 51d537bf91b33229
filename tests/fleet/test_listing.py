"""What left its inventory: shown apart, and counted in nothing."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from pyarrow import parquet
from sqlalchemy import update

from aifactory.cli import main
from aifactory.fleet.inventory import called
from aifactory.fleet.rollout.campaign import fixing
from aifactory.fleet.rollout.jobs import Settled
from aifactory.fleet.store import campaigns, writing
from aifactory.fleet.store.opening import open_store
from aifactory.fleet.store.tables import readings, repositories
from tests.fleet.conftest import audit, counted, rows

GONE = "SELECT name FROM repositories WHERE unlisted_at IS NOT NULL ORDER BY 1"


def listed(tmp_path: Path, name: str, folder: Path, *members: str) -> Path:
    """A list of some of a folder's repositories, a team each."""
    path = tmp_path / name
    path.write_text("".join(f"{folder}/{one}.git team {one}\n" for one in members))
    return path


def tell(capsys, store: str, *words: str) -> str:
    capsys.readouterr()
    assert main(["fleet", *words, "--store", store, "--lang", "en"]) in (0, 1)
    return capsys.readouterr().out


def test_what_left_is_shown_apart_and_counts_nowhere(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b", "c")
    both = listed(tmp_path, "one.txt", folder, "a", "b")
    assert audit(both, store) == 0
    assert audit(listed(tmp_path, "two.txt", folder, "b", "c"), store) == 0
    assert "Inventories and their repositories:" in tell(capsys, store, "status")
    (folder / "b.git" / "HEAD").write_text("nonsense\n")
    listed(tmp_path, "one.txt", folder, "a", "b")
    assert audit(both, store) == 0
    assert counted(store) == {"read": 1, "failed": 1}
    listed(tmp_path, "one.txt", folder, "a")
    assert audit(both, store) == 0
    assert rows(store, GONE) == []  # the other list names it still
    capsys.readouterr()
    assert audit(listed(tmp_path, "two.txt", folder, "c"), store) == 0
    assert "no longer in any inventory, and counted in nothing from now on: 1" in (
        capsys.readouterr().out
    )
    assert rows(store, GONE) == [("b",)]

    out = tell(capsys, store, "status")
    assert out.startswith("2 repositories · 2 read · 0 failing · 3 readings kept\n")
    assert "bloc4 1.0.0 · 2 repositories scored" in out
    assert f"{folder}/b.git, since " in out
    assert "What fails:" not in out
    data = json.loads(tell(capsys, store, "status", "--format", "json"))
    assert [one["repository"] for one in data["unlisted"]] == [f"{folder}/b.git"]
    assert data["failures"] == []
    assert [one["repositories"] for one in data["inventories"]] == [1, 1]

    judged = json.loads(tell(capsys, store, "gate", "--format", "json"))
    assert [team["team"] for team in judged["teams"]] == ["team a", "team c"]
    assert main(["fleet", "dashboard", "-o", str(tmp_path / "site"), "--store", store]) == 0
    told = json.loads((tmp_path / "site" / "fleet.json").read_text())
    (bloc4,) = told["policies"]
    assert [one["team"] for one in bloc4["repositories"]] == ["team a", "team c"]
    assert bloc4["groups"][0]["course"]["counts"] == [2]
    assert [one["address"] for one in told["unlisted"]] == [f"{folder}/b.git"]
    assert main(["fleet", "export", "-o", str(tmp_path / "f.parquet"), "--store", store]) == 0
    lines = parquet.read_table(tmp_path / "f.parquet").to_pylist()
    assert {line["team"]: line["listed"] for line in lines} == {
        "team a": True,
        "team b": False,
        "team c": True,
    }
    asked = ("fleet", "rollout", "--fix", "--plan", "--store", store, "--lang", "en", "--team")
    assert main([*asked, "team b"]) == 2
    assert "teams are: team a, team c" in capsys.readouterr().err
    assert main(["fleet", "score", "--policy", "lifecycle", "--store", store, "--lang", "en"]) == 0
    assert rows(store, "SELECT count(*) FROM scores s JOIN policies p ON p.id = s.policy_id "
                       "WHERE p.name = 'lifecycle'") == [(2,)]  # fmt: skip

    listed(tmp_path, "two.txt", folder, "b", "c")
    assert audit(tmp_path / "two.txt", store, "--since-last") == 0  # it is back, as it was
    assert rows(store, GONE) == []


def test_an_inventory_that_is_audited_no_more_is_given_up(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    one = listed(tmp_path, "one.txt", folder, "a")
    assert audit(one, store) == 0
    assert audit(listed(tmp_path, "two.txt", folder, "b"), store) == 0
    one.unlink()
    assert "1 repository is in no inventory now" in tell(
        capsys, store, "prune", "--inventory", str(one)
    )
    assert rows(store, GONE) == [("a",)]
    assert main(["fleet", "prune", "--inventory", str(one), "--store", store, "--lang", "en"]) == 2
    assert str(tmp_path / "two.txt") in capsys.readouterr().err
    assert "0 readings deleted" in tell(capsys, store, "prune", "--older-than", "1d")
    rows(store, "SELECT 1")
    age(store)
    assert "1 reading deleted" in tell(capsys, store, "prune", "--older-than", "1d")
    assert rows(store, "SELECT name FROM repositories") == [("b",)]
    assert rows(store, "SELECT count(*) FROM readings") == [(1,)]  # the newest of a listed one


def age(store: str) -> None:
    """Have everything be ten days older."""
    opened, old = open_store(store), writing.now() - timedelta(days=10)
    left = repositories.c.unlisted_at.is_not(None)
    opened.write(
        lambda c: c.execute(update(repositories).where(left).values(unlisted_at=old)).rowcount
    )
    opened.write(lambda c: c.execute(update(readings).values(read_at=old)).rowcount)
    opened.close()


def test_what_a_campaign_asked_is_not_forgotten(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    one = listed(tmp_path, "one.txt", folder, "a", "b")
    assert audit(one, store) == 0
    opened = open_store(store)
    ((number,),) = rows(store, "SELECT id FROM repositories WHERE name = 'a'")
    asked = Settled(state="open", url="https://forge.example/1")
    opened.write(campaigns.settle, number, fixing((), "mine"), asked, writing.now())
    opened.close()
    listed(tmp_path, "one.txt", folder, "b")
    assert audit(one, store, "--since-last") == 0
    age(store)
    assert "1 reading deleted" in tell(capsys, store, "prune", "--older-than", "1d")
    assert rows(store, "SELECT state FROM rollouts") == [("open",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://me:secret@github.com/Octo/", "github.com/octo"),
        ("https://github.com/orgs/octo", "https://github.com/octo"),
        ("here.txt", "./sub/../here.txt"),
    ],
)
def test_an_inventory_has_one_name(one, other, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert called(one) == called(other)
    assert "secret" not in called(one)


def test_a_list_by_a_link_is_known_by_the_link(tmp_path):
    (tmp_path / "november.txt").touch()
    (tmp_path / "now.txt").symlink_to("november.txt")
    assert called(str(tmp_path / "now.txt")) == str(tmp_path / "now.txt")
