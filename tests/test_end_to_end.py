"""The whole program on real repositories: the report, its replay, its exit codes."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from aifactory.cli import main
from tests.repos import Repo, build_repo

PROSE = (
    "This project predicts the water quality of every town from public measurements, so that "
    "citizens can see at a glance what they drink."
)
AS_OF = "2026-06-30"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = build_repo(tmp_path, "water")
    made.file("README.md", f"# Water\n\n{PROSE}\n").file(".gitignore", "x\n")
    made.commit("feat: describe the project").tag("v0.1.0")
    made.file("tests/test_a.py", "def test_a():\n    assert 1\n" * 1)
    return made.commit("test: check the first thing").tag("v0.2.0")


def report(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main(["audit", *words])
    return code, capsys.readouterr().out


def test_the_report_fits_its_schema(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = report(capsys, str(repo.path), "--format", "json", "--as-of", AS_OF)
    found = json.loads(out)
    schema = json.loads((files("aifactory") / "schemas" / "report-1.json").read_text("utf-8"))
    jsonschema.validate(found, schema)
    assert code == 0
    assert found["subject"]["commit"] == repo.head()
    assert found["subject"]["name"] == "water"
    assert [c["id"] for c in found["criteria"]] == [f"B4Cr{n}" for n in range(1, 11)]
    assert sum(len(c["checks"]) for c in found["criteria"]) == 45


def test_saved_facts_give_the_same_bytes(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved = str(tmp_path / "facts.json")
    assert main(["collect", str(repo.path), "-o", saved, "--as-of", AS_OF]) == 0
    for form in ("json", "markdown", "terminal"):
        direct = report(capsys, str(repo.path), "--format", form, "--as-of", AS_OF)
        again = report(capsys, str(repo.path), "--format", form, "--as-of", AS_OF)
        replayed = report(capsys, "--facts", saved, "--format", form)
        assert direct == again == replayed


def test_fail_under(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys, str(repo.path), "--fail-under", "1")[0] == 0
    assert report(capsys, str(repo.path), "--fail-under", "19")[0] == 1


def test_a_plain_folder_is_audited_on_files_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text(f"# Water\n\n{PROSE}\n")
    _, out = report(capsys, str(tmp_path), "--format", "json")
    checks = {c["id"]: c for criterion in json.loads(out)["criteria"] for c in criterion["checks"]}
    assert checks["readme-purpose"]["verdict"] == "pass"
    assert checks["versions-tagged"]["verdict"] == "unknown"
    assert json.loads(out)["sources"]["git"]["status"] == "missing"


def test_a_shallow_clone_says_how_to_deepen_it(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shallow = tmp_path / "shallow"
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(shallow))
    code, out = report(capsys, str(shallow))
    assert code == 0
    assert "--unshallow" in out


def test_a_waiver_stands_apart(repo: Repo, capsys: pytest.CaptureFixture[str]) -> None:
    text = "waivers:\n- {check: changelog, reason: the forge has it, expires: 2026-12-31}\n"
    text += "- {check: bug-form, reason: too early, expires: 2026-01-31}\n"
    repo.file(".aifactory.yml", text).commit("chore: write down what is accepted")
    _, out = report(capsys, str(repo.path), "--format", "json", "--as-of", AS_OF)
    found = json.loads(out)
    checks = {c["id"]: c for criterion in found["criteria"] for c in criterion["checks"]}
    assert (checks["changelog"]["verdict"], checks["changelog"]["earned"]) == ("waived", 0)
    assert checks["bug-form"]["verdict"] == "fail"
    assert any("expired on 2026-01-31" in str(note) for note in found["notes"])


def test_a_pack_of_ones_own(repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack = tmp_path / "mine.yml"
    pack.write_text(
        "schema: aifactory/policy/1\nextends: bloc4\nid: mine\nversion: '1'\nweights: {readme-purpose: 3}\nthreshold: 3\n"
    )
    _, out = report(capsys, str(repo.path), "--policy", str(pack), "--format", "json")
    assert json.loads(out)["policy"]["id"] == "mine"
    assert json.loads(out)["score"]["validated"] is True


def test_a_wrong_pack_is_refused_with_its_line(
    repo: Repo, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "mine.yml"
    pack.write_text(
        "schema: aifactory/policy/1\nextends: bloc4\nid: mine\nversion: '1'\nweights: {readme-purpose: much}\n"
    )
    assert main(["audit", str(repo.path), "--policy", str(pack)]) == 2
    assert "mine.yml:5" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code"),
    [(["/no/such/place"], 2), (["."], 3), (["--as-of", "soon"], 2), (["--policy", "none"], 2)],
)
def test_bad_input_is_one_line_and_a_next_step(
    words: list[str],
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["audit", *words]) == code
    assert "error: " in (said := capsys.readouterr().err)
    assert "Traceback" not in said


def test_an_outside_check_comes_by_entry_point(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import metadata

    from aifactory import checks
    from aifactory.model import Finding, Text

    class Point:
        def load(self) -> object:
            return lambda facts, params: Finding("full", Text("always"))

    monkeypatch.setattr(metadata, "entry_points", lambda **asked: [Point()])
    found = checks.find("my-own")(None, {})  # type: ignore[arg-type]
    assert found.level == "full"
