"""The packs and the check that the documents show are written, installed and used as they say."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from aifactory import policy
from aifactory.cli import main
from tests.docs.pages import ROOT
from tests.repos import build_repo

FOLDER = ROOT / "docs" / "extending"
NAMED = re.compile(r"`([\w.]+)`[^`]*\n\n```\w+\n(.*?)```", re.DOTALL)


def files(page: str, folder: Path) -> dict[str, Path]:
    """Write the files that a page names before their blocks."""
    found = {}
    for name, text in NAMED.findall((FOLDER / page).read_text("utf-8")):
        found[name] = folder / name
        found[name].write_text(text)
    return found


def verdicts(
    folder: Path, pack: Path, readme: str, *more: str
) -> tuple[int, dict[str, dict[str, object]]]:
    """What the command line says of a repository with this README, check by check."""
    repo = build_repo(folder, f"r{len(list(folder.iterdir()))}").file("README.md", readme).commit()
    report = folder / "report.json"
    words = [str(repo.path), "--policy", str(pack), "--format", "json", "-o", str(report), *more]
    code = main(["audit", *words])
    told = json.loads(report.read_text())
    return code, {one["id"]: one for criterion in told["criteria"] for one in criterion["checks"]}


def test_the_pack_that_extends_another(tmp_path: Path) -> None:
    pack = files("pack.md", tmp_path)["team.yml"]
    loaded = policy.load(str(pack))
    assert {one.id for one in loaded.criteria} >= {"T1", "B4Cr1"}
    assert "B4Cr4" not in {one.id for one in loaded.criteria}
    words = "It predicts the water of towns from public data, for those who drink it, each day. "
    _, short = verdicts(tmp_path, pack, f"# D\n\n{words * 2}\n")
    _, long = verdicts(tmp_path, pack, f"# D\n\n{words * 3}\n")
    assert (short["readme-purpose"]["verdict"], long["readme-purpose"]["verdict"]) == (
        "fail",
        "pass",
    )
    assert long["review-practised"]["points"] == 1.5
    assert long["dependency-updates"]["verdict"] == "fail"
    assert "satisfaction-recorded" not in long


def test_the_whole_pack(tmp_path: Path) -> None:
    pack = files("pack.md", tmp_path)["release.yml"]
    code, found = verdicts(tmp_path, pack, "# D\n", "--fail-under", "2")
    assert code == 1
    assert set(found) == {"versions-tagged", "changelog", "bug-form"}
    assert policy.load(str(pack)).level(2).en == "ready"
    assert main(["explain", "R1", "--policy", str(pack)]) == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The package of the page, installed by pip beside the others, and an environment with it."""
    folder = tmp_path_factory.mktemp("team-checks")
    files("check.md", folder)
    target = folder / "installed"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(target)]
    subprocess.run([*command, str(folder)], check=True, timeout=300, capture_output=True)
    return folder / "glossary.yml", os.environ | {"PYTHONPATH": str(target)}


@pytest.mark.parametrize(
    ("readme", "verdict", "earned"),
    [
        ("# D\n\n## Glossary\n\n- ph: acidity\n- tap: outlet\n- town: place\n", "pass", 1),
        ("# D\n\n## Glossary\n\n- ph: acidity\n", "partial", 0.5),
        ("# D\n\nA glossary will follow.\n\n- ph\n- tap\n- town\n", "fail", 0),
    ],
)
def test_the_check_of_ones_own(
    installed: tuple[Path, dict[str, str]], tmp_path: Path, readme: str, verdict: str, earned: float
) -> None:
    pack, environment = installed
    repo = build_repo(tmp_path).file("README.md", readme).commit()
    words = ("audit", str(repo.path), "--policy", str(pack), "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "aifactory", *words],
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    told = json.loads(done.stdout)
    (check,) = (c for one in told["criteria"] for c in one["checks"] if c["id"] == "glossary")
    assert (check["verdict"], check["earned"]) == (verdict, earned)


def test_without_the_package_the_next_step_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = files("check.md", tmp_path)["glossary.yml"]
    repo = build_repo(tmp_path).file("README.md", "# D\n").commit()
    assert main(["audit", str(repo.path), "--policy", str(pack)]) == 2
    assert "aifactory.checks" in capsys.readouterr().err


def test_the_waiver_that_is_shown_holds(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "waivers.md").read_text("utf-8")
    (shown,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    repo = build_repo(tmp_path).file(".aifactory.yml", shown).commit()
    report = tmp_path / "report.json"
    words = ["audit", str(repo.path), "--format", "json", "-o", str(report), "--as-of"]
    for day, verdict in (("2027-06-30", "waived"), ("2027-07-01", "fail")):
        assert main([*words, day]) == 0
        told = json.loads(report.read_text())
        (check,) = (
            c for one in told["criteria"] for c in one["checks"] if c["id"] == "container-recipe"
        )
        assert check["verdict"] == verdict
