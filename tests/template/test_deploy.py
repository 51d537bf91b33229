"""The deployment kits, run for real with stand-ins for docker, kubectl and terraform."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from aifactory.scaffold.new import create
from tests.template.tools import prometheus

OLD, NEW = "registry.example.org/a@sha256:old", "registry.example.org/a@sha256:new"


class Service(BaseHTTPRequestHandler):
    """Ready while the machine runs an image that is not broken."""

    running: Path

    def do_GET(self) -> None:
        broken = "broken" in self.running.read_text() and self.path != "/metrics"
        self.send_response(503 if broken else 200)
        self.end_headers()
        if self.path == "/metrics":
            self.wfile.write(b'http_requests_total{route="/x",status="200"} 3\n')

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
    """A machine with a copy of a rendering, which the tests of this run share."""
    rendering = tmp_path.parent / "-".join(["rendered", *map(str, answers.values())])
    if not rendering.exists():
        create(rendering, answers, defaults=True, repository=False)
    project = tmp_path / "demo"
    shutil.copytree(rendering, project)
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


def bundle(edge: Machine, stick: Path, key: str = "ours", image: str = NEW) -> Path:
    """A bundle on a stick, signed by a key that is made the first time; only `ours` is known."""
    private = edge.place / key
    if not private.exists():
        made = edge.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(private))
        assert made.returncode == 0, made.stderr
    public = " ".join((edge.place / "ours.pub").read_text().split()[:2])
    known = f'team@example.org namespaces="cell-sorter-bundle" {public}\n'
    (edge.place / "signers").write_text(known)
    done = edge.run("deploy/edge/bundle", image, str(stick), SIGNING_KEY=str(private))
    assert done.returncode == 0, done.stderr
    return stick


def install(edge: Machine, stick: Path, **env: str) -> subprocess.CompletedProcess[str]:
    signers = {"ALLOWED_SIGNERS": str(edge.place / "signers")}
    return edge.run("deploy/edge/install-bundle", str(stick), **(signers | env))


def test_a_signed_bundle_is_taken_into_service(edge: Machine, tmp_path: Path) -> None:
    done = install(edge, bundle(edge, tmp_path / "stick"))
    assert done.returncode == 0, done.stderr
    assert "signed by: team@example.org" in done.stdout
    assert in_service(edge) == NEW
    assert (tmp_path / "loaded").read_text() == f"saved {NEW}\n"
    assert not any("docker pull" in call for call in edge.told())
    card = (edge.project / "docs" / "model-card.md").read_text()
    assert (tmp_path / "state" / "model-card.md").read_text() == card
    assert not list((tmp_path / "state").glob("bundle.*"))


def listed_anew(stick: Path) -> None:
    """Make the list of checksums fit again what stands on the stick."""
    names = "image.tar.gz image.txt made.txt model-card.md"
    command = f"cd {stick} && sha256sum {names} > SHA256SUMS"
    subprocess.run(["sh", "-c", command], check=True)


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ("image", "not as listed"),
        ("image, listed anew", "signature does not hold"),
        ("name, listed anew", "signature does not hold"),
        ("nothing listed", "signature does not hold"),
        ("another key", "signed by nobody"),
        ("another purpose", "signature does not hold"),
        ("no signature", "SHA256SUMS.sig is missing"),
        ("nobody known", "does not name who may sign"),
    ],
)
def test_a_bundle_that_was_touched_is_refused_before_anything_is_loaded(
    harm: str, reason: str, edge: Machine, tmp_path: Path
) -> None:
    edge.run("deploy/deploy", OLD)
    stick = bundle(edge, tmp_path / "stick")
    if harm.startswith("image"):
        (stick / "image.tar.gz").write_bytes(b"\x1f\x8bevil")
    elif harm.startswith("name"):
        (stick / "image.txt").write_text("registry.example.org/evil\n")
    elif harm == "nothing listed":
        (stick / "SHA256SUMS").write_text("")
    elif harm == "another key":
        bundle(edge, stick, key="theirs")
    elif harm == "another purpose":
        (stick / "SHA256SUMS.sig").unlink()
        words = ("-q", "-Y", "sign", "-n", "file", "-f", str(edge.place / "ours"))
        edge.run("ssh-keygen", *words, str(stick / "SHA256SUMS"))
    elif harm == "no signature":
        (stick / "SHA256SUMS.sig").unlink()
    elif harm == "nobody known":
        (edge.place / "signers").unlink()
    if "listed anew" in harm:
        listed_anew(stick)
    edge.told()
    done = install(edge, stick)
    assert done.returncode == 1
    assert reason in done.stderr
    assert not any("docker" in call for call in edge.told())
    assert in_service(edge) == OLD


def test_a_bundle_of_yesterday_does_not_bring_its_flaws_back(edge: Machine, tmp_path: Path) -> None:
    edge.program("date", "echo ${NOW:?}")
    edge.env["NOW"] = "1000"
    old = bundle(edge, tmp_path / "old", image=OLD)
    edge.env["NOW"] = "2000"
    assert install(edge, bundle(edge, tmp_path / "new")).returncode == 0
    done = install(edge, old)
    assert (done.returncode, "older than the bundle before" in done.stderr) == (1, True)
    assert in_service(edge) == NEW
    assert install(edge, old, OLDER="yes").returncode == 0
    assert in_service(edge) == OLD


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
    edge.program("curl", "")
    assert edge.run("deploy/edge/heartbeat").returncode == 0
    assert edge.told() == []


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[str]:
    """The address of a Pushgateway that runs on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        address = f"127.0.0.1:{place.getsockname()[1]}"
    program = str(prometheus() / "prometheus-pushgateway")
    silent = subprocess.DEVNULL
    command = [program, f"--web.listen-address={address}"]
    with subprocess.Popen(command, stdout=silent, stderr=silent) as running:
        try:
            for _ in range(200):
                if answered(f"http://{address}/-/ready"):
                    break
                time.sleep(0.05)
            yield f"http://{address}"
        finally:
            running.terminate()


def answered(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return str(answer.read().decode())
    except OSError:
        return ""


@pytest.mark.parametrize("image", [OLD, "registry.example.org/a:broken"])
def test_a_fleet_is_heard_through_a_gateway(image: str, edge: Machine, gateway: str) -> None:
    edge.run("deploy/deploy", OLD)
    (edge.place / "running").write_text(image)
    done = edge.run("deploy/edge/heartbeat", HEARTBEAT_URL=gateway)
    assert done.returncode == 0, done.stderr
    told = answered(f"{gateway}/metrics").splitlines()
    named = f'instance="{socket.gethostname()}",job="cell-sorter"'
    assert f'machine_image_info{{image="{OLD}",{named}}} 1' in told
    assert f"machine_ready{{{named}}} {int(image == OLD)}" in told
    assert f'http_requests_total{{{named},route="/x",status="200"}} 3' in told
    assert any(line.startswith(f"push_time_seconds{{{named}}}") for line in told)
    (used,) = (line for line in told if line.startswith(f"machine_disk_used_ratio{{{named}}}"))
    assert 0 <= float(used.split()[-1]) <= 1


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


@pytest.mark.parametrize("target", ["edge", "department-server"])
def test_lost_data_come_back_from_a_backup(target: str, tmp_path: Path) -> None:
    """The scripts of both kits, with a stand-in that runs in this folder what they send away."""
    place = machine(tmp_path, kind="batch", deployment_target=target)
    data, kept = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    state = f"{sys.executable} {place.project}/deploy/state.py"
    words = f"sed 's|.*state.py||; s|/data|{data}|'"
    inside = f'case "$*" in *state.py*) {state} $(echo "$*" | {words}) ;; esac'
    for program in ("docker", "kubectl"):
        place.program(program, inside)
    place.program("systemctl", "")
    place.env |= {"STATE": str(tmp_path), "BACKUPS": str(kept), "PAUSE": "0"}
    (tmp_path / "current").write_text(NEW)
    (data / "scores.csv").write_text("1,2\n")
    folder = "deploy/edge" if target == "edge" else "deploy"
    done = place.run(f"{folder}/backup", *([] if target == "edge" else [str(kept)]))
    assert done.returncode == 0, done.stderr
    (archive,) = kept.glob("state-*.tar.gz")
    assert set(kept.iterdir()) == {archive}
    (data / "scores.csv").unlink()
    (data / "wrong.csv").write_text("0\n")
    place.told()
    done = place.run(f"{folder}/recover", str(archive))
    assert done.returncode == 0, done.stderr
    assert [path.name for path in data.iterdir()] == ["scores.csv"]
    held = [call for call in place.told() if "suspend" in call or "app-run" in call]
    assert any(word in held[0] for word in ("true", "stop"))
    assert any(word in held[-1] for word in ("false", "start"))
    archive.write_bytes(archive.read_bytes()[:-9])
    place.told()
    assert place.run(f"{folder}/recover", str(archive)).returncode == 1
    assert place.told() == []
    assert (data / "scores.csv").read_text() == "1,2\n"


@pytest.mark.parametrize("kind", ["ml", "rag"])
def test_a_rehearsal_fails_where_what_comes_back_is_not_the_same(kind: str, tmp_path: Path) -> None:
    place = machine(tmp_path, kind=kind)
    folder = "CELL_SORTER_ARTIFACTS" if kind == "ml" else "HANDBOOK_ANSWERS_ARTIFACTS"
    command = "cell-sorter" if kind == "ml" else "handbook-answers"
    made = f"mkdir -p ${folder} && date +%N > ${folder}/model"
    place.program(command, f'case "$1" in serve) exit 1 ;; *) {made} ;; esac')
    done = place.run(sys.executable, "deploy/rehearse.py")
    assert done.returncode == 1
    assert "artifacts: not as before: model" in done.stderr
    place.program(command, f"mkdir -p ${folder} && echo same > ${folder}/model; exit $FAILS")
    done = place.run(sys.executable, "deploy/rehearse.py", FAILS="7")
    assert (done.returncode, command in done.stderr) == (1, True)


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


def test_guard_rails_have_a_state_that_ci_does_not_hold(tmp_path: Path) -> None:
    cloud = machine(tmp_path, deployment_target="managed-cloud")
    assert cloud.run("deploy/guardrails").returncode != 0
    cloud.program(
        "gcloud",
        f'case "$*" in *describe*) test -e {tmp_path}/bucket ;; *) touch {tmp_path}/bucket ;; esac',
    )
    cloud.program("tofu", "")
    env = {"TF_VAR_project": "p", "TERRAFORM": "tofu"}
    assert cloud.run("deploy/guardrails", "apply", **env).returncode == 0
    first = cloud.told()
    assert [call.split()[0] for call in first] == ["gcloud"] * 3 + ["tofu"] * 2
    assert "--public-access-prevention" in first[1]
    assert "-backend-config=bucket=p-guardrails" in first[3]
    assert first[4].endswith("terraform/guardrails apply")
    assert cloud.run("deploy/guardrails", **env).returncode == 0
    assert [call.split()[0] for call in cloud.told()] == ["gcloud"] + ["tofu"] * 2
