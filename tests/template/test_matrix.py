"""Every pair of answers renders, and what is rendered passes the tools that read its files."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from aifactory.scaffold.new import create
from tests.template.answers import ROWS, VALUES, name

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)]*)?\)")
ANSWERS = ".copier-answers.yml"
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module", params=ROWS, ids=name)
def row(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


@pytest.fixture(scope="module")
def project(row: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("matrix") / "demo"
    return create(folder, row, defaults=True, repository=False)


def texts(project: Path) -> Iterator[tuple[str, str]]:
    """Each rendered file by its path, as text."""
    for path in sorted(project.rglob("*")):
        if path.is_file():
            yield path.relative_to(project).as_posix(), path.read_text("utf-8")


def test_every_pair_of_answers_is_covered() -> None:
    for (first, ones), (second, others) in itertools.combinations(VALUES.items(), 2):
        seen = {(row[first], row[second]) for row in ROWS}
        assert seen == set(itertools.product(ones, others)), (first, second)


def test_files_are_whole(project: Path) -> None:
    for path, text in texts(project):
        if path != "cliff.toml":  # git-cliff has templates of its own
            for mark in ("{%", "%}", "{#", ".jinja"):
                assert mark not in text, (path, mark)
            assert "{{" not in text.replace("${{", "").replace("'{{", ""), path
        if text and not path.startswith("policies/semgrep"):
            assert text.endswith("\n"), path
            assert not text.endswith("\n\n"), path
        blanks = [line for line in text.split("\n") if line != line.rstrip()]
        assert not blanks, (path, blanks)
        assert "\r" not in text, path
        assert text or path.endswith(("py.typed", "__init__.py")), path


def test_links_between_documents_lead_somewhere(project: Path) -> None:
    for path, text in texts(project):
        if path.endswith(".md"):
            for target in LINK.findall(text):
                assert (project / path).parent.joinpath(target).exists(), (path, target)


def test_data_and_code_parse(project: Path) -> None:
    for path, text in texts(project):
        if path.endswith((".yml", ".yaml")) or path.startswith(".pre-commit"):
            assert list(yaml.safe_load_all(text)), path
        elif path.endswith((".toml",)):
            assert tomllib.loads(text), path
        elif path.endswith((".json", ".baseline")):
            assert json.loads(text), path
        elif path.endswith(".py"):
            compile(text, path, "exec")


def test_it_renders_twice_alike(project: Path, row: dict[str, Any], tmp_path: Path) -> None:
    again = create(tmp_path / "demo", row, defaults=True, repository=False)
    first, second = dict(texts(project)), dict(texts(again))
    for answers in (first, second):  # Copier gives a checkout under work a commit of its own
        answers[ANSWERS] = re.sub(r"^_commit: .*$", "", answers[ANSWERS], flags=re.M)
    assert first == second


def test_python_keeps_its_style(project: Path) -> None:
    for words in (["check"], ["format", "--check"]):
        tool("ruff", *words, "--no-cache", "--quiet", ".", cwd=project)


def test_ci_and_forge_files_hold_to_their_schemas(project: Path, row: dict[str, Any]) -> None:
    def check(schema: str, *paths: Path, more: tuple[str, ...] = ()) -> None:
        assert paths, schema
        tool("check-jsonschema", "-q", "--builtin-schema", schema, *more, *map(str, paths))

    check("vendor.compose-spec", *project.rglob("compose.yaml"))
    if row["forge"] == "github":
        forge = project / ".github"
        forms = [p for p in (forge / "ISSUE_TEMPLATE").iterdir() if p.name != "config.yml"]
        check("vendor.github-workflows", *(forge / "workflows").iterdir())
        check("vendor.github-issue-forms", *forms)
        check("vendor.github-issue-config", forge / "ISSUE_TEMPLATE" / "config.yml")
        check("vendor.dependabot", forge / "dependabot.yml")
        git = shutil.which("git")
        assert git
        subprocess.run([git, "init", "-q", str(project)], check=True)
        tool("zizmor", "--offline", "--quiet", ".", cwd=project)
        shutil.rmtree(project / ".git")
    else:
        ci = project / ".gitlab-ci.yml"
        check("vendor.gitlab-ci", ci, more=("--data-transform", "gitlab-ci"))
        check("vendor.renovate", project / "renovate.json")


def test_the_dockerfile_is_clean(project: Path) -> None:
    tool("hadolint", str(project / "Dockerfile"))


def test_shell_scripts_parse(project: Path) -> None:
    scripts = [p for p, text in texts(project) if text.startswith("#!/bin/sh")]
    assert "tools/next-version" in scripts
    for script in scripts:
        done = subprocess.run(["sh", "-n", script], cwd=project, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert (project / script).stat().st_mode & 0o111, script


def tool(program: str, *words: str, cwd: Path | None = None) -> None:
    """Run a tool of this environment; its output is the message where it is not content."""
    found = shutil.which(program, path=str(BIN)) or shutil.which(program)
    assert found, f"{program} is missing"
    done = subprocess.run([found, *words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
