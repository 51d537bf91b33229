"""Several packs and a jury through the command line, on a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aifactory.checks import bloc4
from aifactory.checks.finding import ask, failed
from aifactory.cli import main
from aifactory.cli.explain import find
from aifactory.model import Evidence, Text
from aifactory.policy import load
from tests.packs import JURY, LEAST, shipped, write
from tests.repos import Repo

MARKS = """\
by: Ms Martin
date: 2026-06-30
marks:
  pitch-heard: {mark: 2, reason: heard}
  sample-shown: {mark: 1, reason: shown in part}
"""
README = "# Water\n\n## Usage\n\n    pip install water\n"


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "C")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def packs(tmp_path, monkeypatch):
    """Two packs more, as if they shipped, with functions for the checks of one."""
    for name in ("pitch-heard", "sample-shown"):
        found = ask(Text("the pitch"), [Evidence("README.md", 1)])
        monkeypatch.setitem(bloc4.TABLE, name, lambda _facts, _params, found=found: found)
    monkeypatch.setitem(bloc4.TABLE, "suite-kept", lambda _f, _p: failed(Text("no suite")))
    folder = tmp_path / "shipped"
    folder.mkdir()
    write(folder, JURY, "bloc1.yml")
    write(folder, LEAST, "mltest.yml")
    with shipped(monkeypatch, folder):
        yield


@pytest.fixture
def water(repo: Repo) -> Path:
    # What a repository says of marks is its own opinion.
    repo.file("README.md", README).file("marks.yml", MARKS).file(".aifactory.yml", MARKS)
    return repo.commit("docs: say how it is used").path


def audit(water: Path, capsys, *words: str) -> str:
    assert main(["audit", str(water), "--as-of", "2026-06-30", *words]) == 0
    return capsys.readouterr().out


def test_all_packs_are_read_once_and_stand_on_one_page(packs, water, capsys, monkeypatch):
    from aifactory import engine

    collected = []
    collect = engine.collect
    monkeypatch.setattr(engine, "collect", lambda *a, **k: collected.append(a) or collect(*a, **k))
    text = audit(water, capsys, "--policy", "all")
    assert len(collected) == 1
    top, *cards = text.split("═" * 80)
    assert top.startswith("Certification: 0 blocs of 4 validated\n")
    names = [line.split()[1] for line in top.splitlines() if line.startswith(tuple("✓◐✗–"))]
    assert names[:4] == ["bloc1", "bloc2", "bloc3", "bloc4"]
    assert "mltest" in names[4:]
    assert "Not audited     bloc2 · bloc3" in top
    assert "bloc1: 2 questions (4 points)" in top
    assert "aifactory memoire check" in top
    assert [card.strip().splitlines()[0][:12] for card in cards[:1]] == ["0.0/6 proven"]


def test_named_packs_stand_together_too_and_one_stands_alone(packs, water, capsys):
    text = audit(water, capsys, "--policy", "bloc4", "--policy", "bloc1")
    assert text.startswith("Certification: 0 blocs of 4 validated\n")
    assert "Certification" not in audit(water, capsys, "--policy", "bloc1")
    listed = json.loads(
        audit(water, capsys, "--policy", "bloc1", "--policy", "bloc4", "--format", "json")
    )
    assert [one["policy"]["id"] for one in listed] == ["bloc1", "bloc4"]


def test_a_jury_s_marks_come_from_who_runs_the_audit(packs, water, capsys, tmp_path):
    words = ("--policy", "bloc1", "--format", "json")
    before = json.loads(audit(water, capsys, *words))
    assert before["score"] == {"proven": 0, "reach": 4, "waived": 0, "validated": False}
    path = tmp_path / "given.yml"
    path.write_text(MARKS, "utf-8")
    after = json.loads(audit(water, capsys, *words, "--jury", str(path)))
    assert after["score"] == {"proven": 3, "reach": 3, "waived": 0, "validated": True}
    (first, second) = after["criteria"][0]["checks"]
    assert (first["verdict"], second["verdict"]) == ("pass", "partial")
    assert first["message"] == "mark of Ms Martin, 2026-06-30: heard"
    assert first["evidence"][0]["path"] == "README.md"
    assert after["sources"]["jury"]["status"] == "read"


def test_wrong_marks_stop_the_audit_before_anything_is_read(packs, tmp_path, capsys):
    path = tmp_path / "given.yml"
    path.write_text(MARKS + "  ci-tests: {mark: 1, reason: x}\n", "utf-8")
    assert main(["audit", str(tmp_path / "none"), "--policy", "all", "--jury", str(path)]) == 2
    assert "given.yml:6: ci-tests is no question to the jury" in capsys.readouterr().err


def test_an_empty_form_is_printed_and_can_be_given_back(packs, water, capsys, tmp_path):
    assert main(["policies", "--jury-form", "all"]) == 0
    form = capsys.readouterr().out
    assert "# bloc1 · B1Cr1 · Presenting the need" in form
    path = tmp_path / "form.yml"
    path.write_text(form, "utf-8")
    words = ("--policy", "bloc1", "--format", "json", "--jury", str(path))
    assert json.loads(audit(water, capsys, *words))["score"]["proven"] == 0


def test_marks_count_on_both_sides_of_a_comparison(packs, water, capsys, tmp_path):
    path = tmp_path / "given.yml"
    path.write_text(MARKS, "utf-8")
    words = ("--policy", "all", "--jury", str(path))
    text = audit(water, capsys, *words, "--compare", "HEAD")
    assert "Bloc 1: data for a project: 3.0 → 3.0 of 6 (±0)" in text
    saved = tmp_path / "report.json"
    saved.write_text(audit(water, capsys, "--policy", "all", "--format", "json"), "utf-8")
    text = audit(water, capsys, *words, "--compare", str(saved))
    assert "Bloc 1: data for a project: 0.0 → 3.0 of 6 (+3)" in text
    assert "Readiness of the tests: 0.0 → 0.0 of 1.5 (±0)" in text


def test_every_pack_has_to_reach_the_points_asked_for(packs, water):
    words = ["audit", str(water), "--policy", "bloc4", "--policy", "mltest", "-o", "/dev/null"]
    assert main([*words, "--fail-under", "0"]) == 0
    assert main([*words, "--fail-under", "0.5"]) == 1  # bloc4 has more, mltest less


@pytest.mark.parametrize("form", ["html", "markdown", "summary", "sarif", "junit", "codequality"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_form_shows_all_packs(packs, water, capsys, form, lang):
    text = audit(water, capsys, "--policy", "all", "--format", form, "--lang", lang)
    if form == "sarif":
        runs = json.loads(text)["runs"]
        ids = [run["automationDetails"]["id"] for run in runs]
        assert len(set(ids)) == len(ids) >= 3
        kinds = {r["ruleId"]: r["kind"] for run in runs for r in run["results"]}
        assert kinds["pitch-heard"] == "open"
    elif form == "codequality":
        found = json.loads(text)
        assert not [one for one in found if one["check_name"] == "pitch-heard"]
        assert sum(one["check_name"] == "unit-tests" for one in found) == 1
    elif form == "junit":
        assert 'classname="bloc1.B1Cr1"' in text
        assert "Whose need is it?" in text or "De qui est-ce le besoin" in text
    else:
        assert ("0 blocs of 4 validated" if lang == "en" else "0 bloc validé sur 4") in text


def test_what_a_badge_shows_is_one_pack(packs, water, capsys):
    assert main(["audit", str(water), "--policy", "all", "--format", "badge"]) == 2
    assert "shows one policy" in capsys.readouterr().err


def test_a_check_or_criterion_of_any_shipped_pack_is_explained(packs, capsys):
    assert main(["explain", "pitch-heard"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("pitch-heard · The need is presented\n")
    assert "judged by a jury" in text
    assert main(["explain", "t2"]) == 0
    assert capsys.readouterr().out.startswith("T2 · Data\n")
    assert main(["explain", "unit-tests"]) == 0  # borrowed elsewhere, but bloc4's own
    assert "criterion B4Cr3" in capsys.readouterr().out
    assert main(["explain", "pitch-heard", "--policy", "bloc4"]) == 2
    capsys.readouterr()
    assert main(["explain", "pitch-hear"]) == 2
    told = capsys.readouterr().err
    assert "no policy has a check or criterion called pitch-hear\n" in told
    assert "did you mean: pitch-heard" in told
    assert find(load("mltest"), "unit-tests")[0].id == "T1"


def test_all_packs_are_listed_with_points_and_threshold(packs, capsys):
    assert main(["policies"]) == 0
    rows = {line.split()[0]: line.split()[1:5] for line in capsys.readouterr().out.splitlines()}
    assert rows["bloc1"] == ["1.0", "6", "3", "3"]
    assert rows["mltest"] == ["1.0", "1.5", "1", "4"]


def test_the_certification_names_packs_that_are_to_ship_and_says_so_in_both_languages():
    from aifactory.certification import certification, every
    from aifactory.checks import PACKS
    from aifactory.policy import available

    told = certification()
    assert told.packs == ("bloc1", "bloc2", "bloc3", "bloc4")
    assert set(told.further) == set(PACKS) - set(told.packs)
    assert set(every()) == set(available())
    for text in (told.title, *(part for one in told.apart for part in (one.title, one.how))):
        assert text.en
        assert text.fr
