"""Azure Pipelines: templates, approvals, insertions and conditions."""

from __future__ import annotations

import pytest

from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.model import Trigger
from aifactory.facts.pipelines.read import read_pipelines
from aifactory.snapshot.tree import MemoryTree

MAIN = "azure-pipelines.yml"


def reached(**files: str) -> dict[str, tuple[Trigger, ...]]:
    """What the definitions do and what starts it; `azure` is the main one."""
    named = {MAIN if k == "azure" else f"ci/{k}.yml": v for k, v in files.items()}
    tree = MemoryTree(named)
    pipelines, problems = read_pipelines(tree)
    assert not problems
    return {c.name: c.triggers for c in find_capabilities(pipelines, tree, load_rules())}


def kinds(triggers: tuple[Trigger, ...]) -> set[str]:
    return {trigger.kind for trigger in triggers}


def test_templates_of_the_repository_are_taken_in_with_their_place() -> None:
    found = reached(
        azure="trigger: [main]\njobs:\n- template: ci/jobs.yml\n",
        jobs="jobs:\n- job: a\n  steps:\n  - template: steps.yml\n",
        steps="steps:\n- script: pytest\n",
    )
    assert found == {"test": (Trigger("push", ("main",)), Trigger("pull_request"))}


@pytest.mark.parametrize("template", ["ci/none.yml", "x@other", "${{ parameters.t }}", "../x.yml"])
def test_templates_from_elsewhere_are_not(template: str) -> None:
    assert reached(azure=f"jobs:\n- template: '{template}'\n- job: a\n  steps: []\n") == {}


def test_a_template_that_names_itself_ends() -> None:
    loop = "jobs:\n- template: jobs.yml\n- job: a\n  steps: [{script: pytest}]\n"
    found = reached(azure="trigger: [main]\njobs: [{template: ci/jobs.yml}]\n", jobs=loop)
    assert set(found) == {"test"}


def test_what_follows_a_persons_validation_starts_by_hand() -> None:
    found = reached(
        azure="""
trigger: [main]
jobs:
- job: wait
  pool: server
  steps: [{task: ManualValidation@1}]
- job: ship
  dependsOn: wait
  steps: [{script: twine upload dist/*}]
- job: test
  steps: [{script: pytest}]
"""
    )
    assert kinds(found["publish-package"]) == {"manual"}
    assert kinds(found["test"]) == {"push", "pull_request"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("eq(variables['Build.SourceBranch'], 'refs/heads/main')", {"push"}),
        ("startsWith(variables['Build.SourceBranch'], 'refs/tags/')", {"tag"}),
        ("and(succeeded(), ne(variables['Build.Reason'], 'PullRequest'))", {"push", "tag"}),
        ("eq(variables['Build.Reason'], 'PullRequest')", {"pull_request"}),
        ("eq(variables['mine'], 'x')", {"push", "tag", "pull_request"}),
    ],
)
def test_conditions_narrow_what_starts_a_job(condition: str, expected: set[str]) -> None:
    job = f'- job: a\n  condition: "{condition}"\n  steps: [{{script: pytest}}]\n'
    head = "trigger: {branches: {include: [main]}, tags: {include: [v*]}}\njobs:\n"
    assert kinds(reached(azure=head + job)["test"]) == expected


def test_a_job_that_cannot_run_does_nothing() -> None:
    job = "- job: a\n  condition: false\n  steps: [{script: pytest}]\n"
    assert reached(azure="trigger: [main]\njobs:\n" + job) == {}


def test_insertions_are_looked_into() -> None:
    found = reached(
        azure="""
trigger: [main]
steps:
- ${{ if eq(variables['Build.SourceBranch'], 'refs/heads/main') }}:
  - script: twine upload dist/*
- script: pytest
"""
    )
    assert found["publish-package"] == (Trigger("push", ("main",)),)


def test_without_a_trigger_it_starts_at_every_push_and_request() -> None:
    found = reached(azure="steps: [{bash: pytest}]\n")
    assert kinds(found["test"]) == {"push", "pull_request"}


def test_switched_off_it_starts_by_hand() -> None:
    found = reached(azure="trigger: none\npr: none\nsteps: [{bash: pytest}]\n")
    assert kinds(found["test"]) == {"manual"}
