"""How a Python project is installed, tested, built and started: uv, Poetry, PDM, pipenv, or pip."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from aifactory.remedy.manifests import Files, table
from aifactory.remedy.toolchain import Commands, Toolchain

Project = Mapping[str, Any]

CURRENT, OLDEST = "3.12", "3.10"  # what is older than the second is no longer supported
EXTRAS = ("dev", "test", "tests", "testing", "all")
REQUIREMENTS = (
    "requirements-dev.txt", "requirements_dev.txt", "dev-requirements.txt", "requirements-test.txt",
    "test-requirements.txt",
)  # fmt: skip
PROCFILE = re.compile(r"^web:[ \t]*(\S.*)$", re.M)
SERVES = re.compile(
    r"\b(?:fastapi|flask|django|streamlit|gradio|uvicorn|gunicorn|starlette|litestar|dash|aiohttp"
    r"|bentoml|sanic|tornado|chainlit|panel|grpcio)\b",
    re.I,
)
VERSION_FROM_GIT = {
    "SETUPTOOLS_SCM_PRETEND_VERSION": r"setuptools[-_]scm|hatch-vcs",
    "PDM_BUILD_SCM_VERSION": r"tool\.pdm\.version[^\[]*source\s*=\s*[\"']scm",
    "POETRY_DYNAMIC_VERSIONING_BYPASS": r"poetry-dynamic-versioning",
    "UV_DYNAMIC_VERSIONING_BYPASS": r"uv-dynamic-versioning",
}


def read(files: Files, tested: bool) -> Toolchain:
    """The toolchain that a project's files tell; no tests to run where it has none."""
    project = files.toml("pyproject.toml")
    prefix, setup, needed = installed(files, project)
    install, test = (*setup, *needed), Commands()
    if files.has("tox.ini") or table(project, "tool", "tox"):
        install, test = ("python -m pip install tox",), ("tox",)
    elif tested and uses_pytest(files, project):
        test = (f"{prefix}pytest" if prefix else "python -m pytest",)
    elif tested:
        test = (f"{prefix or 'python -m '}unittest discover{place(files)}",)
    return Toolchain(
        code="python",
        version=version(files, project),
        setup=setup,
        install=install,
        test=test,
        build=("python -m pip install build", "python -m build")
        if packaged(files, project)
        else (),
        image=in_image(files, project),
        runs=started(files, project),
        version_from_git=version_from_git(files),
    )


def packaged(files: Files, project: Project) -> bool:
    """Whether a wheel can be built of it."""
    if table(project, "tool", "poetry").get("package-mode") is False:
        return False
    return bool(table(project, "build-system") or files.has("setup.py"))


def installed(files: Files, project: Project) -> tuple[str, Commands, Commands]:
    """What comes before a command of the environment, how that is made, what tests need besides."""
    held = holder(project)
    where = {"uv": "uv sync", "pdm": "pdm install", "poetry": "poetry install"}
    options = {
        ("uv", "group"): " --group {}", ("uv", "extra"): " --extra {}",
        ("pdm", "group"): " -G {}", ("pdm", "extra"): " -G {}",
        ("poetry", "group"): " --with {}", ("poetry", "extra"): " --extras {}",
    }  # fmt: skip
    tool = manager(files, project)
    if tool == "pipenv":
        return "pipenv run ", ("python -m pip install pipenv", "pipenv sync --dev"), ()
    if tool:
        kind, name = held
        more = (
            options.get((tool, kind), "").format(name) if name != "dev" or kind == "extra" else ""
        )
        return f"{tool} run ", (f"python -m pip install {tool}", where[tool] + more), ()
    return "", tuple(by_pip(files, project)), tuple(for_tests(files, project))


def manager(files: Files, project: Project) -> str:
    """The tool that keeps the environment, "" for pip."""
    locks = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm", "Pipfile.lock": "pipenv"}
    if lock := files.has(*locks):
        return locks[lock]
    old = table(project, "tool", "poetry") and not table(project, "project")
    return "poetry" if old else ""


def by_pip(files: Files, project: Project) -> Iterator[str]:
    """Commands of pip that install the project, with what its developers need."""
    if files.has("requirements.txt"):
        yield "python -m pip install -r requirements.txt"
    if packaged(files, project):
        kind, name = holder(project)
        if kind == "group":
            yield "python -m pip install -U pip"
            yield f"python -m pip install -e . --group {name}"
        else:
            yield f'python -m pip install -e ".[{name}]"' if name else "python -m pip install -e ."


def for_tests(files: Files, project: Project) -> Iterator[str]:
    """Commands of pip that install what the tests need besides."""
    for name in REQUIREMENTS:
        if files.has(name):
            yield f"python -m pip install -r {name}"
    if uses_pytest(files, project) and not asks_for_pytest(files, project):
        yield "python -m pip install pytest"


def holder(project: Project) -> tuple[str, str]:
    """What to install for the tests: ("group" or "extra", its name), the one with pytest first."""
    groups = {
        **table(project, "dependency-groups"),
        **table(project, "tool", "poetry", "group"),
        **table(project, "tool", "pdm", "dev-dependencies"),
    }
    extras = table(project, "project", "optional-dependencies")
    both = (("group", groups), ("extra", extras))
    for kind, found in both:
        holding = [
            name for name in found if re.search(r"\bpytest\b", json.dumps(found[name], default=str))
        ]
        if holding and all(re.fullmatch(r"[\w.-]+", name) for name in holding):
            return kind, min(holding, key=lambda name: (name not in EXTRAS, name))
    for kind, found in both:
        if name := next((name for name in EXTRAS if name in found), ""):
            return kind, name
    return "", ""


def uses_pytest(files: Files, project: Project) -> bool:
    """Whether the tests are pytest's: it is configured, asked for or imported."""
    configured = files.has("pytest.ini", "conftest.py", "tests/conftest.py")
    if configured or table(project, "tool", "pytest") or asks_for_pytest(files, project):
        return True
    texts = [files.text(path) for path in tests(files)[:20]]
    return not any("unittest.TestCase" in text or "(TestCase)" in text for text in texts)


def tests(files: Files) -> list[str]:
    """The files of tests, by their names."""
    root = len(files.prefix)
    below = (path[root:] for path in files.tree.entries if path.startswith(files.prefix))
    return [path for path in below if re.search(r"(?:^|/)test_[^/]*\.py$", path)]


def place(files: Files) -> str:
    """Where unittest must look: the folder of tests that is no package, which it would pass by."""
    folders = {path.split("/")[0] for path in tests(files) if "/" in path}
    if len(folders) != 1:
        return ""
    (folder,) = folders
    plain = re.fullmatch(r"\w+", folder) and not files.has(f"{folder}/__init__.py")
    return f" -s {folder}" if plain else ""


def asks_for_pytest(files: Files, project: Project) -> bool:
    """Whether pytest comes with what is installed for development."""
    names = ("requirements.txt", "setup.cfg", "setup.py", "Pipfile", *REQUIREMENTS)
    asked = [
        table(project, "project", "optional-dependencies"),
        table(project, "dependency-groups"),
        table(project, "tool", "poetry"),
        table(project, "tool", "pdm", "dev-dependencies"),
        table(project, "project").get("dependencies", ()),
    ]
    texts = [*(files.text(name) for name in names), json.dumps(asked, default=str)]
    return any(re.search(r"\bpytest\b", text) for text in texts)


def version(files: Files, project: Project) -> str:
    """The lowest version that the project says it needs, else a current one."""
    poetry = table(project, "tool", "poetry", "dependencies").get("python", "")
    told = [str(table(project, "project").get("requires-python", "")), str(poetry)]
    told += re.findall(
        r"python_requires\s*=\s*[\"']?([^\"'\n]+)", files.text("setup.py") + files.text("setup.cfg")
    )
    told += [files.text(".python-version"), *in_use(files)]
    for text in told:
        if match := re.search(r"(?:[>^~=]=?|^)\s*(3\.\d{1,2})\b", text.strip()):
            return max((match[1], OLDEST), key=lambda one: int(one.split(".")[1]))
    return CURRENT


def in_use(files: Files) -> list[str]:
    """The versions that images and workflows of GitHub take."""
    paths = [path for path in files.tree.entries if path.startswith(".github/workflows/")]
    root = Files(files.tree, "")
    text = "\n".join([files.text("Dockerfile"), *(root.text(path) for path in paths)])
    found = re.findall(
        r"^FROM python:(3\.\d+)|python-version:[ \t]*\[?[ \t]*[\"']?(3\.\d+)", text, re.M
    )
    return [one or other for one, other in found]


def in_image(files: Files, project: Project) -> Commands:
    """How an image installs it; nothing where that is not known."""
    if packaged(files, project):
        return ("pip install --no-cache-dir .",)
    tool = manager(files, project)
    if tool == "uv":
        return ("pip install --no-cache-dir 'uv<1'", "uv sync --frozen --no-dev")
    if tool == "poetry":
        return (
            "pip install --no-cache-dir 'poetry<3'",
            "poetry config virtualenvs.in-project true",
            "poetry install --only main --no-root",
        )
    if files.has("requirements.txt"):
        return ("pip install --no-cache-dir -r requirements.txt",)
    return ()


def started(files: Files, project: Project) -> str:
    """The command that starts the product: what a Procfile says, or the only script of a service.

    The script of a tool for developers is none: nobody runs that in an image.
    """
    if match := PROCFILE.search(files.text("Procfile")):
        return match[1].strip()
    scripts = table(project, "project", "scripts") or table(project, "tool", "poetry", "scripts")
    names = ("pyproject.toml", "requirements.txt", "setup.py", "setup.cfg")
    served = any(SERVES.search(files.text(name)) for name in names)
    name = next(iter(scripts), "")
    return name if served and len(scripts) == 1 and re.fullmatch(r"[\w.-]+", name) else ""


def version_from_git(files: Files) -> str:
    """The variable that tells the version to a build that has no git; "" where none is needed."""
    text = "\n".join(files.text(name) for name in ("pyproject.toml", "setup.py", "setup.cfg"))
    found = (name for name, pattern in VERSION_FROM_GIT.items() if re.search(pattern, text, re.S))
    return next(found, "")
