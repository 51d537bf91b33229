"""docs/ci.md: its blocks are valid, its tables are those of the files that it describes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from aifactory.cli import main
from tests.meet.conftest import ROOT

PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
BLOCK = re.compile(r"```yaml\n# (\S+)\n(.*?)```", re.S)
BLOCKS = BLOCK.findall(PAGE)
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
COMPONENT = (ROOT / "templates" / "audit" / "template.yml").read_text("utf-8")
SPEC = next(yaml.safe_load_all(COMPONENT))["spec"]["inputs"]
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def blocks(name: str) -> list[str]:
    """The examples of a file."""
    return [text for file, text in BLOCKS if file == name]


def tool(name: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A program of this environment."""
    program = shutil.which(name, path=str(Path(sys.executable).parent))
    assert program, name
    return subprocess.run([program, *words], capture_output=True, text=True, timeout=60)


def test_every_block_is_an_example_of_a_file() -> None:
    """None escapes these tests."""
    assert len(BLOCKS) == PAGE.count("```yaml") == 5


def test_workflows_are_valid_and_safe(tmp_path: Path) -> None:
    """By GitHub's schema and by zizmor, pinned as the page says."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for position, text in enumerate(blocks(".github/workflows/aifactory.yml")):
        (folder / f"{position}.yml").write_text(text.replace("COMMIT", f"{COMMIT} # v1.0.0"))
    found = sorted(folder.iterdir())
    assert len(found) == 2
    done = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *found)
    assert done.returncode == 0, done.stdout
    done = tool("zizmor", "--offline", *found)
    assert done.returncode == 0, done.stdout


def test_workflows_ask_for_what_there_is() -> None:
    """Inputs and outputs of the examples exist."""
    for text in blocks(".github/workflows/aifactory.yml"):
        (job,) = yaml.safe_load(text)["jobs"].values()
        (step,) = (one for one in job["steps"] if "aifactory" in one.get("uses", ""))
        assert step["with"].keys() <= ACTION["inputs"].keys()
        assert {*re.findall(r"steps\.audit\.outputs\.([\w-]+)", text)} <= ACTION["outputs"].keys()


def test_pipelines_are_valid(tmp_path: Path) -> None:
    """By GitLab's schema; the component gets inputs that it has, the template its variables."""
    component, template = map(yaml.safe_load, blocks(".gitlab-ci.yml"))
    given = component["include"][0]["inputs"]
    required = {name for name, one in SPEC.items() if "default" not in one}
    assert required <= given.keys() <= SPEC.keys()
    path = template["include"][0]["remote"].split("/TAG/")[1]
    known = yaml.safe_load((ROOT / path).read_text("utf-8"))["variables"]
    assert template["variables"].keys() <= known.keys()
    for text in blocks(".gitlab-ci.yml"):
        (tmp_path / "ci.yml").write_text(text)
        done = tool("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", tmp_path / "ci.yml")
        assert done.returncode == 0, done.stdout


def test_hooks_are_those_offered(tmp_path: Path) -> None:
    """By pre-commit's own judge; each with options that its command has."""
    (text,) = blocks(".pre-commit-config.yaml")
    (tmp_path / "config.yaml").write_text(text)
    done = tool("pre-commit", "validate-config", tmp_path / "config.yaml")
    assert done.returncode == 0, done.stdout + done.stderr
    offered = {
        hook["id"]: hook["entry"]
        for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    }
    (repository,) = yaml.safe_load(text)["repos"]
    for hook in repository["hooks"]:
        words = offered[hook["id"]].split()[1:]
        assert main([*words, *hook.get("args", ()), "--help"]) == 0


def default(given: dict[str, Any]) -> str:
    """As the tables show it."""
    if "default" not in given:
        return "required"
    return f"`{given['default']}`" if given["default"] != "" else "empty"


@pytest.mark.parametrize(
    ("head", "inputs"),
    [("### Inputs", ACTION["inputs"]), ("## GitLab", SPEC)],
    ids=["action", "component"],
)
def test_inputs_are_told_as_they_are(head: str, inputs: dict[str, Any]) -> None:
    """Names, words and defaults."""
    section = PAGE.split(f"{head}\n")[1].split("\n##")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    told = [f"| `{name}` | {one['description']} | {default(one)} |" for name, one in inputs.items()]
    assert rows == told


def test_outputs_are_told_as_they_are() -> None:
    """Names and words."""
    section = PAGE.split("### Outputs\n")[1].split("\n##")[0]
    rows = [row for row in section.splitlines() if row.startswith("| `")]
    assert rows == [f"| `{n}` | {one['description']} |" for n, one in ACTION["outputs"].items()]
