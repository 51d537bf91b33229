"""cookiecutter asks the same questions and gives the same project, which Copier can update."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
IDENTITY = ("-c", "user.name=a", "-c", "user.email=a@example.org")
ASKED = {
    "language": "fr",
    "kind": "batch",
    "project_name": "Prévision d-été",
    "description": "Prévoit l’été des « bâtiments », 100 % d'essais, #1 & <b> $HOME",
    "forge": "gitlab",
    "deployment_target": "managed-cloud",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as a clone with a release, as users meet it."""
    folder = tmp_path_factory.mktemp("cookie") / "template"
    names = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    wanted = ("template/", "partials/", "policies/", "hooks/", "{{cookiecutter", "copier.yml")
    for name in names.split("\0"):
        if name.startswith((*wanted, "cookiecutter.json")) and (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
            target.chmod((ROOT / name).stat().st_mode)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "feat: one")
    git(folder, "tag", "v1.0.0")
    return folder


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *IDENTITY, *words], check=True, capture_output=True)


def cookiecutter(
    template: Path, place: Path, answers: dict[str, str], path: str | None = None
) -> subprocess.CompletedProcess[str]:
    given = [f"{key}={value}" for key, value in answers.items()]
    command = [sys.executable, "-m", "cookiecutter", "--no-input", str(template), *given]
    env = os.environ | {"HOME": str(place.parent), "PWD": str(place)}
    if path is not None:
        env |= {"PATH": path, "PYTHONPATH": str(place.parent / "hide")}
    return subprocess.run(command, cwd=place, env=env, capture_output=True, text=True, check=False)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_asks_what_copier_asks() -> None:
    ours = json.loads((ROOT / "cookiecutter.json").read_text("utf-8"))
    theirs = yaml.safe_load((ROOT / "copier.yml").read_text("utf-8"))
    asked = [k for k, v in theirs.items() if k[0] != "_" and v.get("when", True) is not False]
    assert [key for key in ours if not key.startswith("_")] == asked
    for key in asked:
        choices, default = theirs[key].get("choices"), theirs[key]["default"]
        if choices:
            values = choices.values() if isinstance(choices, dict) else choices
            assert set(ours[key]) == set(map(str, values)), key
            assert ours[key][0] == str(default), key
        elif "{{" not in default and "{%" not in default:
            assert ours[key] == default, key
        else:
            assert ours[key] == "" or key in ("project_name", "project_slug"), key


def test_the_project_is_the_one_that_copier_makes(template: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    done = cookiecutter(template, place, ASKED)
    assert done.returncode == 0, done.stderr
    (project,) = place.iterdir()
    assert project.name == "prevision-d-ete"
    data = [word for key, value in ASKED.items() for word in ("-d", f"{key}={value}")]
    copy = ["copy", "-q", "--defaults", *data, str(template), str(tmp_path / "copied")]
    subprocess.run([sys.executable, "-m", "copier", *copy], check=True, capture_output=True)
    assert tree(project) == tree(tmp_path / "copied")


def test_the_project_can_be_updated(template: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    assert cookiecutter(template, place, {}).returncode == 0
    (project,) = place.iterdir()
    told = yaml.safe_load((project / ".copier-answers.yml").read_text("utf-8"))
    assert told["_src_path"] == str(template)
    assert told["_commit"] == "v1.0.0"
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "feat: start")
    (template / "template" / "NEW.md").write_text("new\n")
    git(template, "add", "-A")
    git(template, "commit", "-qm", "feat: two")
    git(template, "tag", "v1.1.0")
    update = [sys.executable, "-m", "copier", "update", "-q", "--defaults"]
    subprocess.run(update, cwd=project, check=True, capture_output=True)
    assert (project / "NEW.md").read_text() == "new\n"


def test_a_refused_answer_leaves_nothing(template: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    done = cookiecutter(template, place, {"package_name": "json"})
    assert done.returncode != 0
    assert "package_name" in done.stderr
    assert list(place.iterdir()) == []


def test_a_missing_copier_is_told_and_leaves_nothing(template: Path, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    hide = tmp_path / "hide"
    hide.mkdir()
    block = "import importlib.util as u\nf = u.find_spec\n"
    block += "u.find_spec = lambda n, *a: None if n == 'copier' else f(n, *a)\n"
    (hide / "sitecustomize.py").write_text(block)
    git_only = tmp_path / "bin"
    git_only.mkdir()
    done = cookiecutter(template, place, {}, path=str(git_only))
    assert done.returncode != 0
    assert re.search("pip install copier", done.stdout + done.stderr)
    assert list(place.iterdir()) == []
