"""Rendered projects, one a kind and language, shared by the tests that only read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aifactory.scaffold.new import create

PROJECTS: dict[str, dict[str, Any]] = {
    "english": {},
    "french": {"language": "fr", "project_name": "Trieur de cellules", "licence": "EUPL-1.2"},
    "answers": {"kind": "rag", "forge": "gitlab", "deployment_target": "department-server"},
    "scores": {
        "kind": "batch",
        "language": "fr",
        "forge": "gitlab",
        "deployment_target": "managed-cloud",
    },
}


def rendered(name: str, factory: pytest.TempPathFactory) -> Path:
    return create(factory.mktemp(name) / "demo", PROJECTS[name], defaults=True)


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered("english", tmp_path_factory)


@pytest.fixture(scope="session")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered("french", tmp_path_factory)


@pytest.fixture(scope="session")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered("answers", tmp_path_factory)


@pytest.fixture(scope="session")
def scores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rendered("scores", tmp_path_factory)


@pytest.fixture(params=list(PROJECTS))
def project(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder
