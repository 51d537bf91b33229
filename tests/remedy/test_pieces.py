"""Every piece, in both languages and for every toolchain, passes the linters of its kind."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
import yaml

from aifactory.policy import data_path
from aifactory.remedy.context import Answers
from aifactory.remedy.pieces import INDEX, render
from aifactory.remedy.toolchain import Toolchain

BIN = Path(sys.executable).parent
TOOLS = {
    "pip": Toolchain(
        code="python", version="3.12", test=("python -m pytest",),
        install=('python -m pip install -e ".[test]"',),
        build=("python -m pip install build", "python -m build"),
        image=("pip install --no-cache-dir .",), runs="app serve --port $PORT",
        version_from_git="SETUPTOOLS_SCM_PRETEND_VERSION",
    ),
    "uv": Toolchain(
        code="python", version="3.13", install=("python -m pip install uv", "uv sync"),
        test=("uv run pytest -k 'a: b'",), build=("uv build",), runs='python -c "1"',
        image=("pip install --no-cache-dir 'uv<1'", "uv sync --frozen --no-dev"),
    ),
    "poetry": Toolchain(
        code="python", version="3.11", install=("poetry install",), test=("poetry run pytest",),
        build=("poetry build",), runs="serve",
        image=(
            "pip install --no-cache-dir 'poetry<3'", "poetry config virtualenvs.in-project true",
            "poetry install --only main --no-root",
        ),
    ),
    "pnpm": Toolchain(
        code="node", version="22", install=("corepack enable", "pnpm install --frozen-lockfile"),
        test=("pnpm test",), build=("pnpm run build",), runs="pnpm start",
        image=("corepack enable", "pnpm install --frozen-lockfile", "pnpm run build"),
    ),
    "npm": Toolchain(
        code="node", version="20", install=("npm ci",), test=("npm test",),
        build=("npm run build",), image=("npm ci",), runs="npm start",
    ),
    "go": Toolchain(code="go", version="1.22", test=("go test ./...",), build=("go build ./...",)),
    "rust": Toolchain(code="rust", test=("cargo test",), build=("cargo build --release",)),
    "java": Toolchain(code="java", test=("mvn -B test",), build=("mvn -B package",)),
}  # fmt: skip
IMAGE = {"recipe": "app/Dockerfile", "folder_of_image": "app"}


def answers(tool: str, lang: str, forge: str, folder: str = "") -> Answers:
    from msgspec.structs import asdict

    return Answers(
        language=lang, name="app", forge=forge, url="https://x.test/a/b", contact="a@b.test",
        branch='odd"branch', folder=folder, **asdict(TOOLS[tool]),
    )  # fmt: skip


def content(*words: str | Path) -> None:
    command = [str(BIN / words[0]), *map(str, words[1:])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for tool, name, below in product(TOOLS, ("tests", "build", "image"), ("", "apps/one")):
        text = render(
            f"github/{name}.yml", answers(tool, "en", "github", below), IMAGE | {"called": name}
        )
        (folder / f"{tool}-{name}{'-below' if below else ''}.yml").write_text(text, "utf-8")
    paths = sorted(folder.iterdir())
    assert len(paths) == 48
    content("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *paths)
    content("zizmor", "--offline", "--no-progress", "--quiet", tmp_path)


def test_pipelines(tmp_path: Path) -> None:
    paths = []
    for tool, below in product(TOOLS, ("", "apps/one")):
        given = answers(tool, "en", "gitlab", below)
        jobs = [
            render(f"gitlab/{name}.yml", given, IMAGE | {"stage": "test"})
            for name in ("tests", "build", "image")
        ]
        path = tmp_path / f"{tool}{len(below)}.yml"
        path.write_text("\n".join(jobs), "utf-8")
        assert len(yaml.safe_load(path.read_text("utf-8"))) == 3
        paths.append(path)
    content("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *paths)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_forms(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "bug_report.yml"
    given = answers("pip", lang, "github")
    more = render("github/fields.yml", given, {"missing": ["steps", "expected", "actual"]})
    form = render("github/bug_report.yml", given, {})
    path.write_text(form + "".join(f"  {line}\n" for line in more.splitlines()), "utf-8")
    content("check-jsonschema", "--builtin-schema", "vendor.github-issue-forms", path)


@pytest.mark.parametrize("tool", ["pip", "uv", "poetry", "pnpm", "npm"])
def test_recipes(tmp_path: Path, tool: str) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(render(f"{TOOLS[tool].code}.Dockerfile", answers(tool, "en", "github"), {}))
    content("hadolint", path)


@pytest.mark.parametrize(("lang", "forge"), [*product(("en", "fr"), ("github", "gitlab"))])
def test_documents_end_in_one_line_end_and_hold_no_hole(lang: str, forge: str) -> None:
    given = answers("pip", lang, forge)
    values = {
        "mark": "##", "title": "A title", "issues": "https://x.test/i", "missing": ["steps"],
        "commands": ["ls"], "versions": [("v2", "2026-01-02", "v1"), ("v1", "2026-01-01", "")],
    }  # fmt: skip
    names = sorted(p.name.removesuffix(".jinja") for p in data_path(INDEX).parent.glob("*.jinja"))
    assert len(names) > 12
    for name in names:
        text = render(name, given, values)
        assert text.endswith("\n"), name
        assert not text.endswith("\n\n"), name
        assert "{{" not in text, name
        assert "{%" not in text, name
        assert "\n\n\n" not in text, name


def test_the_questions_and_the_notes_speak_both_languages() -> None:
    index = yaml.safe_load(data_path(INDEX).read_text("utf-8"))
    for one in [*index["questions"].values(), *index["afterwards"]]:
        assert one["en"] != one["fr"]
