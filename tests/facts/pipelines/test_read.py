"""All providers are read together."""

from __future__ import annotations

from aifactory.facts.pipelines.read import PROVIDERS, read_pipelines
from aifactory.snapshot.tree import MemoryTree


def test_every_provider_stands_in_the_table_once() -> None:
    assert len({parse.__module__ for parse in PROVIDERS}) == len(PROVIDERS) == 12


def test_pipelines_of_several_providers_are_read_and_problems_told_apart() -> None:
    job = "{script: make}"
    tree = MemoryTree(
        {
            ".github/workflows/ci.yml": "on: push\njobs: {a: {steps: [{run: make}]}}",
            ".github/workflows/bad.yml": "on: [",
            ".gitlab-ci.yml": f"a: {job}",
        }
    )
    pipelines, problems = read_pipelines(tree)
    assert [pipeline.provider for pipeline in pipelines] == ["github", "gitlab"]
    assert [problem.path for problem in problems] == [".github/workflows/bad.yml"]


def test_a_repository_without_ci_has_no_pipelines() -> None:
    assert read_pipelines(MemoryTree({"README.md": "CI: .gitlab-ci.yml"})) == ((), ())
