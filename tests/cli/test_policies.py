import json

import pytest

from aifactory.cli import main
from aifactory.policy import SCHEMA, available, data_path


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")


def test_the_packs_are_listed(capsys):
    assert main(["policies"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["policy", "version", "points", "validated", "from", "checks"]
    assert [row.split()[0] for row in rows] == list(available())
    (row,) = (row for row in rows if row.startswith("bloc4"))
    assert row.split()[1:5] == ["1.0.0", "20", "10", "45"]
    assert row.endswith("Bloc 4: working between peers in a software factory")


def test_the_packs_are_listed_in_french(capsys):
    assert main(["policies", "--lang", "fr"]) == 0
    out = capsys.readouterr().out
    assert "validé à partir de" in out
    assert "usine logicielle" in out


def test_the_schema_is_printed_with_its_place_beside(capsys):
    assert main(["policies", "--schema"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["$id"] == "urn:aifactory:policy:1"
    assert captured.err == f"{data_path(SCHEMA)}\n"


def test_a_wrong_pack_is_told_over_several_lines(capsys, tmp_path):
    path = tmp_path / "pack.yml"
    path.write_text("schema: aifactory/policy/1\nextends: bloc4\nid: M\nversion: 2\n", "utf-8")
    assert main(["explain", "roadmap", "--policy", str(path)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"aifactory: error: {path}:3: id: expected lower-case")
    assert lines[1] == f"  {path}:4: version: expected a text, found 2"
    assert "aifactory policies --schema" in lines[2]
