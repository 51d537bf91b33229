"""A folder in which the commands of the reference pages find what they name."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.docs.examples import reader
from tests.repos import build_repo

_README = """# Leaks

Finds leaks in the pipes of a town from the sounds that its sensors record each night, so that
repairs begin where most water is lost. It is used by the crew of the water works, every morning.

## Getting started

    pip install -e .
"""
_MINE = """schema: aifactory/policy/1
id: mine
extends: bloc4
version: 1.0.0
title: {en: Ours, fr: La nôtre}
"""
_JIRA = """Issue key,Created,Started,Resolved,Story Points
{rows}
"""
_TEAMS = """schema: aifactory/thresholds/1
default: {figure: median, at-least: 0}
"""


def furnish(folder: Path, home: Path) -> Path:
    """A repository with a past, and beside its files what a user of it has at hand."""
    repo = build_repo(folder, "leaks")
    repo.file("README.md", _README).file("pyproject.toml", '[project]\nname = "leaks"\n')
    repo.commit("Find the first leak").tag("v1.2.0")
    repo.file("src/leaks.py", "def find() -> int:\n    return 1\n").commit("Count what was found")
    root = repo.path
    _run(root, home, "git checkout -q -f main && git update-ref refs/remotes/origin/main v1.2.0^{}")
    exclude = root / ".git" / "info" / "exclude"
    exclude.parent.mkdir(exist_ok=True)
    exclude.write_text("/*.*\n!/README.md\n!/pyproject.toml\n")
    (root / "mine.yml").write_text(_MINE, "utf-8")
    (root / "teams.yml").write_text(_TEAMS, "utf-8")
    (root / "jira.csv").write_text(_JIRA.format(rows="\n".join(_tickets())), "utf-8")
    people = "Ada Lovelace,.\nGrace Hopper,.\n"
    (root / "roster.csv").write_text(f"candidate,repository\n{people}", "utf-8")
    (root / "liste.csv").write_text(f"Candidat,Dépôt\n{people}", "utf-8")
    _workbook(root / "roster.xlsx")
    _run(root, home, "aifactory audit --format json -o report.json")
    _run(root, home, "aifactory collect . -o facts.json")
    _documents(root)
    _run(root, home, f"aifactory fleet audit {folder} --jobs 1")
    return root


def _tickets() -> list[str]:
    return [
        f"L-{n},2026-0{1 + n // 8}-{1 + n % 8:02},2026-0{1 + n // 8}-{3 + n % 8:02},"
        f"2026-0{1 + n // 8}-{8 + n % 20:02},{1 + n % 3}"
        for n in range(40)
    ]


def _workbook(path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Candidat", "Dépôt"])
    sheet.append(["Ada Lovelace", "."])
    book.save(path)


def _documents(folder: Path) -> None:
    from docx import Document
    from fpdf import FPDF

    document = Document()
    document.add_heading("The mission and my role", 1)
    document.add_paragraph("I was the main actor of the mission.")
    document.save(str(folder / "memoire.docx"))
    pages = FPDF()
    pages.add_page()
    pages.set_font("helvetica", size=12)
    pages.cell(text="I was the main actor of the mission.")
    pages.output(str(folder / "memoire.pdf"))


def _run(folder: Path, home: Path, command: str) -> None:
    subprocess.run(
        ["bash", "-ec", command],
        cwd=folder,
        env=reader(home, {}),
        check=True,
        capture_output=True,
        timeout=120,
    )
