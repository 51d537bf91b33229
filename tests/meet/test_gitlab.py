"""The GitLab job, run by gitlab-ci-local as a runner would, over a merge request's checkout."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import junitparser
import pytest
import yaml

from tests.meet.conftest import ROOT, surroundings
from tests.meet.projects import build, traps

COMPONENT = ROOT / "templates" / "audit" / "template.yml"
INCLUDABLE = ROOT / "ci" / "gitlab" / "aifactory.gitlab-ci.yml"
POLYFILL = Path(__file__).with_name("set-methods.mjs")
RUNNER = "gitlab-ci-local@4.75.1"


@pytest.fixture(scope="session")
def gitlab_ci_local(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, from the package index, kept between runs."""
    npm = shutil.which("npm")
    if not npm or not shutil.which("node"):
        pytest.skip("gitlab-ci-local needs Node.js and npm")
    folder = Path(pytestconfig.cache.mkdir("gitlab-ci-local"))  # type: ignore[union-attr]
    program = folder / "node_modules" / "gitlab-ci-local" / "dist" / "index.js"
    with (tmp_path_factory.getbasetemp().parent / "gitlab-ci-local.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one worker installs, the others wait
        if not shutil.which("rsync"):
            install_rsync()
        if not program.is_file():
            words = ("install", "--no-audit", "--no-fund", "--silent", f"--prefix={folder}")
            subprocess.run([npm, *words, RUNNER], check=True, timeout=120)
    return program


def install_rsync() -> None:
    """Debian's rsync, which gitlab-ci-local copies with; a skip where that is not allowed."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (("update",), ("install", "-y", "--no-install-recommends", "rsync")):
            command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600", *words]
            env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
            subprocess.run(command, check=False, timeout=900, env=env, capture_output=True)
    if not shutil.which("rsync"):
        pytest.skip("no rsync on the PATH, and no root with apt-get to install it")


def job(
    program: Path, project: Path, name: str, *variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one job of a project's pipeline."""
    words = ["--force-shell-executor", "--shell-isolation", *(f"--variable={v}" for v in variables)]
    paths = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    around = surroundings(project.parent / "home", TERM="dumb", PATH=paths)
    command = ["node", "--import", str(POLYFILL), str(program), *words, name]
    return subprocess.run(
        command, cwd=project, env=around, capture_output=True, text=True, timeout=300
    )


def put(folder: Path, file: Path, pipeline: str, extra: dict[str, str] | None = None) -> Path:
    """A project whose pipeline includes `file`, at a merge request."""
    files = {".gitlab-ci.yml": pipeline, "audit.yml": file.read_text("utf-8"), **(extra or {})}
    repo = build(folder, files)
    repo.git("remote", "set-url", "origin", "https://gitlab.com/octo/app.git")
    return repo.path


@pytest.mark.parametrize("least", ["0.5", "19.5"])
def test_the_component_in_a_merge_request(
    tmp_path: Path, gitlab_ci_local: Path, least: str
) -> None:
    """With an image that brings aifactory: compared, reported, held to a threshold."""
    inputs = {"version": "", "job": "factory", "fail-under": least, "lang": "fr"}
    pipeline = yaml.safe_dump({"include": [{"local": "audit.yml", "inputs": inputs}]})
    project = put(tmp_path, COMPONENT, pipeline)
    base = subprocess.run(
        ["git", "rev-parse", "main"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.strip()
    request = "CI_PIPELINE_SOURCE=merge_request_event"
    done = job(
        gitlab_ci_local, project, "factory", f"CI_MERGE_REQUEST_DIFF_BASE_SHA={base}", request
    )
    log = done.stdout + done.stderr
    assert (done.returncode == 0) == (least == "0.5"), log
    assert "Gagné" in log
    artifacts = project / ".gitlab-ci-local" / "artifacts" / "factory"
    built = project / ".gitlab-ci-local" / "builds" / "factory"  # where reports are taken from
    reports = yaml.safe_load(INCLUDABLE.read_text("utf-8"))["aifactory"]["artifacts"]["reports"]
    found = json.loads((built / reports["codequality"]).read_text("utf-8"))
    assert found
    assert {"description", "check_name", "fingerprint", "severity", "location"} <= found[0].keys()
    suites = junitparser.JUnitXml.fromfile(str(built / reports["junit"]))
    assert suites.tests > 0
    assert json.loads((artifacts / "aifactory.json").read_text("utf-8"))["policy"]["id"] == "bloc4"
    assert (artifacts / "aifactory.html").is_file()


def test_the_template_installs_what_is_asked_for(tmp_path: Path, gitlab_ci_local: Path) -> None:
    """From an address and a commit; nothing of the checkout is imported meanwhile."""
    head = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
    commit = subprocess.run(head, capture_output=True, text=True, check=True).stdout.strip()
    variables = {"AIFACTORY_VERSION": commit, "AIFACTORY_SOURCE": f"file://localhost{ROOT}"}
    pipeline = yaml.safe_dump({"include": [{"local": "audit.yml"}], "variables": variables})
    mark = tmp_path / "mark"
    project = put(tmp_path, INCLUDABLE, pipeline, traps(mark))
    done = job(gitlab_ci_local, project, "aifactory", "CI_COMMIT_BRANCH=main")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Bloc 4" in done.stdout
    assert not mark.exists(), mark.read_text()


def test_component_and_template_are_one_job() -> None:
    """What one does the other does; each input is a variable."""
    spec, component = yaml.safe_load_all(COMPONENT.read_text("utf-8"))
    template = yaml.safe_load(INCLUDABLE.read_text("utf-8"))
    variables = template.pop("variables")
    job_of_one, job_of_two = component["$[[ inputs.job ]]"], template["aifactory"]
    for key in ("script", "artifacts", "rules"):
        assert job_of_one[key] == job_of_two[key], key
    inputs = {
        name: given.get("default", "")
        for name, given in spec["spec"]["inputs"].items()
        if name not in ("stage", "job")
    }
    named = {f"AIFACTORY_{name.upper().replace('-', '_')}": value for name, value in inputs.items()}
    assert variables == named
    assert {n for n in job_of_one["variables"] if n != "GIT_DEPTH"} == {*named} - {
        "AIFACTORY_IMAGE"
    }
    assert job_of_one["variables"]["GIT_DEPTH"] == job_of_two["variables"]["GIT_DEPTH"] == "0"


@pytest.mark.parametrize("file", [COMPONENT, INCLUDABLE], ids=["component", "template"])
def test_gitlab_accepts_the_form(tmp_path: Path, file: Path) -> None:
    """By GitLab's own schema, a document at a time."""
    for position, document in enumerate(file.read_text("utf-8").split("\n---\n")):
        part = tmp_path / f"{position}.yml"
        part.write_text(document)
        tool = Path(sys.executable).with_name("check-jsonschema")
        command = [tool, "--builtin-schema", "vendor.gitlab-ci", part]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
