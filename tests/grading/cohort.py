"""Cohorts of real repositories: a good one, a copy, a template, an empty folder, a missing one."""

from __future__ import annotations

from pathlib import Path

from aifactory.scaffold.new import create
from tests.repos import Repo, build_repo

ADA = ("Ada Lovelace", "ada@example.org")
BOB = ("Bob Kahn", "bob@example.org")
EVE = ("Eve Moreau", "eve@example.org")
README = """# Forecaster

This project forecasts the demand for bicycles of a city from the weather of the last ten years, for
the team that places them each morning before the commuters arrive at the station.

## Getting started

    pip install .
    forecaster run
"""
WAIVERS = """\
waivers:
  - check: container-recipe
    reason: we need none
    expires: 2099-01-01
  - check: unit-tests
    reason: no time
    expires: 2099-01-01
"""


def module(number: int) -> str:
    """Code long enough to say something about who wrote it."""
    lines = (f"    value = value * {number} + {step}  # step {step}\n" for step in range(6))
    return f"def step_{number}(value: int) -> int:\n{''.join(lines)}    return value\n"


def good(folder: Path) -> Repo:
    """A small project with a history by Ada."""
    repo = build_repo(folder, "good").file("README.md", README).commit("Begin", author=ADA)
    for number in range(6):
        repo.file(f"src/step{number}.py", module(number))
        repo.commit(f"Add step {number} of the model", author=ADA)
    return repo


def copied(folder: Path) -> Repo:
    """Ada's work, commit by commit, under Bob's name."""
    repo = build_repo(folder, "copy").file("README.md", README).commit("Start", author=BOB)
    for number in range(6):
        repo.file(f"src/step{number}.py", module(number))
        repo.commit(f"Write step {number} of the model", author=BOB)
    return repo


def excused(folder: Path) -> Repo:
    """A repository that waives its own checks."""
    repo = build_repo(folder, "excused").file("README.md", "# Excused\n")
    return repo.file(".aifactory.yml", WAIVERS).commit("Begin", author=EVE)


def cohort(folder: Path) -> Path:
    """The roster of six candidates with their repositories beside it."""
    good(folder).path  # noqa: B018 - written when asked for
    copied(folder).path  # noqa: B018
    excused(folder).path  # noqa: B018
    (folder / "empty").mkdir()
    create(folder / "template", {"project_name": "Tide", "author_name": "Tim"}, defaults=True)
    roster = folder / "roster.csv"
    roster.write_text(
        "Candidate;Repository;E-mail\n"
        "Ada Lovelace;good;ada@example.org\n"
        "Bob Kahn;copy;bob@example.org\n"
        "Empty Handed;empty;\n"
        "Gone Away;nowhere;\n"
        "Tim Berg;template;\n"
        "Eve Moreau;excused;eve@example.org\n",
        "utf-8",
    )
    return roster
