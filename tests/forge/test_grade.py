"""A cohort with its forge: each candidate's own, read side by side over one cache."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from aifactory.cli import main
from tests.forge.github.server import GitHubServer
from tests.forge.github.world import World
from tests.forge.projects import bare_project, living
from tests.repos import build_repo

pytestmark = pytest.mark.usefixtures("alone")


def _points(roster: Path, *words: str) -> dict[str, float]:
    command = ["grade", str(roster), "--lang", "en", "--format", "csv", "--jobs", "2"]
    assert main([*command, *words]) == 0
    with (roster.parent / "roster-grading/cohort.csv").open(encoding="utf-8-sig") as file:
        return {row["Candidate"]: float(row["Proven"]) for row in csv.DictReader(file)}


def test_the_forge_of_each_candidate_is_read(
    tmp_path: Path, world: World, server: GitHubServer
) -> None:
    living(world)
    lines = ["name,repository"]
    for name in ("one", "two", "three"):
        repo = build_repo(tmp_path, name)
        bare_project(repo)
        repo.config(f'[remote "origin"]\n\turl = {server.url}\n').path  # noqa: B018
        lines.append(f"{name},{name}")
    repo = build_repo(tmp_path, "alone")
    bare_project(repo)
    roster = tmp_path / "roster.csv"
    roster.write_text("\n".join([*lines, f"alone,{repo.path}"]) + "\n")
    before = _points(roster)
    assert len(set(before.values())) == 1
    after = _points(roster, "--forge")  # asked for something else, so all are read again
    assert after["one"] == after["two"] == after["three"] > before["one"]
    assert after["alone"] == before["alone"]
