"""A release as it would go out, rehearsed from what is committed; and what must stop it."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tarfile
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tools" / "release.py"
LOG = """# Changelog

## Unreleased

### Added

- A second thing.

## 1.2.0 - 2026-01-31

### Added

- A first thing.
"""


@pytest.fixture(scope="module")
def release() -> ModuleType:
    """The module of the tool, which is no package."""
    spec = importlib.util.spec_from_file_location("release", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b.c", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of what stands in the checkout, with an earlier tag and something unreleased."""
    folder = tmp_path_factory.mktemp("release") / "source"
    if not (ROOT / ".git").exists():
        pytest.skip("no git checkout: nothing says which files are the project's")
    names = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    log = folder / "CHANGELOG.md"
    log.write_text(log.read_text("utf-8").replace("## Unreleased", "## Unreleased\n\n- More.", 1))
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "All of it")
    git(folder, "tag", "v0.0.1")
    (folder / "template" / "new-rule.md").write_text("# A new rule\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "A rule for projects")
    return folder


def tool(folder: Path, *words: str, alone: bool = False) -> subprocess.CompletedProcess[str]:
    """What the tool of a repository prints; `alone`: where there is no network at all."""
    command = [sys.executable, str(folder / "tools" / "release.py"), *words]
    apart = ["unshare", "--user", "--net", "--map-root-user"]
    if alone and not subprocess.run([*apart, "true"], capture_output=True, check=False).returncode:
        command = [*apart, *command]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_release_can_be_rehearsed_without_network(source: Path, tmp_path: Path) -> None:
    before = git(source, "rev-parse", "HEAD"), git(source, "tag"), git(source, "status", "-s")
    done = tool(source, "rehearse", "9.8.7", "--keep", str(tmp_path / "kept"), alone=True)
    assert done.returncode == 0, done.stderr
    assert "updates a project of v0.0.1" in done.stdout
    after = git(source, "rev-parse", "HEAD"), git(source, "tag"), git(source, "status", "-s")
    assert before == after
    kept = {path.name: path for path in (tmp_path / "kept").iterdir()}
    wheel, sdist = kept["aifactory-9.8.7-py3-none-any.whl"], kept["aifactory-9.8.7.tar.gz"]
    sums = dict(reversed(x.split("  ")) for x in kept["SHA256SUMS"].read_text().splitlines())
    told = json.loads(kept["provenance.json"].read_text())
    for path in (wheel, sdist):
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        assert sums[path.name] == found
        assert {"name": path.name, "digest": {"sha256": found}} in told["subject"]
    (source_of,) = told["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert len(source_of["digest"]["gitCommit"]) == 40
    assert kept["notes.md"].read_text().startswith("- More.")
    with tarfile.open(sdist) as archive:
        said = archive.extractfile("aifactory-9.8.7/src/aifactory/_version.py")
        assert said is not None
        assert '__version__ = "9.8.7"' in said.read().decode()


def test_what_no_commit_has_does_not_go_out(source: Path, tmp_path: Path) -> None:
    extra = source / "src" / "aifactory" / "extra.py"
    extra.write_text("")
    try:
        done = tool(source, "build", str(tmp_path / "dist"))
    finally:
        extra.unlink()
    assert done.returncode == 1
    assert "changes that no commit has" in done.stderr
    assert not (tmp_path / "dist").exists()


def test_a_folder_with_files_is_left_alone(source: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = tool(source, "build", str(tmp_path))
    assert done.returncode == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_version_is_cut(release: ModuleType) -> None:
    text = release.cut(LOG, "1.3.0", date(2026, 2, 28))
    assert "## Unreleased\n\n## 1.3.0 - 2026-02-28\n\n### Added\n\n- A second thing." in text
    assert release.notes(text, "1.3.0") == "### Added\n\n- A second thing."
    assert release.notes(text, "1.2.0") == "### Added\n\n- A first thing."
    assert release.sections(text)[""] == ""


@pytest.mark.parametrize(
    ("log", "version", "why"),
    [
        (LOG, "1.2.0", "released already"),
        (LOG, "v1.3.0", "no version"),
        (LOG, "1.3.0rc1", "no version"),
        (LOG.replace("### Added\n\n- A second thing.\n", "", 1), "1.3.0", "nothing is unreleased"),
        ("# Changelog\n", "1.3.0", "nothing is unreleased"),
    ],
)
def test_what_stops_a_version(log: str, version: str, why: str, release: ModuleType) -> None:
    with pytest.raises(release.Refused, match=why):
        release.cut(log, version, date(2026, 2, 28))


def test_the_next_version_is_what_the_changes_ask_for(release: ModuleType) -> None:
    assert release.following(LOG) == "1.3.0"
    assert release.following(LOG.replace("### Added", "### Fixed", 1)) == "1.2.1"
    assert release.following("# Changelog\n\n## Unreleased\n\n### Added\n\n- x\n") == "0.1.0"
    with pytest.raises(release.Refused, match="nothing is unreleased"):
        release.following(release.cut(LOG, "1.3.0", date(2026, 2, 28)))


def test_notes_of_a_version_nobody_wrote_of(release: ModuleType) -> None:
    with pytest.raises(release.Refused, match=r"says nothing of 9\.9\.9"):
        release.notes(LOG, "9.9.9")


def test_our_own_changelog_can_be_read(release: ModuleType) -> None:
    found = release.sections((ROOT / "CHANGELOG.md").read_text("utf-8"))
    assert "" in found
    assert all(text for version, text in found.items() if version)


def test_the_workflow_builds_what_is_rehearsed() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8"))
    lines = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    assert any("tools/release.py build dist" in line for line in lines)
    assert any("tools/release.py notes" in line for line in lines)
    assert workflow["permissions"] == {}


def test_nox_knows_its_sessions() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "nox", "--list", "-f", str(ROOT / "noxfile.py")],
        check=True,
        capture_output=True,
        text=True,
    )
    named = set(re.findall(r"^[-*] (\w+)", listed.stdout, re.M))
    assert {"lint", "types", "tests", "build", "release"} <= named
