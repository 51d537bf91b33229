import importlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    """A script of tools/, imported as it is when it runs."""
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    return importlib.import_module(name)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty git repository, which is the current folder."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_TOKEN", "GITLAB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    git("init", "-q", "-b", "main")
    return tmp_path


def git(*words: str, when: str = "2027-01-04T09:00:00+00:00") -> None:
    """Run git as a person, at a time."""
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *words], check=True, env=os.environ | dates, capture_output=True)


def test_indicators_are_counted_from_commits_and_tags(repository: Path) -> None:
    for day in ("04", "05", "12"):
        git("commit", "--allow-empty", "-qm", "feat: step", when=f"2027-01-{day}T09:00:00+00:00")
    git("tag", "-a", "v0.1.0", "-m", "one", when="2027-01-14T09:00:00+00:00")
    found = tool("flow_metrics").measure(date(2027, 1, 15))
    assert sum(found["throughput"]) == 3
    assert found["throughput"][found["weeks"].index("2027-W01")] == 2
    assert (found["deliveries"], found["velocity"]) == (1, None)
    assert (found["lead_time_p50_days"], found["lead_time_p85_days"]) == (9, 10)


def test_nothing_done_is_nothing_recorded(repository: Path) -> None:
    git("commit", "--allow-empty", "-qm", "feat: long ago", when="2020-01-04T09:00:00+00:00")
    assert tool("flow_metrics").main("records") == 0
    assert not Path("records").exists()


def test_a_record_holds_the_table_and_the_figures(repository: Path) -> None:
    indicators = tool("flow_metrics")
    git("commit", "--allow-empty", "-qm", "feat: step", when="2027-01-04T09:00:00+00:00")
    found = indicators.measure(date(2027, 1, 5))
    page = indicators.page(found)
    assert "2027-W01 |" in page
    assert page.count("\n|") == 4
    assert json.loads(json.dumps(found)) == found


def test_quantiles_are_nearest_rank() -> None:
    quantile = tool("flow_metrics").quantile
    assert quantile([], 0.5) is None
    assert [quantile([3.0, 1.0, 2.0, 4.0], share) for share in (0.5, 0.85, 1)] == [2, 4, 4]


def test_a_licence_off_the_list_is_named() -> None:
    licences = tool("licences")
    accepted = licences.allowed("MIT # short\n\n# Apache-2.0\n")
    assert accepted == {"mit"}
    declared = [
        {"Name": "a", "Version": "1", "License": "MIT OR GPL-3.0"},
        {"Name": "b", "Version": "2", "License": "GPL-3.0"},
    ]
    assert licences.refused(declared, accepted) == ["b 2: GPL-3.0"]


def test_licences_that_hold_together_must_all_be_accepted() -> None:
    licences = tool("licences")
    declared = [
        {"Name": "a", "Version": "1", "License": "(MIT AND BSD-3-Clause) OR GPL-3.0"},
        {"Name": "b", "Version": "1", "License": "MIT AND GPL-3.0"},
        {"Name": "c", "Version": "1", "License": "GPL License; ISC License (ISCL)"},
    ]
    accepted = {"mit", "bsd-3-clause", "isc license (iscl)"}
    assert licences.refused(declared, accepted) == ["b 1: MIT AND GPL-3.0"]


def test_what_is_shipped_follows_requirements_and_leaves_tools_out() -> None:
    names = set(tool("shipped").shipped())
    assert {"fastapi", "starlette", "pydantic-core"} <= names
    assert not names & {"ruff", "pytest", "semgrep"}


def test_the_bill_of_materials_is_cut_to_what_is_shipped() -> None:
    document = {
        "metadata": {"component": {"bom-ref": "root", "name": "own"}},
        "components": [{"bom-ref": "a", "name": "Fast_API"}, {"bom-ref": "b", "name": "ruff"}],
        "dependencies": [
            {"ref": "root", "dependsOn": ["a"]},
            {"ref": "a", "dependsOn": ["b"]},
            {"ref": "b"},
        ],
    }
    found = tool("shipped").cut(document, {"fast-api"})
    assert [one["name"] for one in found["components"]] == ["Fast_API"]
    assert found["dependencies"] == [
        {"ref": "root", "dependsOn": ["a"]},
        {"ref": "a", "dependsOn": []},
    ]
