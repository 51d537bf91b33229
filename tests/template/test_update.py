"""`copier update` brings a project to the newest template, and keeps what the team wrote."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aifactory import engine
from aifactory.policy import load
from aifactory.scoring import evaluate

ROOT = Path(__file__).parents[2]
PARTS = ("copier.yml", "template", "partials", "policies")
IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org")
CONFLICT = "<<<<<<<"
RELEASES = {  # the commits at which projects were made before there were tags, oldest first
    "0.1.0": "8d4d6f5",
    "0.2.0": "205f71c",
}


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *IDENTITY, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def copier(*words: str, cwd: Path | None = None) -> None:
    command = [sys.executable, "-m", "copier", *words]
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def earlier() -> list[str]:
    """The commits of earlier versions that this clone holds, oldest first."""
    found = []
    for commit in RELEASES.values():
        command = ["git", "-C", str(ROOT), "cat-file", "-e", f"{commit}^{{commit}}"]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            found.append(commit)
    return found


def unpack(commit: str, folder: Path) -> None:
    """The template as it was at a commit."""
    there = set(git(ROOT, "ls-tree", "--name-only", commit).split())
    parts = [part for part in PARTS if part in there]
    command = ["git", "-C", str(ROOT), "archive", commit, "--", *parts]
    content = subprocess.run(command, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")


def present(folder: Path) -> None:
    """The template as it stands in the checkout."""
    command = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PARTS]
    for name in filter(None, git(ROOT, *command).split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
            target.chmod((ROOT / name).stat().st_mode)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the template: a tag for each earlier version, the present one, and a next."""
    folder = tmp_path_factory.mktemp("update") / "template"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    for number, commit in enumerate([*earlier(), ""]):
        for part in folder.iterdir():
            if part.name != ".git":
                subprocess.run(["rm", "-rf", str(part)], check=True)
        unpack(commit, folder) if commit else present(folder)
        release(folder, f"v0.{number}.0")
    return folder


def release(folder: Path, tag: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", tag)
    git(folder, "tag", tag)


def tags(template: Path) -> list[str]:
    return git(template, "tag", "--sort=v:refname").split()


def project(template: Path, place: Path, *words: str, ref: str = "") -> Path:
    """A project of a version of the template, committed."""
    version = ["--vcs-ref", ref] if ref else []
    copier("copy", "-q", "--defaults", *version, *words, str(template), str(place))
    git(place, "init", "-q", "-b", "main")
    git(place, "add", "-A")
    git(place, "commit", "-qm", "feat: start")
    return place


def tree(folder: Path) -> dict[str, str]:
    """Each file by its name, git's own left out."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {n: found[n].read_text("utf-8") for n in sorted(found) if not n.startswith(".git/")}


def conflicts(folder: Path) -> set[str]:
    """The files with a mark of conflict, and rejected pieces."""
    return {n for n, text in tree(folder).items() if CONFLICT in text or n.endswith(".rej")}


def versions() -> Iterator[str]:
    yield from (f"v0.{number}.0" for number in range(len(earlier())))


@pytest.mark.parametrize("version", list(versions()))
def test_an_untouched_project_becomes_the_newest_one(
    version: str, template: Path, tmp_path: Path
) -> None:
    old = project(template, tmp_path / "old", ref=version)
    copier("update", "-q", "--defaults", cwd=old)
    assert conflicts(old) == set()
    answers = ["--data-file", str(old / ".copier-answers.yml")]
    copier("copy", "-q", "--defaults", *answers, str(template), str(tmp_path / "new"))
    assert tree(old) == tree(tmp_path / "new")


@pytest.mark.parametrize("version", list(versions()))
def test_a_teams_work_is_kept_and_nothing_else_conflicts(
    version: str, template: Path, tmp_path: Path
) -> None:
    old = project(template, tmp_path / "old", ref=version)
    mine = {
        "src/cell_sorter/ours.py": "ANSWER = 42\n",
        "docs/retrospectives/2027-02-05.md": "# Retrospective of 2027-02-05\n",
        "README.md": (old / "README.md").read_text("utf-8") + "\n## Ours\n\nWritten by the team.\n",
    }
    for name, text in mine.items():
        (old / name).write_text(text, "utf-8")
    git(old, "add", "-A")
    git(old, "commit", "-qm", "feat: our own")
    copier("update", "-q", "--defaults", cwd=old)
    assert conflicts(old) <= {"README.md"}
    assert "Written by the team." in (old / "README.md").read_text("utf-8")
    for name in list(mine)[:2]:
        assert (old / name).read_text("utf-8") == mine[name]


def test_the_next_version_keeps_edits_beside_its_own(template: Path, tmp_path: Path) -> None:
    current = project(template, tmp_path / "current")
    makefile = current / "Makefile"
    makefile.write_text(makefile.read_text() + "\nours:  ## our own\n\techo ours\n")
    train = current / "src" / "cell_sorter" / "train.py"
    train.write_text(train.read_text().replace("max_iter=2000", "max_iter=3000"))
    git(current, "commit", "-qam", "feat: our own")
    before = tags(template)[-1]
    path = template / "template" / "Makefile.jinja"
    path.write_text("# A first line that is new.\n" + path.read_text())
    release(template, "v0.90.0")
    copier("update", "-q", "--defaults", cwd=current)
    assert conflicts(current) == set()
    told = makefile.read_text()
    assert told.startswith("# A first line that is new.")
    assert told.endswith("echo ours\n")
    assert "max_iter=3000" in train.read_text()
    assert before != tags(template)[-1]


@pytest.mark.parametrize(
    ("change", "gone", "come"),
    [
        ("forge=gitlab", ".github/workflows/ci.yml", ".gitlab-ci.yml"),
        ("kind=rag", "src/cell_sorter/train.py", "src/cell_sorter/ingest.py"),
        (
            "deployment_target=department-server",
            "deploy/edge/update",
            "deploy/kubernetes/base/service.yaml",
        ),
        ("language=fr", "", "README.md"),
        ("licence=EUPL-1.2", "", "LICENSE"),
        ("bug_tracker=https://bugs.example.org", "", ".github/ISSUE_TEMPLATE/bug_report.yml"),
    ],
)
def test_an_answer_can_be_changed(
    change: str, gone: str, come: str, template: Path, tmp_path: Path
) -> None:
    current = project(template, tmp_path / "current")
    (current / "docs" / "ours.md").write_text("# Ours\n")
    roles = current / "docs" / "threats.md"
    roles.write_text(roles.read_text("utf-8") + "\nOur own threat.\n", "utf-8")
    git(current, "add", "-A")
    git(current, "commit", "-qm", "feat: our own")
    copier("update", "-q", "--defaults", "-d", change, cwd=current)
    assert (current / come).is_file()
    assert not gone or not (current / gone).exists()
    assert (current / "docs" / "ours.md").is_file()
    assert "Our own threat." in roles.read_text("utf-8")
    assert conflicts(current) <= {"docs/threats.md"}
    words = ["-d", change, "-d", "project_name=Cell Sorter"]
    fresh = project(template, tmp_path / "fresh", *words)
    assert set(tree(current)) - {"docs/ours.md"} == set(tree(fresh))


def test_recopying_restores_the_template(template: Path, tmp_path: Path) -> None:
    current = project(template, tmp_path / "current")
    (current / "Makefile").unlink()
    (current / "docs" / "ours.md").write_text("# Ours\n")
    git(current, "add", "-A")
    git(current, "commit", "-qm", "feat: our own")
    copier("recopy", "-q", "--defaults", "--overwrite", cwd=current)
    assert (current / "Makefile").is_file()
    assert (current / "docs" / "ours.md").is_file()


def proven(folder: Path) -> dict[str, float]:
    """The points that an audit by this version proves, by check of bloc 4."""
    card = evaluate(engine.collect(str(folder), code=False), load("bloc4"))
    return {check.id: check.earned for one in card.criteria for check in one.checks}


@pytest.mark.parametrize("version", list(versions()))
def test_this_version_audits_and_updates_a_project_of_an_earlier_one(
    version: str, template: Path, tmp_path: Path
) -> None:
    old = project(template, tmp_path / "old", ref=version)
    before = proven(old)
    copier("update", "-q", "--defaults", cwd=old)
    git(old, "add", "-A")
    git(old, "commit", "-qm", "chore: follow the template")
    after = proven(old)
    assert sum(before.values()) >= 10
    assert {name for name in before if after[name] < before[name]} == set()
