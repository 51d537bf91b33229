"""Every pipeline of a repository, whatever its provider."""

from __future__ import annotations

from aifactory.facts.pipelines import (
    appveyor,
    azure,
    bitbucket,
    buildkite,
    circleci,
    cirrus,
    cloudbuild,
    drone,
    github,
    gitlab,
    jenkins,
    travis,
)
from aifactory.facts.pipelines.model import Pipeline
from aifactory.snapshot.tree import Problem, Tree

PROVIDERS = (
    github.parse,
    gitlab.parse,
    azure.parse,
    circleci.parse,
    travis.parse,
    jenkins.parse,
    bitbucket.parse,
    drone.parse,
    appveyor.parse,
    cirrus.parse,
    buildkite.parse,
    cloudbuild.parse,
)


def read_pipelines(tree: Tree) -> tuple[tuple[Pipeline, ...], tuple[Problem, ...]]:
    """The pipelines of a tree in the order of `PROVIDERS`, and the files that were passed over."""
    found = [item for parse in PROVIDERS for item in parse(tree)]
    pipelines = tuple(item for item in found if isinstance(item, Pipeline))
    return pipelines, tuple(item for item in found if isinstance(item, Problem))
