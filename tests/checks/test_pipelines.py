"""Checks that read containers, tests, pipelines and the tree: pass, fail and mislead."""

from __future__ import annotations

import pytest

from tests.checks.harness import commit, earned

DOCKERFILE = "FROM python:3.12-slim\nRUN pip install .\nUSER app\n"
TESTS = "def test_a():\n    assert 1\n\n\ndef test_b():\n    assert 1\n\n\ndef test_c():\n    assert 1\n"


def workflow(step: str, on: str = "push", more: str = "") -> dict[str, str]:
    text = f"on: {on}\njobs:\n  j:\n    {more or 'runs-on: x'}\n    steps:\n      - {step}\n"
    return {".github/workflows/ci.yml": text, "Dockerfile": DOCKERFILE}


BUILD = "uses: docker/build-push-action@v6\n        with: {push: true, tags: ghcr.io/o/r}"
ONLY_BUILD = "run: docker build -t x ."
SPECS = "test('a', async () => { expect(1).toBe(1) })\n" * 3
PASS = [
    ("container-recipe", {"Dockerfile": DOCKERFILE}),
    ("container-recipe", {"docker/api.Dockerfile": DOCKERFILE}),
    ("container-hardened", {"Dockerfile": "ARG V=3.12\nFROM python:${V}\nUSER 1000\n"}),
    (
        "container-hardened",
        {"Dockerfile": "FROM golang:1.24 AS b\nFROM gcr.io/distroless/static:nonroot\n"},
    ),
    ("container-built-in-ci", workflow(ONLY_BUILD)),
    (
        "container-built-in-ci",
        workflow("run: make image") | {"Makefile": "image:\n\tdocker build -t x .\n"},
    ),
    ("container-shipped-by-ci", workflow(BUILD)),
    ("container-shipped-by-ci", workflow("run: trivy image x")),
    ("unit-tests", {"tests/test_a.py": TESTS}),
    ("unit-tests", {"web/a.test.ts": "it('a', () => { expect(1).toBe(1) })\n" * 3}),
    ("ci-tests", workflow("run: uv run pytest -q")),
    ("ci-tests", workflow("run: tox") | {"tox.ini": "[testenv]\ncommands = pytest tests\n"}),
    ("ci-build", workflow("run: python -m build")),
    ("ci-deploy", workflow("run: twine upload dist/*", "{push: {tags: ['v*']}}")),
    (
        "ci-deploy",
        workflow("uses: pypa/gh-action-pypi-publish@v1", "{release: {types: [published]}}"),
    ),
    ("acceptance-tests", {"features/serve.feature": "Feature: serve\n"}),
    ("acceptance-tests", {"tests/e2e/test_page.py": TESTS}),
    ("acceptance-tests", {"tests/test_page.py": "from playwright.sync_api import Page\n" + TESTS}),
    ("acceptance-tests", {"web/a.test.ts": "import { test } from '@playwright/test'\n" + SPECS}),
    ("tree-clean", {".gitignore": "x\n", "a.py": "1\n"}),
    ("tree-clean", {".gitignore": "x\n", ".env.example": "KEY=value\n"}),
    ("tree-clean", {".gitignore": "x\n", ".env": "KEY=\n"}),
]
FAIL = [
    ("container-recipe", {".devcontainer/Dockerfile": DOCKERFILE}),
    ("container-recipe", {"docs/dockerfile.md": "FROM a\n"}),
    ("container-recipe", {"{{cookiecutter.name}}/Dockerfile": DOCKERFILE}),
    ("container-hardened", {"Dockerfile": "FROM python:latest\nUSER app\n"}),
    ("container-hardened", {"Dockerfile": "FROM python\nUSER app\n"}),
    ("container-hardened", {"Dockerfile": "FROM python:3.12\nUSER root\n"}),
    ("container-hardened", {"Dockerfile": "FROM a:1\nUSER app\nFROM b:1\n"}),
    ("container-built-in-ci", workflow("run: echo docker build -t x .")),
    ("container-built-in-ci", workflow(ONLY_BUILD, more="if: false")),
    ("container-shipped-by-ci", workflow(ONLY_BUILD)),
    ("container-shipped-by-ci", workflow("run: '# docker push x'")),
    ("unit-tests", {"tests/test_a.py": "def test_a():\n    print(1)\n" * 5}),
    ("unit-tests", {"tests/run.sh": "echo ok\n" * 5}),
    ("unit-tests", {"vendor/tests/test_a.py": TESTS}),
    ("ci-tests", workflow("run: echo pytest")),
    ("ci-tests", workflow("run: pytest", "workflow_dispatch")),
    ("ci-tests", {".github/workflow/ci.yml": "on: push\njobs: {j: {steps: [{run: pytest}]}}\n"}),
    ("ci-build", workflow("run: pip install .")),
    ("ci-deploy", workflow("run: twine upload dist/*", "workflow_dispatch")),
    ("ci-deploy", workflow("run: terraform plan")),
    ("acceptance-tests", {"tests/integration/test_a.py": TESTS}),
    ("acceptance-tests", {"tests/test_a.py": "from app.tools import engine_playwright\n" + TESTS}),
    ("tree-clean", {"a.py": "1\n"}),
    ("tree-clean", {".gitignore": "x\n", ".env": "KEY=value\n"}),
    ("tree-clean", {".gitignore": "x\n", "a/__pycache__/b.cpython-311.pyc": "x"}),
    ("tree-clean", {".gitignore": "x\n", "id.pem": "-----BEGIN RSA PRIVATE KEY-----\nx\n"}),
    ("tree-clean", {".gitignore": "x\n", "big.bin": b"\0" * (10 * 1024 * 1024 + 1)}),
]


@pytest.mark.parametrize(("check", "files"), PASS)
def test_it_passes(check: str, files: dict[str, str]) -> None:
    assert earned(check, files, [commit()]) > 0


@pytest.mark.parametrize(("check", "files"), FAIL)
def test_it_does_not(check: str, files: dict[str, str]) -> None:
    assert earned(check, files, [commit()]) == 0
