import importlib.util
import json
import os
import subprocess
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name: str) -> ModuleType:
    """A script of tools/, imported."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
    found = tool("indicators").measure(date(2027, 1, 15))
    assert sum(found["throughput"]) == 3
    assert found["throughput"][found["weeks"].index("2027-W01")] == 2
    assert (found["deliveries"], found["velocity"]) == (1, None)
    assert (found["lead_time_p50_days"], found["lead_time_p85_days"]) == (9, 10)


def test_nothing_done_is_nothing_recorded(repository: Path) -> None:
    git("commit", "--allow-empty", "-qm", "feat: long ago", when="2020-01-04T09:00:00+00:00")
    assert tool("indicators").main("records") == 0
    assert not Path("records").exists()


def test_a_record_holds_the_table_and_the_figures(repository: Path) -> None:
    indicators = tool("indicators")
    git("commit", "--allow-empty", "-qm", "feat: step", when="2027-01-04T09:00:00+00:00")
    found = indicators.measure(date(2027, 1, 5))
    page = indicators.page(found)
    assert "2027-W01 |" in page
    assert page.count("\n|") == 4
    assert json.loads(json.dumps(found)) == found


def test_quantiles_are_nearest_rank() -> None:
    quantile = tool("indicators").quantile
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


def test_what_is_shipped_follows_requirements_and_leaves_tools_out() -> None:
    licences = tool("licences")
    names = {name.lower() for name in licences.shipped(licences.PROJECT)}
    assert {"fastapi", "starlette", "pydantic-core"} <= {name.replace("_", "-") for name in names}
    assert not names & {"ruff", "pytest", "semgrep"}
