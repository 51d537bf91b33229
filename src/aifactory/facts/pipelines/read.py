"""Every pipeline of a repository, whatever its provider."""

from __future__ import annotations

from importlib import import_module

from aifactory.facts.pipelines.model import Pipeline
from aifactory.snapshot.tree import Problem, Tree

# Modules beside this one, each with `parse(tree)`; a reader is loaded with its first use.
PROVIDERS = (
    "github",
    "gitlab",
    "azure",
    "circleci",
    "travis",
    "jenkins",
    "bitbucket",
    "drone",
    "appveyor",
    "cirrus",
    "buildkite",
    "cloudbuild",
)


def read_pipelines(tree: Tree) -> tuple[tuple[Pipeline, ...], tuple[Problem, ...]]:
    """The pipelines of a tree in the order of `PROVIDERS`, and the files that were passed over."""
    pipelines: list[Pipeline] = []
    problems: list[Problem] = []
    for provider in PROVIDERS:
        for found in import_module(f"{__package__}.{provider}").parse(tree):
            if isinstance(found, Pipeline):
                pipelines.append(found)
            else:
                problems.append(found)
    return tuple(pipelines), tuple(problems)
