"""The deployment kits, run for real with stand-ins for docker, kubectl and terraform."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import latest_version, validate

from aifactory.scaffold.new import create

OLD, NEW = "registry.example.org/a@sha256:old", "registry.example.org/a@sha256:new"


class Service(BaseHTTPRequestHandler):
    """Ready while the machine runs an image that is not broken."""

    running: Path

    def do_GET(self) -> None:
        broken = "broken" in self.running.read_text()
        self.send_response(503 if broken else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


class Machine:
    """A folder of stand-in programs that write their calls down, and scripts that use them."""

    def __init__(self, place: Path, project: Path) -> None:
        self.place, self.project, self.calls = place, project, place / "calls"
        self.bin = place / "bin"
        self.bin.mkdir()
        self.env = {"PATH": f"{self.bin}:{os.environ['PATH']}", "HOME": str(place)}

    def program(self, name: str, body: str) -> None:
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >> {self.calls}\n{body}\n')
        path.chmod(0o755)

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words,
            cwd=self.project,
            env=self.env | env,
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self) -> list[str]:
        found = self.calls.read_text().splitlines() if self.calls.exists() else []
        self.calls.unlink(missing_ok=True)
        return found


def machine(tmp_path: Path, **answers: Any) -> Machine:
    project = create(tmp_path / "demo", answers, defaults=True, repository=False)
    return Machine(tmp_path, project)


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Machine]:
    """A machine whose docker remembers which image runs, and whose service answers."""
    found = machine(tmp_path)
    running = tmp_path / "running"
    running.write_text("")
    Service.running = running
    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found.env |= {
        "STATE": str(tmp_path / "state"),
        "URL": f"http://127.0.0.1:{server.server_port}",
        "PATIENCE": "0",
    }
    found.program(
        "docker",
        f'case "$1 $2" in\n'
        f'  "compose up") echo "$IMAGE" > {running} ;;\n'
        f'  "image inspect") exit 1 ;;\n'
        f'  "save "*) echo saved "$2" ;;\n'
        f'  "load "*) cat > {tmp_path}/loaded ;;\n'
        "esac",
    )
    yield found
    server.shutdown()
    server.server_close()


def in_service(machine: Machine) -> str:
    return (machine.place / "running").read_text().strip()


def test_an_update_that_is_ready_stays(edge: Machine) -> None:
    assert edge.run("deploy/deploy", OLD).returncode == 0
    assert edge.run("deploy/deploy", NEW).returncode == 0
    assert in_service(edge) == NEW
    edge.told()
    again = edge.run("deploy/deploy", NEW)
    assert "already in service" in again.stdout
    assert not any("compose" in call for call in edge.told())


def test_an_update_that_is_not_ready_is_put_back(edge: Machine) -> None:
    edge.run("deploy/deploy", OLD)
    done = edge.run("deploy/deploy", "registry.example.org/a:broken")
    assert done.returncode == 1
    assert f"back to: {OLD}" in done.stderr
    assert in_service(edge) == OLD


def test_going_back_and_forth(edge: Machine) -> None:
    assert edge.run("deploy/rollback").returncode == 1
    edge.run("deploy/deploy", OLD)
    edge.run("deploy/deploy", NEW)
    assert edge.run("deploy/rollback").returncode == 0
    assert in_service(edge) == OLD
    assert edge.run("deploy/rollback").returncode == 0
    assert in_service(edge) == NEW


def test_a_bundle_is_taken_only_if_it_is_whole(edge: Machine, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    assert edge.run("deploy/edge/bundle", NEW, str(stick)).returncode == 0
    assert edge.run("deploy/edge/install-bundle", str(stick)).returncode == 0
    assert in_service(edge) == NEW
    assert (tmp_path / "loaded").read_text() == f"saved {NEW}\n"
    assert not any("docker pull" in call for call in edge.told())
    (stick / "image.txt").write_text("registry.example.org/evil\n")
    done = edge.run("deploy/edge/install-bundle", str(stick))
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert in_service(edge) == NEW


def test_a_remote_machine_needs_a_key(edge: Machine) -> None:
    edge.program("ssh", "")
    done = edge.run("deploy/deploy", NEW, DEPLOY_HOST="me@edge")
    assert done.returncode != 0
    assert "DEPLOY_KEY" in done.stderr
    assert edge.run("deploy/deploy", NEW, DEPLOY_HOST="me@edge", DEPLOY_KEY="k").returncode == 0
    (call,) = edge.told()
    assert "StrictHostKeyChecking=yes" in call
    assert call.endswith(f"deploy/edge/update update {NEW}")


def test_the_heartbeat_is_silent_unless_asked(edge: Machine) -> None:
    edge.program("curl", f"cat > {edge.place}/beat")
    assert edge.run("deploy/edge/heartbeat").returncode == 0
    assert not (edge.place / "beat").exists()
    edge.run("deploy/deploy", OLD)
    assert (
        edge.run("deploy/edge/heartbeat", HEARTBEAT_URL="https://fleet.example.org").returncode == 0
    )
    beat = yaml.safe_load((edge.place / "beat").read_text())
    assert (beat["image"], beat["ready"]) == (OLD, True)


@pytest.mark.parametrize("kind", ["ml", "batch"])
def test_a_cluster_rolls_out_once_and_undoes_what_is_not_ready(kind: str, tmp_path: Path) -> None:
    cluster = machine(tmp_path, kind=kind, deployment_target="department-server")
    base = cluster.project / "deploy" / "kubernetes" / "base" / "deployment.yaml"
    cluster.program(
        "kubectl",
        f'case "$*" in\n  kustomize*) cat {base} ;;\n  "apply -f -") cat > {tmp_path}/applied ;;\n'
        f'  *"rollout status"*) exit "${{STATUS:-0}}" ;;\n  *jsonpath*) echo {OLD} ;;\nesac',
    )
    assert cluster.run("deploy/deploy", NEW).returncode == 0
    applied = yaml.safe_load((tmp_path / "applied").read_text())
    assert applied["spec"]["template"]["spec"]["containers"][0]["image"] == NEW
    assert sum("apply" in call for call in cluster.told()) == 1
    assert cluster.run("deploy/deploy", NEW, STATUS="1").returncode == 1
    calls = cluster.told()
    assert any("rollout undo deployment/app" in call for call in calls)
    assert any(f"cronjob/run run={OLD}" in call for call in calls) is (kind == "batch")


@pytest.mark.parametrize("kind", ["ml", "rag", "batch"])
def test_manifests_hold_to_the_schemas_of_kubernetes(kind: str, tmp_path: Path) -> None:
    project = machine(tmp_path, kind=kind, deployment_target="department-server").project
    base = project / "deploy" / "kubernetes" / "base"
    listed = yaml.safe_load((base / "kustomization.yaml").read_text())["resources"]
    assert sorted([*listed, "kustomization.yaml"]) == sorted(path.name for path in base.iterdir())
    for name in listed:
        for manifest in yaml.safe_load_all((base / name).read_text()):
            validate(manifest, latest_version(), strict=True)


def test_a_cloud_goes_back_to_the_image_before(tmp_path: Path) -> None:
    cloud = machine(tmp_path, deployment_target="managed-cloud")
    state = tmp_path / "image"
    cloud.program(
        "terraform",
        f'case "$*" in\n  *" output "*) cat {state} ;;\n'
        f'  *" apply "*) for word; do last=$word; done; echo "${{last#image=}}" > {state}\n'
        f"    case $last in *broken*) exit 1 ;; esac ;;\nesac",
    )
    assert cloud.run("deploy/rollback").returncode == 1
    state.write_text("")
    assert cloud.run("deploy/deploy", OLD, STATE_BUCKET="b").returncode == 0
    assert "init -input=false -backend-config=bucket=b" in cloud.told()[0]
    assert cloud.run("deploy/deploy", NEW).returncode == 0
    assert cloud.run("deploy/rollback").returncode == 0
    assert state.read_text().strip() == OLD
    assert cloud.run("deploy/deploy", "registry.example.org/a:broken").returncode == 1
    assert state.read_text().strip() == OLD
