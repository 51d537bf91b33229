"""The weekly record of a project: by aifactory from its forge, else by its own script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from aifactory import engine, policy
from aifactory.model import CheckResult
from tests.forge.conftest import alone, server, world  # noqa: F401
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import START, World

BIN = Path(sys.executable).parent


@pytest.fixture
def project(english: Path, server: GitHubServer, tmp_path: Path) -> Path:  # noqa: F811
    """A project of its own, whose remote is the tests' forge."""
    folder = tmp_path / "project"
    shutil.copytree(english, folder, symlinks=True)
    remote = ["git", "-C", str(folder), "remote", "add", "origin", server.url]
    subprocess.run(remote, check=True)
    return folder


def record(project: Path, token: str = "a-token-of-a-job") -> set[str]:  # noqa: S107
    """What the job's command writes, by name without the day."""
    env = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "GITHUB_TOKEN": token}
    command = ["make", "-s", "indicators", f"PYTHON={sys.executable}"]
    subprocess.run(command, cwd=project, env=env, check=True, timeout=300)
    command = ["git", "-C", str(project), "status", "--porcelain", "-uall"]
    status = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    names = [Path(line.split()[-1]) for line in status.splitlines()]
    assert all(name.parent == Path("docs/indicators") for name in names), status
    assert len({name.name[:10] for name in names}) == 1
    return {name.name[10:] for name in names}


def extracted(project: Path) -> CheckResult:
    """What an audit says of the record alone: the job that writes it would be enough."""
    (project / ".github" / "workflows" / "indicators.yml").unlink(missing_ok=True)
    card = engine.evaluate(engine.collect(str(project), worktree=True), policy.load("bloc4"))
    found = (check for one in card.criteria for check in one.checks)
    return next(check for check in found if check.id == "indicators-extracted")


@pytest.mark.usefixtures("alone")
def test_aifactory_writes_it_from_the_forge(project: Path, world: World) -> None:  # noqa: F811
    today = (datetime.now(UTC) - START).days
    for n in range(1, 9):
        taken = ((today - 7 * n, "labeled", "state:doing"),)
        world.issue(opened=today - 7 * n - 3, closed=today - 7 * n + 2, events=taken)
    names = record(project)
    assert names >= {".md", "-burnup.svg", "-scatter.svg"}
    (page,) = (project / "docs" / "indicators").glob(f"{date.today().year}*.md")
    assert "2 days" in page.read_text("utf-8")
    found = extracted(project)
    assert (found.verdict, found.evidence[0].path) == ("pass", f"docs/indicators/{page.name}")


@pytest.mark.usefixtures("alone", "world")
def test_the_projects_own_script_does_where_the_forge_tells_nothing(project: Path) -> None:
    assert record(project) == {".md", ".json"}


@pytest.mark.usefixtures("alone", "world")
def test_the_projects_own_script_does_without_a_token(project: Path) -> None:
    assert extracted(project).verdict == "fail"
    for words in (("checkout", "-q", "."), ("tag", "v0.1.0")):  # a delivery has a lead time
        subprocess.run(["git", "-C", str(project), *words], check=True)
    assert record(project, token="") == {".md", ".json"}
    assert extracted(project).verdict == "pass"
