"""`aifactory fleet` as people use it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec
import pytest
from pyarrow import parquet

from aifactory import engine, policy
from aifactory.cli import main
from aifactory.facts import Facts
from aifactory.fleet import packing
from aifactory.fleet.places import VARIABLE
from aifactory.model import Scorecard
from aifactory.policy import Policy
from tests.fleet.conftest import audit, counted, member, rows

PACK = "schema: aifactory/policy/1\nid: mine\nextends: bloc4\nversion: {}\nthreshold: {}\n"


def pack(folder: Path, version: str = "1.0.0", threshold: int = 5) -> str:
    path = folder / "mine.yml"
    path.write_text(PACK.format(version, threshold))
    return str(path)


def test_the_second_night_reads_what_changed(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    assert audit(folder, store) == 0
    assert capsys.readouterr().out == "listed: 2 · read: 2\n"
    assert audit(folder, store, "--since-last") == 0
    assert capsys.readouterr().out == "listed: 2 · unchanged: 2\n"
    member(folder, "c").path  # noqa: B018
    changed = member(tmp_path / "other", "a").file("more", "more\n").commit("More")
    changed.git("push", "-q", str(folder / "a.git"), "main:main")
    assert audit(folder, store, "--since-last") == 0
    assert counted(store) == {"read": 2, "unchanged": 1}
    assert rows(store, "SELECT count(*) FROM readings") == [(4,)]
    mine = pack(tmp_path)
    assert audit(folder, store, "--since-last", "--policy", mine, "--policy", "bloc4") == 0
    assert counted(store) == {"scored": 3}
    assert audit(folder, store, "--since-last", "--policy", mine) == 0
    assert counted(store) == {"unchanged": 3}


def test_scores_are_those_of_an_audit(fleet, store, tmp_path, capsys):
    folder = fleet("a")
    assert audit(folder, store, "--as-of", "2026-06-30") == 0
    query = "SELECT r.facts, s.card, s.proven, s.reach, s.validated, p.data FROM readings r "
    query += "JOIN scores s ON s.reading_id = r.id JOIN policies p ON p.id = s.policy_id"
    ((facts, card, proven, reach, validated, data),) = rows(store, query)
    expected = engine.collect(str(folder / "a.git"), as_of="2026-06-30")
    assert packing.unpack(facts, Facts) == expected
    kept, bloc4 = packing.unpack(card, Scorecard), packing.unpack(data, Policy)
    assert msgspec.json.encode(bloc4) == msgspec.json.encode(policy.load("bloc4"))
    for lang in ("en", "fr"):
        assert packing.spoken(kept, bloc4, lang) == engine.evaluate(expected, bloc4, lang)
    assert (proven, reach) == (kept.score.proven, kept.score.reach)
    assert bool(validated) == kept.score.validated
    ((points,),) = rows(store, "SELECT sum(proven) FROM criteria")
    assert points == pytest.approx(proven)


def test_another_policy_scores_the_whole_fleet_without_reading(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    assert audit(folder, store, "--as-of", "2026-06-29") == 0
    assert audit(folder, store, "--as-of", "2026-06-30") == 0
    folder.rename(tmp_path / "gone")
    capsys.readouterr()
    words = ("--store", store, "--lang", "en")
    assert main(["fleet", "score", "--policy", pack(tmp_path), *words]) == 0
    assert capsys.readouterr().out == "mine 1.0.0 · 2 readings scored\n"
    assert main(["fleet", "score", "--policy", pack(tmp_path), "--history", *words]) == 0
    assert capsys.readouterr().out == "mine 1.0.0 · 2 readings scored\n"
    assert main(["fleet", "score", "--policy", pack(tmp_path), "--history", *words]) == 0
    assert capsys.readouterr().out == "mine 1.0.0 · 0 readings scored\n"
    assert main(["fleet", "score", "--policy", pack(tmp_path, threshold=6), *words]) == 0
    assert capsys.readouterr().out == "mine 1.0.0 · 2 readings scored\n"
    found = rows(store, "SELECT threshold, count(*) FROM scores GROUP BY threshold ORDER BY 1")
    assert found == [(5.0, 4), (6.0, 2), (10.0, 4)]


def test_each_may_have_a_policy_of_its_own(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    pack(tmp_path)
    listed = tmp_path / "fleet.csv"
    listed.write_text(f"url,team,policy\n{folder}/a.git,One,mine.yml\n{folder}/b.git,Two,\n")
    assert audit(listed, store) == 0
    query = "SELECT r.team, p.name FROM repositories r JOIN scores s USING (reading_id)"
    query += " JOIN policies p ON p.id = s.policy_id ORDER BY 1"
    assert rows(store, query) == [("One", "mine"), ("Two", "bloc4")]
    listed.write_text(f"url,team,policy\n{folder}/a.git,One,yours\n")
    assert audit(listed, store) == 2
    assert "line 2: no policy is called yours" in capsys.readouterr().err


def test_status_tells_what_is_there_and_what_fails(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    (folder / "broken").mkdir()
    (folder / "broken/.git").write_text("gitdir: /nowhere\n")
    assert audit(folder, store) == 0
    capsys.readouterr()
    assert main(["fleet", "status", "--store", store, "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "3 repositories · 2 read · 1 failing · 2 readings kept" in out
    assert "bloc4 1.0.0 · 2 repositories scored" in out
    assert "listed: 3 · read: 2 · failed: 1" in out
    assert "which is no git directory [1 run, on" in out
    assert main(["fleet", "status", "--store", store, "--format", "json", "--lang", "fr"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["repositories"], data["read"]) == (3, 2)
    (failure,) = data["failures"]
    assert failure["kind"] == "read"
    assert "qui n'est pas un répertoire git" in failure["reason"]
    assert data["runs"][0]["outcome"] == "done"


def test_a_terminal_is_told_in_french(fleet, store, tmp_path, capsys):
    head = ["fleet", "audit", str(fleet("a")), "--store", store, "--lang", "fr"]
    assert main(head) == 0
    assert capsys.readouterr().out == "recensés\N{NO-BREAK SPACE}: 1 · lus\N{NO-BREAK SPACE}: 1\n"


def test_hostile_names_do_not_act_on_a_terminal(store, tmp_path, capsys):
    listed = tmp_path / "list.txt"
    listed.write_text("/nowhere/\x1b[31mred \x1b]0;title\x07\n")
    assert audit(listed, store) == 3
    assert main(["fleet", "status", "--store", store]) == 0
    captured = capsys.readouterr()
    assert "\x1b" not in captured.out + captured.err


def test_a_password_is_stored_nowhere(store, tmp_path, capsys):
    listed = tmp_path / "list.txt"
    listed.write_text("https://me:s3cret@127.0.0.1:9/a/b.git\n")
    assert audit(listed, store, "--cache", str(tmp_path / "kept")) == 3
    assert main(["fleet", "status", "--store", store]) == 0
    captured = capsys.readouterr()
    assert "s3cret" not in captured.out + captured.err
    kept = str(rows(store, "SELECT address, name FROM repositories"))
    kept += str(rows(store, "SELECT reason FROM failures"))
    assert "127.0.0.1:9/a/b" in kept
    assert "s3cret" not in kept


def test_export(fleet, store, tmp_path, capsys):
    folder = fleet("a", "b")
    for day in ("2026-06-29", "2026-06-30"):
        assert audit(folder, store, "--as-of", day) == 0
    path = tmp_path / "fleet.parquet"
    path.write_bytes(b"old")
    assert main(["fleet", "export", "-o", str(path), "--store", store, "--lang", "en"]) == 0
    assert f"40 lines written to {path}" in capsys.readouterr().err
    table = parquet.read_table(path).to_pylist()
    assert len(table) == 2 * 2 * 10
    assert {row["as_of"] for row in table if row["newest"]} == {"2026-06-30"}
    first = table[0]
    assert first["repository"] == str(folder / "a.git")
    assert (first["policy"], first["total_points"], first["threshold"]) == ("bloc4", 20.0, 10.0)
    mine = [row for row in table if row["newest"] and row["repository"] == first["repository"]]
    assert sum(row["proven"] for row in mine) == pytest.approx(mine[0]["total_proven"])
    assert {p.name for p in tmp_path.glob("*.parquet*")} == {"fleet.parquet"}
    assert main(["fleet", "export", "-o", "/nowhere/x", "--store", store]) == 2


def test_prune(fleet, store, capsys):
    folder = fleet("a")
    for day in ("2026-06-29", "2026-06-30"):
        assert audit(folder, store, "--as-of", day) == 0
    assert main(["fleet", "prune", "--older-than", "90d", "--store", store, "--lang", "en"]) == 0
    assert capsys.readouterr().out.endswith("0 readings deleted\n")
    old = "UPDATE readings SET read_at = '2020-01-01 00:00:00'"
    from sqlalchemy import text

    from aifactory.fleet.store.opening import open_store

    opened = open_store(store)
    opened.write(lambda connection: connection.execute(text(old)))
    opened.close()
    assert main(["fleet", "prune", "--older-than", "90d", "--store", store, "--lang", "en"]) == 0
    assert capsys.readouterr().out == "1 reading deleted\n"
    assert rows(store, "SELECT as_of FROM readings") == [("2026-06-30",)]
    assert main(["fleet", "prune", "--older-than", "99999999d", "--store", store]) == 0


def test_the_time_of_a_run_is_over(fleet, store, capsys):
    folder = fleet(*(f"r{n}" for n in range(8)))
    assert audit(folder, store, "--budget", "0.01s") == 0
    out = capsys.readouterr().out
    assert "not reached: 8" in out
    assert "the next run begins with what is left" in out
    assert rows(store, "SELECT outcome FROM runs") == [("out-of-time",)]
    assert audit(folder, store, "--since-last") == 0
    assert counted(store) == {"read": 8}


def test_the_default_store_is_in_the_data_folder(fleet, tmp_path, monkeypatch, capsys):
    assert main(["fleet", "audit", str(fleet("a")), "--lang", "en"]) == 0
    place = tmp_path / "data/aifactory/fleet.sqlite"
    assert place.stat().st_mode & 0o077 == 0
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other.sqlite"))
    capsys.readouterr()
    assert main(["fleet", "status", "--lang", "en"]) == 2
    assert f"there is no store at {tmp_path}/other.sqlite" in capsys.readouterr().err
    assert not (tmp_path / "other.sqlite").exists()


@pytest.mark.parametrize(
    ("module", "words", "extra"),
    [
        ("sqlalchemy", ["status"], "fleet"),
        ("alembic", ["audit", "."], "fleet"),
        ("psycopg", ["status", "--store", "postgresql://host/db"], "fleet"),
        ("distributed", ["audit", ".", "--scheduler", "tcp://127.0.0.1:9"], "fleet"),
        ("pyarrow", ["export", "-o", "x"], "parquet"),
    ],
)
def test_what_is_not_installed_is_named(fleet, monkeypatch, capsys, module, words, extra):
    monkeypatch.chdir(fleet("a"))
    monkeypatch.setitem(sys.modules, module, None)
    assert main(["fleet", *words, "--lang", "en"]) == 2
    captured = capsys.readouterr().err
    assert f"{module} is not installed" in captured
    assert f'pip install "aifactory[{extra}]"' in captured


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["audit", "x", "--jobs", "0"], "not a number from 1 to"),
        (["audit", "x", "--time-limit", "soon"], "not an amount: soon: write a time as 90s"),
        (["audit", "x", "--size-limit", "2"], "write a size as"),
        (["audit", "x", "--budget", "plenty"], "not an amount: plenty"),
        (["audit", "x", "--policy", "nonsense"], "no policy is called nonsense"),
        (["audit", "/nowhere/at/all"], "no such folder or list"),
        (["audit", "x", "--since", "2026-01-01"], "say how the forge is read"),
        (["score"], "there is no store at"),
        (["score", "--store", "empty"], "the store holds no facts"),
        (["gate", "--store", "empty"], "the store holds no scores"),
        (["prune", "--store", "empty"], "nothing says what is to be forgotten"),
        (["prune", "--store", "empty", "--inventory", "x"], "the store knows no inventory"),
    ],
)
def test_wrong_words(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").write_text("/a\n")
    (tmp_path / "empty").touch()
    assert main(["fleet", *words, "--lang", "en"]) in (2, 3)
    assert said in " ".join(capsys.readouterr().err.split())
