"""The Semgrep rules for AI code are whole, right about their cases, and reach every project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from aifactory.scaffold.new import create

ROOT = Path(__file__).parents[2]
RULES = ROOT / "policies" / "semgrep"
CASES = re.compile(r"# (ruleid|ok): (.+)")
SEMGREP = ("scan", "--quiet", "--metrics=off", "--disable-version-check")


def rules() -> list[tuple[Path, dict[str, Any]]]:
    return [
        (path, rule)
        for path in sorted(RULES.glob("*.yml"))
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]
    ]


def cases(path: Path) -> Counter[tuple[str, str]]:
    """How often each rule must match (`ruleid`) and must not (`ok`) in a file of cases."""
    told = CASES.findall(path.read_text("utf-8"))
    return Counter((kind, name) for kind, names in told for name in names.split(", "))


EACH = pytest.mark.parametrize(("path", "rule"), rules(), ids=[rule["id"] for _, rule in rules()])


@pytest.fixture(scope="session")
def semgrep(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Semgrep at the version that projects pin, apart from our tools: it pins old dependencies.

    `SEMGREP` names one that is installed already.
    """
    if named := os.environ.get("SEMGREP"):
        return named
    pins = (ROOT / "template" / "pyproject.toml.jinja").read_text("utf-8")
    version = re.search(r'"(semgrep==[\d.]+)"', pins)
    assert version
    folder = tmp_path_factory.mktemp("semgrep")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", version[1]]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"semgrep cannot be installed here: {done.stderr[-300:]}")
    return str(folder / "bin" / "semgrep")


def run(semgrep: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PATH": f"{Path(semgrep).parent}:{os.environ['PATH']}", "PYTHONPATH": ""}
    return subprocess.run(
        [semgrep, *SEMGREP, *arguments],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_there_are_many_and_each_has_one_name() -> None:
    names = [rule["id"] for _, rule in rules()]
    assert len(names) >= 50
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"ai(-[a-z0-9]+)+", name) for name in names)


@EACH
def test_a_rule_says_what_it_must(path: Path, rule: dict[str, Any]) -> None:
    told = rule["metadata"]
    assert rule["languages"] == ["python"]
    assert rule["severity"] in {"ERROR", "WARNING", "INFO"}
    assert told["category"] in {"security", "correctness"}
    assert told["confidence"] in {"HIGH", "MEDIUM", "LOW"}
    security = told["category"] == "security"
    assert re.fullmatch(r"CWE-\d+: .+" if security else r"CWE-\d+: .+|none", told["cwe"])
    risk = r"LLM(0[1-9]|10):2025 .+"
    assert re.fullmatch(risk if security else rf"{risk}|none", told["owasp-llm"])
    english, french = (" ".join(text.split()) for text in (rule["message"], told["message-fr"]))
    assert english != french
    assert min(len(english), len(french)) > 40
    assert {english[-1], french[-1]} == {"."}
    assert re.search(r"[àéèêç]", french)


@EACH
def test_a_rule_has_cases_of_both_kinds(path: Path, rule: dict[str, Any]) -> None:
    known = cases(path.with_suffix(".py"))
    assert known["ruleid", rule["id"]] >= 2
    assert known["ok", rule["id"]] >= 2


def test_cases_name_rules_of_their_file() -> None:
    for path in RULES.glob("*.py"):
        names = {name for _, name in cases(path)}
        told = yaml.safe_load((RULES / path.name.split(".")[0]).with_suffix(".yml").read_text())
        assert names <= {rule["id"] for rule in told["rules"]}
        compile(path.read_text("utf-8"), str(path), "exec")


def test_every_fix_is_tested() -> None:
    fixing = {path.stem for path, rule in rules() if {"fix", "fix-regex"} & set(rule)}
    assert {path.name.split(".")[0] for path in RULES.glob("*.fixed.py")} == fixing


def test_semgrep_agrees_with_the_cases(semgrep: str) -> None:
    done = run(semgrep, "--test", str(RULES))
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(rules())
    assert f"{count}/{count}: ✓ All tests passed" in done.stdout
    assert "✓ All fix tests passed" in done.stdout


def test_a_case_that_is_not_met_is_told(semgrep: str, tmp_path: Path) -> None:
    rule, case = tmp_path / "data.yml", tmp_path / "data.py"
    rule.write_bytes((RULES / "data.yml").read_bytes())
    told = (RULES / "data.py").read_text("utf-8")
    case.write_text(told.replace("# ok: ai-fit-on-test", "# ruleid: ai-fit-on-test", 1), "utf-8")
    assert run(semgrep, "--test", str(tmp_path)).returncode == 1


@pytest.mark.parametrize("kind", ["ml", "rag", "batch"])
def test_projects_carry_the_rules_and_pass_them(kind: str, semgrep: str, tmp_path: Path) -> None:
    project = create(tmp_path / "demo", {"kind": kind}, defaults=True, repository=False)
    carried = {path.name: path.read_bytes() for path in (project / "policies/semgrep").iterdir()}
    assert carried == {path.name: path.read_bytes() for path in RULES.iterdir() if path.is_file()}
    places = [name for name in ("src", "tools", "deploy") if (project / name).is_dir()]
    config = ("--error", "--strict", "--config", "policies/semgrep")
    done = run(semgrep, *config, *places, cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr


def test_we_pass_our_own_rules(semgrep: str) -> None:
    """The files that call what a rule names; CI scans all of them, which takes a minute."""
    told = "\n".join(path.read_text("utf-8") for path in RULES.glob("*.yml"))
    called = [f"{name}(" for name in set(re.findall(r"\b([a-z_]\w*\.\w+)\(", told))]
    ours = sorted((ROOT / "src").rglob("*.py"))
    near = [str(p) for p in ours if any(name in p.read_text("utf-8") for name in called)]
    assert len(near) > 10
    done = run(semgrep, "--error", "--strict", "--config", "policies/semgrep", *near)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_page_of_rules_is_up_to_date() -> None:
    script = [sys.executable, "docs/semgrep_rules.py"]
    done = subprocess.run(script, cwd=ROOT, capture_output=True, check=True)
    told = (ROOT / "docs" / "semgrep-rules.md").read_bytes()
    assert done.stdout == told, "write it again: docs/semgrep_rules.py"
