"""Which toolchain a project has, by the files that its tools read."""

from __future__ import annotations

import re

from aifactory.facts import Facts
from aifactory.remedy import node_tools, python_tools
from aifactory.remedy.manifests import Files
from aifactory.remedy.toolchain import Toolchain
from aifactory.snapshot.tree import Tree

PYTHON = ("pyproject.toml", "setup.py", "setup.cfg", "requirements.txt")
OTHERS = ("Gemfile", "composer.json", "mix.exs", "build.gradle", "build.gradle.kts", "DESCRIPTION")


def read_toolchain(facts: Facts, tree: Tree, folder: str = "") -> Toolchain:
    """The toolchain of the project in a folder; empty where none, or none that is known, is alone.

    A package.json beside the manifest of another language serves the pages of a web site.
    """
    files = Files(tree, folder)
    tested = facts.files.tests.functions > 0
    if files.has(*OTHERS):
        return Toolchain()
    if files.has(*PYTHON):
        return python_tools.read(files, tested)
    if files.has("go.mod"):
        found = re.search(r"^go (1\.\d+)", files.text("go.mod"), re.M)
        version = found[1] if found else ""
        return Toolchain(
            code="go", version=version, test=("go test ./...",), build=("go build ./...",)
        )
    if files.has("Cargo.toml"):
        return Toolchain(code="rust", test=("cargo test",), build=("cargo build --release",))
    if files.has("pom.xml"):
        maven = "./mvnw -B" if files.has("mvnw") else "mvn -B"
        return Toolchain(code="java", test=(f"{maven} test",), build=(f"{maven} package",))
    if files.has("package.json"):
        return node_tools.read(files)
    return Toolchain()
