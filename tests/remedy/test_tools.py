"""Toolchains by the files that tools read: what a person who knows them would type."""

from __future__ import annotations

import json

import pytest

from aifactory.remedy import node_tools, python_tools
from aifactory.remedy.manifests import Files
from aifactory.remedy.toolchain import Toolchain
from aifactory.snapshot.tree import MemoryTree

BUILD = "[build-system]\nrequires = ['hatchling']\n"
PYTEST = "def test_it():\n    assert True\n"
CASE = "import unittest\n\nclass T(unittest.TestCase):\n    pass\n"


def python(files: dict[str, str], folder: str = "") -> Toolchain:
    below = f"{folder}/" if folder else ""
    tree = MemoryTree({below + path: text for path, text in files.items()})
    return python_tools.read(Files(tree, folder), tested=True)


@pytest.mark.parametrize(
    ("manifest", "more", "install", "test"),
    [
        (BUILD, (), ("python -m pip install -e .", "python -m pip install pytest"),
         "python -m pytest"),
        (BUILD + "[project.optional-dependencies]\ntest = ['pytest']", (),
         ('python -m pip install -e ".[test]"',), "python -m pytest"),
        (BUILD + "[dependency-groups]\ndev = ['ruff']\nchecks = ['pytest>=8']", (),
         ("python -m pip install -U pip", "python -m pip install -e . --group checks"),
         "python -m pytest"),
        ("", ("requirements.txt", "requirements-dev.txt"),
         ("python -m pip install -r requirements.txt",
          "python -m pip install -r requirements-dev.txt", "python -m pip install pytest"),
         "python -m pytest"),
        ("[dependency-groups]\ndev = ['pytest']", ("uv.lock",),
         ("python -m pip install uv", "uv sync"), "uv run pytest"),
        ("[dependency-groups]\ntest = ['pytest']", ("uv.lock",),
         ("python -m pip install uv", "uv sync --group test"), "uv run pytest"),
        ("[project.optional-dependencies]\ndev = ['pytest']", ("uv.lock",),
         ("python -m pip install uv", "uv sync --extra dev"), "uv run pytest"),
        ("[tool.poetry]\n[tool.poetry.group.test.dependencies]\npytest = '*'", (),
         ("python -m pip install poetry", "poetry install --with test"), "poetry run pytest"),
        ("[tool.poetry.dev-dependencies]\npytest = '*'", ("poetry.lock",),
         ("python -m pip install poetry", "poetry install"), "poetry run pytest"),
        ("[tool.pdm.dev-dependencies]\ntest = ['pytest']", ("pdm.lock",),
         ("python -m pip install pdm", "pdm install -G test"), "pdm run pytest"),
        ("", ("Pipfile.lock",), ("python -m pip install pipenv", "pipenv sync --dev"),
         "pipenv run pytest"),
        (BUILD, ("tox.ini",), ("python -m pip install tox",), "tox"),
        (BUILD + "[project.optional-dependencies]\n'a\"; ls' = ['pytest']", (),
         ("python -m pip install -e .",), "python -m pytest"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["", "apps/one"])
def test_how_a_python_project_is_tested(
    manifest: str, more: tuple[str, ...], install: tuple[str, ...], test: str, folder: str
) -> None:
    files = {"pyproject.toml": manifest, "tests/test_a.py": PYTEST} | dict.fromkeys(more, "")
    found = python(files, folder)
    assert (found.install, found.test) == (install, (test,))


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"tests/test_a.py": CASE}, "python -m unittest discover -s tests"),
        ({"tests/test_a.py": CASE, "tests/__init__.py": ""}, "python -m unittest discover"),
        ({"test_a.py": CASE}, "python -m unittest discover"),
        ({"a/test_a.py": CASE, "b/test_a.py": CASE}, "python -m unittest discover"),
        ({"tests/test_a.py": CASE, "pytest.ini": ""}, "python -m pytest"),
    ],
)
def test_unittest_looks_where_the_tests_are(files: dict[str, str], command: str) -> None:
    assert python(files | {"setup.py": ""}).test == (command,)


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.11,<4'"}, "3.11"),
        ({"pyproject.toml": "[project]\nrequires-python = '>=3.7'"}, "3.10"),
        ({"pyproject.toml": "[tool.poetry.dependencies]\npython = '^3.13'"}, "3.13"),
        ({"setup.py": "setup(python_requires='>=3.10')"}, "3.10"),
        ({".python-version": "3.12.4\n"}, "3.12"),
        ({".github/workflows/a.yml": "with:\n  python-version: ['3.11', '3.13']\n"}, "3.11"),
        ({"Dockerfile": "FROM python:3.13-slim\n"}, "3.13"),
        ({"pyproject.toml": "not toml ["}, "3.12"),
    ],
)
def test_the_version_of_python(files: dict[str, str], version: str) -> None:
    assert python(files).version == version


@pytest.mark.parametrize(
    ("files", "runs"),
    [
        ({"Procfile": "web: gunicorn app:app --port $PORT\n"}, "gunicorn app:app --port $PORT"),
        ({"pyproject.toml": "[project]\nscripts = {a = 'a:b'}\ndependencies = ['fastapi']"}, "a"),
        ({"pyproject.toml": "[project]\nscripts = {a = 'a:b'}\ndependencies = ['click']"}, ""),
        ({"pyproject.toml": "[project]\nscripts = {a='a:b', c='d:e'}\ndependencies=['flask']"}, ""),
        ({"pyproject.toml": "[project]\nscripts = {'a; ls' = 'a'}\ndependencies=['flask']"}, ""),
    ],
)
def test_what_an_image_starts(files: dict[str, str], runs: str) -> None:
    assert python(files).runs == runs


@pytest.mark.parametrize(
    ("files", "image"),
    [
        ({"pyproject.toml": BUILD}, ("pip install --no-cache-dir .",)),
        ({"requirements.txt": "a"}, ("pip install --no-cache-dir -r requirements.txt",)),
        ({"pyproject.toml": "[project]", "uv.lock": ""},
         ("pip install --no-cache-dir 'uv<1'", "uv sync --frozen --no-dev")),
        ({"pyproject.toml": BUILD + "[tool.poetry]\npackage-mode = false"},
         ("pip install --no-cache-dir 'poetry<3'", "poetry config virtualenvs.in-project true",
          "poetry install --only main --no-root")),
        ({"pyproject.toml": "[tool.ruff]"}, ()),
    ],
)  # fmt: skip
def test_how_an_image_installs(files: dict[str, str], image: tuple[str, ...]) -> None:
    assert python(files).image == image


@pytest.mark.parametrize(
    ("manifest", "variable"),
    [
        ("[build-system]\nrequires = ['setuptools_scm']", "SETUPTOOLS_SCM_PRETEND_VERSION"),
        ("[build-system]\nrequires = ['hatch-vcs']", "SETUPTOOLS_SCM_PRETEND_VERSION"),
        ("[tool.pdm.version]\nsource = 'scm'", "PDM_BUILD_SCM_VERSION"),
        ("[tool.pdm.version]\nsource = 'file'", ""),
        (BUILD, ""),
    ],
)
def test_a_version_that_git_tells(manifest: str, variable: str) -> None:
    assert python({"pyproject.toml": manifest}).version_from_git == variable


def node(package: object, *more: str, **texts: str) -> Toolchain:
    files = {"package.json": json.dumps(package)} | dict.fromkeys(more, "")
    return node_tools.read(Files(MemoryTree(files | texts), ""))


def test_how_a_node_project_is_tested() -> None:
    scripts = {"test": "jest", "build": "vite build", "start": "vite"}
    assert node({"scripts": scripts}, "package-lock.json").install == ("npm ci",)
    assert node({"scripts": scripts}).install == ("npm install",)
    classic = node({"scripts": scripts}, "yarn.lock")
    assert classic.install[-1] == "yarn install --frozen-lockfile"
    assert classic.runs == "yarn start"
    assert node({}, "yarn.lock", ".yarnrc.yml").install[-1] == "yarn install --immutable"
    assert node({"scripts": scripts}, "pnpm-lock.yaml").test == ("pnpm test",)
    assert node({"scripts": scripts}).image == ("npm install", "npm run build")
    assert node({"scripts": {"test": 'echo "Error: no test specified" && exit 1'}}).test == ()
    assert node([]).test == node({"scripts": 3}).test == ()


@pytest.mark.parametrize(
    ("engines", "version"),
    [
        ("18.x", "18"),
        ("20", "20"),
        (">=14", "22"),
        ("^18.1.0", "18"),
        ("18 || 20", "22"),
        ("lts/*", "22"),
    ],
)
def test_the_version_of_node(engines: object, version: str) -> None:
    assert node({"engines": {"node": engines}}).version == version
    assert node({}, **{".nvmrc": "v16.2\n"}).version == "16"
