"""What the smaller providers' definitions do, as their own documentation writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.model import Pipeline
from aifactory.facts.pipelines.read import read_pipelines
from aifactory.snapshot.tree import MemoryTree

AZURE = """
trigger:
  branches: {include: [main], exclude: [docs/*]}
  tags: {include: ['v*']}
pr: none
stages:
- stage: Build
  jobs:
  - job: test
    pool: {vmImage: ubuntu-latest}
    steps:
    - script: pip install -e . && pytest
      displayName: Tests
    - task: Docker@2
      inputs: {command: buildAndPush, repository: team/app, Dockerfile: '**/Dockerfile'}
- stage: Ship
  condition: and(succeeded(), startsWith(variables['Build.SourceBranch'], 'refs/tags/'))
  jobs:
  - deployment: web
    environment: production
    strategy:
      runOnce:
        deploy:
          steps:
          - task: AzureWebApp@1
            inputs: {appName: app}
- stage: Never
  condition: false
  jobs:
  - job: no
    steps: [{script: npm publish}]
"""

CIRCLECI = """
version: 2.1
orbs: {docker: circleci/docker@2.5, heroku: circleci/heroku@2}
jobs:
  test:
    docker: [{image: 'cimg/python:3.12'}]
    steps:
    - checkout
    - run: {name: Tests, command: 'poetry run pytest'}
  upload:
    docker: [{image: 'cimg/python:3.12'}]
    steps: [checkout, {run: twine upload dist/*}]
  unused:
    docker: [{image: 'cimg/node'}]
    steps: [{run: npm publish}]
workflows:
  main:
    jobs:
    - test
    - docker/publish: {requires: [test], image: team/app, filters: {branches: {only: main}}}
    - hold: {type: approval}
    - heroku/deploy-via-git: {requires: [hold]}
    - upload: {filters: {branches: {ignore: /.*/}, tags: {only: /v.*/}}}
"""

TRAVIS = """
language: python
branches: {only: [main, /^v\\d/]}
install: pip install -e .
script: [flake8, pytest]
deploy:
- provider: pypi
  on: {tags: true}
- provider: pages
  local_dir: site
- provider: releases
  file: dist/app.zip
  on: {tags: true}
- provider: script
  script: kubectl apply -f k8s
  on: {branch: main}
"""

JENKINS = """
// sh 'npm publish'
pipeline {
  agent any
  stages {
    stage('Test') { steps { sh 'make build && pytest' } }
    stage('Image') {
      steps { script { image = docker.build("team/app:${env.BUILD_ID}")
                       docker.withRegistry('https://r.example.org') { image.push('latest') } } }
    }
    stage('Ship') {
      when { buildingTag() }
      steps { sh '''
        helm upgrade --install app chart
      ''' }
    }
    stage('By hand') {
      steps { input 'Sure?'
              sh 'twine upload dist/*' }
    }
  }
}
"""

BITBUCKET = """
image: python:3.12
pipelines:
  default:
  - parallel:
    - step: {name: Test, script: [pip install tox, pytest]}
    - step: {name: Lint, script: [ruff check .]}
  branches:
    main:
    - step:
        deployment: staging
        script:
        - docker build -t team/app .
        - pipe: atlassian/aws-ecs-deploy:1.6.2
          variables: {SERVICE_NAME: app}
    - step:
        trigger: manual
        script: [npm publish]
  tags:
    'v*':
    - step:
        script:
        - pipe: atlassian/pypi-publish:0.5.0
  custom:
    nightly:
    - step: {script: [bandit -r src]}
"""

DRONE = """
kind: pipeline
type: docker
name: default
steps:
- name: test
  image: python:3.12
  commands: [pip install ., pytest]
- name: publish
  image: plugins/docker:20
  settings: {repo: team/app, tags: [latest]}
  when: {branch: [main], event: [push]}
- name: ship
  image: appleboy/drone-ssh
  settings: {host: example.org}
  when: {event: [promote]}
trigger:
  event: [push, pull_request]
---
kind: secret
name: x
"""

WOODPECKER = """
when: {event: [push, tag], branch: main}
steps:
  test: {image: 'python:3.12', commands: [pytest]}
  image:
    image: woodpeckerci/plugin-docker-buildx
    settings: {repo: team/app}
    when: {event: tag}
"""

APPVEYOR = """
branches: {only: [main]}
build_script: [cmd: python -m build]
test_script: [ps: pytest]
deploy:
- provider: NuGet
  on: {appveyor_repo_tag: true}
- provider: GitHub
  on: {branch: main}
"""

CIRRUS = """
test_task:
  container: {image: 'python:3.12'}
  install_script: pip install .
  test_script: [pytest]
docker_builder:
  only_if: $CIRRUS_TAG != ''
  build_script: docker build -t team/app .
  push_script: docker push team/app
hand_task:
  trigger_type: manual
  run_script: twine upload dist/*
off_task:
  only_if: false
  run_script: npm publish
"""

BUILDKITE = """
steps:
- {label: test, command: pytest}
- label: image
  plugins:
  - docker-compose#v5.2.0: {build: app, push: 'app:registry.example.org/team/app'}
  branches: main
- wait
- {label: ship, command: kubectl rollout restart deploy/app, if: build.branch == "main"}
- block: Release?
- {command: npm publish}
"""

CLOUDBUILD = """
steps:
- {name: 'python:3.12', entrypoint: python, args: [-m, pytest]}
- {name: gcr.io/cloud-builders/docker, args: [build, -t, gcr.io/p/app, .]}
- {name: gcr.io/google.com/cloudsdktool/cloud-sdk, entrypoint: gcloud, args: [run, deploy, app]}
images: [gcr.io/p/app]
"""

CASES = {
    "azure-pipelines.yml": (
        AZURE,
        {
            "test": {"push", "tag"},
            "build-image": {"push", "tag"},
            "push-image": {"push", "tag"},
            "deploy": {"tag"},
        },
    ),
    ".circleci/config.yml": (
        CIRCLECI,
        {
            "test": {"push"},
            "build-image": {"push"},
            "push-image": {"push"},
            "deploy": {"manual"},
            "publish-package": {"tag"},
        },
    ),
    ".travis.yml": (
        TRAVIS,
        {
            "lint": {"push", "pull_request", "tag"},
            "test": {"push", "pull_request", "tag"},
            "publish-package": {"tag"},
            "publish-docs": {"push"},
            "release": {"tag"},
            "deploy": {"push"},
        },
    ),
    "Jenkinsfile": (
        JENKINS,
        {
            "test": {"push", "pull_request"},
            "build-image": {"push", "pull_request"},
            "push-image": {"push", "pull_request"},
            "deploy": {"tag"},
            "publish-package": {"manual"},
        },
    ),
    "bitbucket-pipelines.yml": (
        BITBUCKET,
        {
            "test": {"push"},
            "lint": {"push"},
            "build-image": {"push"},
            "deploy": {"push"},
            "publish-package": {"manual", "tag"},
            "scan-code": {"manual"},
        },
    ),
    ".drone.yml": (
        DRONE,
        {
            "test": {"push", "pull_request"},
            "build-image": {"push"},
            "push-image": {"push"},
        },
    ),
    ".woodpecker/ci.yml": (
        WOODPECKER,
        {
            "test": {"push", "tag"},
            "build-image": {"tag"},
            "push-image": {"tag"},
        },
    ),
    "appveyor.yml": (
        APPVEYOR,
        {
            "build-package": {"push", "pull_request", "tag"},
            "test": {"push", "pull_request", "tag"},
            "publish-package": {"tag"},
            "release": {"push"},
        },
    ),
    ".cirrus.yml": (
        CIRRUS,
        {
            "test": {"push", "pull_request", "tag"},
            "build-image": {"tag"},
            "push-image": {"tag"},
            "publish-package": {"manual"},
        },
    ),
    ".buildkite/pipeline.yml": (
        BUILDKITE,
        {
            "test": {"push"},
            "build-image": {"push"},
            "push-image": {"push"},
            "deploy": {"push"},
            "publish-package": {"manual"},
        },
    ),
    "cloudbuild.yaml": (
        CLOUDBUILD,
        {
            "test": {"other"},
            "build-image": {"other"},
            "push-image": {"other"},
            "deploy": {"other"},
        },
    ),
}


def does(path: str, text: str) -> dict[str, set[str]]:
    """What a definition does, and what starts each."""
    tree = MemoryTree({path: text})
    pipelines, problems = read_pipelines(tree)
    assert not problems
    found: dict[str, set[str]] = {}
    for capability in find_capabilities(pipelines, tree, load_rules()):
        found.setdefault(capability.name, set()).update(t.kind for t in capability.triggers)
    return found


@pytest.mark.parametrize("path", CASES)
def test_a_definition_does_what_it_says_and_no_more(path: str) -> None:
    text, expected = CASES[path]
    assert does(path, text) == expected


@pytest.mark.parametrize("path", CASES)
def test_nothing_is_done_where_all_is_commented_out(path: str) -> None:
    mark = "//" if path == "Jenkinsfile" else "#"
    text = "\n".join(f"{mark} {line}" for line in CASES[path][0].split("\n"))
    assert does(path, text) == {}


def test_branches_narrow_what_starts_a_job() -> None:
    tree = MemoryTree({path: CASES[path][0] for path in ("bitbucket-pipelines.yml", ".drone.yml")})
    pipelines, _ = read_pipelines(tree)
    found = find_capabilities(pipelines, tree, load_rules())
    named = {c.pipeline: c.triggers for c in found if c.name == "build-image"}
    assert [t.branches for t in named["bitbucket-pipelines.yml"]] == [("main",)]
    assert [t.branches for t in named[".drone.yml"]] == [("main",)]


@given(st.sampled_from(sorted(CASES)), st.data())
def test_a_cut_or_spliced_definition_is_read_or_a_problem(path: str, data: st.DataObject) -> None:
    text = CASES[path][0]
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text(max_size=20))
    tree = MemoryTree({path: text[:at] + put + text[at + data.draw(st.integers(0, 40)) :]})
    pipelines, problems = read_pipelines(tree)
    assert all(isinstance(one, Pipeline) for one in pipelines)
    assert len(problems) <= 1
