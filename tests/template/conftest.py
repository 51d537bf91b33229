"""Rendered projects, one a language, shared by the tests that only read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aifactory.scaffold.new import create


@pytest.fixture(scope="session")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("en") / "demo", {}, defaults=True)


@pytest.fixture(scope="session")
def french(tmp_path_factory: pytest.TempPathFactory) -> Path:
    answers = {"language": "fr", "project_name": "Trieur de cellules", "licence": "EUPL-1.2"}
    return create(tmp_path_factory.mktemp("fr") / "demo", answers, defaults=True)


@pytest.fixture(params=["english", "french"])
def project(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.getfixturevalue(request.param)
    return folder
