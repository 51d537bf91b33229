"""A built wheel carries the whole template, and renders the same project as the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contents of a wheel built from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def test_every_file_of_the_template_is_in_the_wheel(unpacked: Path) -> None:
    packed = contents(unpacked / "aifactory" / "data" / "template")
    assert packed == contents(ROOT / "template")
    assert {
        ".dockerignore.jinja",
        ".gitignore.jinja",
        "{{ github }}/.github/labels.yml.jinja",
    } <= set(packed)
    assert contents(unpacked / "aifactory" / "data" / "partials") == contents(ROOT / "partials")
    assert (unpacked / "aifactory" / "data" / "copier.yml").is_file()


def test_what_the_program_reads_beside_its_code_is_in_the_wheel(unpacked: Path) -> None:
    package = ROOT / "src" / "aifactory"
    kinds = {".css", ".graphql", ".json", ".mo"}
    read = {path.relative_to(package) for path in package.rglob("*") if path.suffix in kinds}
    assert Path("render/report.css") in read
    assert [path for path in read if not (unpacked / "aifactory" / path).is_file()] == []


def test_the_wheel_renders_without_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    projects = []
    for name, where in (("wheel", unpacked), ("checkout", ROOT / "src")):
        command = [sys.executable, "-m", "aifactory", "new", name, "--defaults", "--no-git"]
        env = os.environ | {"PYTHONPATH": str(where), "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run(command, check=True, cwd=tmp_path, env=env, capture_output=True)
        projects.append(contents(tmp_path / name))
        assert (str(where.parent) in projects[-1].pop(".copier-answers.yml").decode()) is True
    assert projects[0] == projects[1]
