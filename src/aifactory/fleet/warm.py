"""Imported by the server that processes are forked from: what each of them would prepare anew.

A small project is read and scored once, so that parsers are built, rules compiled and modules
imported before the first fork.
"""

from __future__ import annotations

import gc

from aifactory.engine import evaluate
from aifactory.facts.collecting import read_facts
from aifactory.fleet import task
from aifactory.model import Subject
from aifactory.policy import load
from aifactory.snapshot.tree import MemoryTree

FILES = {
    "README.md": "# A\n\nText with a [link](docs/a.md).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "docs/a.rst": "A\n=\n\n* one\n\n.. note:: two\n",
    "docs/a.md": "## B\n\n- [ ] three\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.0.0 - 2026-01-05\n\n- One\n",
    "Dockerfile": "FROM python:3.11\nUSER nobody\n",
    "Makefile": "test:\n\tpytest\n",
    "pyproject.toml": '[project]\nname = "a"\ndependencies = ["b>=1"]\n',
    "tests/test_a.py": "def test_a():\n    assert True\n",
    ".pre-commit-config.yaml": "repos: []\n",
    ".github/workflows/ci.yml": (
        "on: [push, pull_request]\njobs:\n  test:\n    runs-on: ubuntu-latest\n    if: github.ref\n"
        "    steps:\n      - uses: actions/checkout@v4\n      - run: make test && echo $(date)\n"
    ),
    ".gitlab-ci.yml": "test:\n  script: [make test]\n",
}


def prepare() -> None:
    """Read and score the project; what was made lasts, so that no collection touches its pages."""
    subject = Subject("a", as_of="2026-01-05")
    evaluate(read_facts(subject, "main", MemoryTree(FILES), None), load("bloc4"))
    gc.collect()
    gc.freeze()


prepare()

__all__ = ["task"]
