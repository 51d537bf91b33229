"""The image of the command line: its recipe always, the image itself where one can be built.

    AIFACTORY_BASE_IMAGE=docker.io/library/python:3.12-slim pytest tests/meet/test_image.py

builds on that image, which must be there already, with buildah, and runs the result with podman.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import dockerfile
import pytest

from tests.meet.conftest import ROOT
from tests.meet.projects import build

RECIPE = ROOT / "Dockerfile"
STEPS = dockerfile.parse_string(RECIPE.read_text("utf-8"))
BASE = os.environ.get("AIFACTORY_BASE_IMAGE", "")
CONFINED = ("--network=none", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL")


def values(command: str) -> list[tuple[str, ...]]:
    """The arguments of every step of a kind."""
    return [step.value for step in STEPS if step.cmd.upper() == command]


def test_hadolint_is_quiet() -> None:
    """With its one exception, which gives a reason."""
    tool = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([tool, RECIPE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_base_is_that_of_generated_projects() -> None:
    """One digest to keep up, and both stages stand on it."""
    pin = re.compile(r"python:[\d.]+-slim@sha256:[0-9a-f]{64}")
    ours = pin.findall(RECIPE.read_text("utf-8"))
    theirs = pin.findall((ROOT / "template" / "Dockerfile.jinja").read_text("utf-8"))
    assert ours == theirs[:1]
    assert [step[0] for step in values("FROM")] == ["${BASE}", "${BASE}"]


def test_nobody_is_root() -> None:
    """The last word on who runs it is a number that is not 0: some clusters accept no name."""
    assert [int(step[0]) for step in values("USER")] == [10001]
    order = [step.cmd.upper() for step in STEPS]
    assert order.index("USER") > max(i for i, name in enumerate(order) if name in ("RUN", "COPY"))
    assert values("ENTRYPOINT") == [("aifactory",)]


def test_the_build_sees_what_the_wheel_holds_and_no_more() -> None:
    """Everything that the wheel is made of passes .dockerignore; history and secrets do not."""
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    admitted = {line.removeprefix("!") for line in lines if line.startswith("!")}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *project["project"]["license-files"]}
    needed |= {path.split("/")[0] for path in (*wheel["packages"], *wheel["force-include"])}
    assert lines[0] == "*"
    assert needed <= admitted
    assert not admitted & {".git", "tests", "docs", ".env"}
    assert all((ROOT / name).exists() for name in admitted)


@pytest.mark.skipif(
    not (BASE and shutil.which("buildah") and shutil.which("podman")),
    reason="AIFACTORY_BASE_IMAGE names no base, or buildah or podman is missing",
)
def test_built_and_run(tmp_path: Path, archive: Path) -> None:
    """Somebody else's repository, mounted to be read only; no network, root or capability."""
    words = ("--isolation=chroot", "--pull-never", f"--build-arg=BASE={BASE}")
    tag = "localhost/aifactory-test"
    subprocess.run(["buildah", "bud", "-q", *words, "-t", tag, archive], check=True, timeout=600)
    project = build(tmp_path).path
    for path in [tmp_path, *tmp_path.rglob("*")]:
        os.chown(path, 4321, 4321)
        path.chmod(0o755)
    command = ["podman", "--runtime=runc", "run", "--rm", *CONFINED]
    limits = ["--ulimit=nofile=4096:4096", "--ulimit=nproc=4096:4096"]
    run = [*command, *limits, f"--volume={project}:/repo:ro"]
    done = subprocess.run(
        [*run, tag, "audit", "--format=summary"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Read: files, history" in done.stdout
    who = subprocess.run(
        [*run, "--entrypoint=id", tag, "-u"], capture_output=True, text=True, timeout=60
    )
    assert who.stdout.strip() == "10001"
