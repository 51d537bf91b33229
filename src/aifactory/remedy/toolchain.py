"""How a project is installed, tested, built and started, by the files that its tools read."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from aifactory.facts import Facts
from aifactory.snapshot.tree import Tree, Unreadable

Commands = tuple[str, ...]
DEFAULT_PYTHON = "3.12"
EXTRAS = ("dev", "test", "tests", "testing", "all")
ENTRY = re.compile(r"^web:[ \t]*(\S.*)$", re.M)


class Toolchain(Struct, frozen=True, kw_only=True):
    """`code` is "python", "node", "go", "rust", "java" or ""; commands are shell lines."""

    code: str = ""
    python: str = ""
    install: Commands = ()
    test: Commands = ()
    build: Commands = ()
    runs: str = ""


class Files:
    """The files below a project's folder."""

    def __init__(self, tree: Tree, folder: str) -> None:
        self.tree, self.prefix = tree, f"{folder}/" if folder else ""

    def has(self, *names: str) -> str:
        """The first of these that is there."""
        return next((name for name in names if self.prefix + name in self.tree.entries), "")

    def text(self, name: str) -> str:
        """A file's text, "" where it cannot be read."""
        try:
            return self.tree.text(self.prefix + name)
        except Unreadable:
            return ""

    def toml(self, name: str) -> dict[str, Any]:
        """A TOML file, empty where it is none."""
        try:
            return tomllib.loads(self.text(name))
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}

    def json(self, name: str) -> dict[str, Any]:
        """A JSON object, empty where it is none."""
        try:
            found = json.loads(self.text(name))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def read_toolchain(facts: Facts, tree: Tree, folder: str = "") -> Toolchain:
    """The toolchain of the project in a folder; empty where no known tool is configured."""
    files = Files(tree, folder)
    tested = facts.files.tests.functions > 0
    if files.has("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt"):
        return python(files, tested)
    if files.has("package.json"):
        return node(files)
    if files.has("go.mod"):
        return Toolchain(code="go", test=("go test ./...",), build=("go build ./...",))
    if files.has("Cargo.toml"):
        return Toolchain(code="rust", test=("cargo test",), build=("cargo build --release",))
    if files.has("pom.xml"):
        maven = "./mvnw -B" if files.has("mvnw") else "mvn -B"
        return Toolchain(code="java", test=(f"{maven} test",), build=(f"{maven} package",))
    return Toolchain()


def table(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """A table in tables, empty where something else stands there."""
    found: Any = data
    for name in names:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}


def python(files: Files, tested: bool) -> Toolchain:
    """A Python project: uv, Poetry, PDM, or pip."""
    project = files.toml("pyproject.toml")
    prefix, install = installed(files, project)
    test: Commands = ()
    if files.has("tox.ini") or table(project, "tool", "tox"):
        install, test = ("python -m pip install tox",), ("tox",)
    elif tested and uses_pytest(files, project):
        test = (f"{prefix}pytest" if prefix else "python -m pytest",)
    elif tested:
        test = (f"{prefix}python -m unittest discover",)
    packaged = bool(table(project, "build-system")) or bool(files.has("setup.py"))
    build = ("python -m pip install build", "python -m build") if packaged else ()
    return Toolchain(
        code="python",
        python=python_version(files, project),
        install=install,
        test=test,
        build=build,
        runs=started(files, project),
    )


def installed(files: Files, project: Mapping[str, Any]) -> tuple[str, Commands]:
    """What comes before a command of the environment, and how that is made."""
    for lock, tool, words in (
        ("uv.lock", "uv", "uv sync --all-extras --all-groups"),
        ("poetry.lock", "poetry", "poetry install"),
        ("pdm.lock", "pdm", "pdm install"),
        ("Pipfile.lock", "pipenv", "pipenv sync --dev"),
    ):
        if files.has(lock):
            return f"{tool} run ", (f"python -m pip install {tool}", words)
    commands: list[str] = []
    extras = table(project, "project", "optional-dependencies")
    groups = table(project, "dependency-groups")
    if table(project, "tool", "poetry") and not table(project, "project"):
        return "poetry run ", ("python -m pip install poetry", "poetry install")
    if files.has("requirements.txt"):
        commands.append("python -m pip install -r requirements.txt")
    for name in ("requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt"):
        if files.has(name):
            commands.append(f"python -m pip install -r {name}")
    if table(project, "build-system") or files.has("setup.py"):
        extra = next((name for name in EXTRAS if name in extras), "")
        group = next((name for name in EXTRAS if name in groups), "")
        what = f'-e ".[{extra}]"' if extra else "-e ."
        if group:
            commands.append("python -m pip install -U pip")
            what += f" --group {group}"
        commands.append(f"python -m pip install {what}")
    if uses_pytest(files, project) and not declares_pytest(files, project):
        commands.append("python -m pip install pytest")
    return "", tuple(commands)


def uses_pytest(files: Files, project: Mapping[str, Any]) -> bool:
    """Whether the tests are pytest's: it is configured, asked for or imported."""
    if declares_pytest(files, project) or files.has(
        "pytest.ini", "conftest.py", "tests/conftest.py"
    ):
        return True
    tests = [path for path in files.tree.entries if re.search(r"(?:^|/)test_[^/]+\.py$", path)]
    root = len(files.prefix)
    texts = (files.text(path[root:]) for path in tests[:20] if path.startswith(files.prefix))
    return not any("unittest.TestCase" in text or "(TestCase)" in text for text in texts)


def declares_pytest(files: Files, project: Mapping[str, Any]) -> bool:
    """Whether pytest comes with what is installed for development."""
    names = ("requirements.txt", "requirements-dev.txt", "requirements_dev.txt", "setup.cfg")
    texts = [files.text(name) for name in (*names, "dev-requirements.txt", "setup.py")]
    asked = [
        table(project, "project", "optional-dependencies"),
        table(project, "dependency-groups"),
    ]
    asked.append(table(project, "tool", "poetry"))
    return any(re.search(r"\bpytest\b", text) for text in [*texts, json.dumps(asked, default=str)])


def python_version(files: Files, project: Mapping[str, Any]) -> str:
    """The lowest version that the project says it needs, else a current one."""
    poetry = table(project, "tool", "poetry", "dependencies").get("python", "")
    told = [str(table(project, "project").get("requires-python", "")), str(poetry)]
    told += re.findall(
        r"python_requires\s*=\s*[\"']?([^\"'\n]+)", files.text("setup.py") + files.text("setup.cfg")
    )
    told.append(files.text(".python-version"))
    for text in told:
        if match := re.search(r"(?:[>^~=]=?|^)\s*(3\.\d{1,2})\b", text.strip()):
            return max((match[1], "3.10"), key=minor)  # what is older is no longer supported
    return DEFAULT_PYTHON


def minor(version: str) -> int:
    """The second number of a version."""
    return int(version.split(".")[1])


def started(files: Files, project: Mapping[str, Any]) -> str:
    """The command that starts the product: its only script, or what a Procfile says."""
    if match := ENTRY.search(files.text("Procfile")):
        return match[1].strip()
    scripts = table(project, "project", "scripts") or table(project, "tool", "poetry", "scripts")
    return next(iter(scripts)) if len(scripts) == 1 else ""


def node(files: Files) -> Toolchain:
    """A project of npm, yarn or pnpm."""
    scripts = table(files.json("package.json"), "scripts")
    tool, install = package_manager(files)
    test = str(scripts.get("test", ""))
    return Toolchain(
        code="node",
        install=install,
        test=(f"{tool} test",) if test and "no test specified" not in test else (),
        build=(f"{tool} run build",) if scripts.get("build") else (),
        runs=f"{tool} start" if scripts.get("start") else "",
    )


def package_manager(files: Files) -> tuple[str, Commands]:
    """The tool whose lock file is there, and how it installs what that names."""
    if files.has("yarn.lock"):
        words = "yarn install --immutable || yarn install --frozen-lockfile"  # Yarn 2 or 1
        return "yarn", ("corepack enable", words)
    if files.has("pnpm-lock.yaml"):
        return "pnpm", ("corepack enable", "pnpm install --frozen-lockfile")
    return "npm", ("npm ci" if files.has("package-lock.json") else "npm install",)
