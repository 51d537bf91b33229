"""A project from an installation of a repository remembers it, and Copier updates it from there."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from aifactory.scaffold import source
from tests.packaging.built import Built, pip, repository, surroundings

URL = "https://forge.example.org/team/aifactory"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def _git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    command = ["git", *identity, *words]
    env = surroundings(folder)
    return subprocess.check_output(command, cwd=folder, env=env, text=True, timeout=60)


def test_a_project_is_updated_from_the_repository_that_was_installed(
    built: Built, tmp_path: Path
) -> None:
    version = built.wheel("first").name.split("-")[1]
    address = repository(tmp_path / "aifactory", f"v{version}")
    where = tmp_path / "installed"  # before the site's own packages: what it needs is there
    options = ("--no-deps", "--target", str(where))
    pip(built.environment, *options, f"aifactory @ git+{address}@v{version}")
    words = ("-m", "aifactory", "new", str(tmp_path / "demo"), "--defaults")
    done = built.run(*words, program="python", PYTHONPATH=str(where))
    assert done.returncode == 0, done.stderr
    project = tmp_path / "demo"
    answers = (project / ".copier-answers.yml").read_text("utf-8")
    assert re.search(rf"^_src_path: git\+{address}$", answers, re.M)
    assert re.search(rf"^_commit: v{version}$", answers, re.M)
    assert not _git(project, "status", "--short")

    changed = tmp_path / "aifactory" / "template" / ".editorconfig"
    changed.write_text(changed.read_text("utf-8") + "# later\n", "utf-8")
    _git(tmp_path / "aifactory", "commit", "-qam", "later")
    _git(tmp_path / "aifactory", "tag", "v999.0.0")
    done = built.run("update", "--defaults", cwd=project, program="copier")
    assert done.returncode == 0, done.stderr
    assert _git(project, "diff", "--name-only").split() == [".copier-answers.yml", ".editorconfig"]
    assert (project / ".editorconfig").read_text("utf-8").endswith("# later\n")


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (None, None),
        ("nonsense", None),
        ('{"url": "file:///somewhere", "dir_info": {"editable": true}}', None),
        ('{"url": "https://h/a.whl", "archive_info": {}}', None),
        ("[]", None),
        ((URL, "main", COMMIT), (f"git+{URL}", COMMIT)),
        ((URL, "v1.2", COMMIT), (f"git+{URL}", "v1.2")),
        ((URL, None, COMMIT), (f"git+{URL}", COMMIT)),
        ((URL, "v1.2", "HEAD"), None),
        (("https://user:secret@forge.example.org/a", "v1.2", COMMIT), None),
        ((f"{URL}\n_tasks: [evil]", "v1.2", COMMIT), None),
    ],
)
def test_what_pip_noted(
    note: str | tuple[str, ...] | None,
    expected: tuple[str, str] | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if isinstance(note, tuple):
        url, revision, commit = note
        told = {"vcs": "git", "commit_id": commit, "requested_revision": revision}
        note = json.dumps({"url": url, "vcs_info": told})

    class Installed:
        def read_text(self, name: str) -> str | None:
            return note if name == "direct_url.json" else None

    monkeypatch.setattr(source.metadata, "distribution", lambda name: Installed())
    monkeypatch.setattr(source.metadata, "version", lambda name: "1.2")
    assert source.origin() == expected
