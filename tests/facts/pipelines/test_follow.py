from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.model import Trigger
from aifactory.snapshot.tree import MemoryTree
from tests.facts.pipelines.reach import capabilities, chains, names, pipeline, step

MAKEFILE = """\
PYTHON ?= uv run python
RUN = $(PYTHON) -m
.PHONY: test lint
NOTHING =

all: lint test ## everything

lint:
\t@ruff check \\
\t  src
test: setup
\t-$(RUN) pytest $(ARGS)
setup:
\tpip install .
\techo "docker push x"
# docker push x
old:
\t# docker push x
again: loop
loop: again
\t$(MAKE) loop again
image-%:
\tdocker build -t $* .
ci: ; mypy src
-include extra.mk
"""


def test_make_prerequisites_variables_and_prefixes() -> None:
    files = {"Makefile": MAKEFILE, "extra.mk": "audit:\n\tpip-audit\n"}
    assert chains("make test", "test", files) == [["ci:10", "Makefile:12"]]
    assert chains("make", "test", files) == [["ci:10", "Makefile:12"]]
    assert chains("make -j 4 all X=1", "lint", files) == [["ci:10", "Makefile:9"]]
    assert chains("make audit", "scan-dependencies", files) == [["ci:10", "extra.mk:2"]]
    assert chains("make image-api", "build-image", files) == [["ci:10", "Makefile:23"]]
    assert chains("make ci", "type-check", files) == [["ci:10", "Makefile:24"]]


def test_make_runs_nothing_that_is_not_asked_for() -> None:
    files = {"Makefile": MAKEFILE}
    assert names("make lint", files) == {"lint"}
    assert names("make setup old absent", files) == set()
    assert names("make again loop", files) == set()
    assert names("make test", {}) == set()


def test_make_in_another_folder() -> None:
    files = {"web/Makefile": "t:\n\tpytest\n", "ci/x.mk": "t:\n\tmake -C ../web t\n"}
    assert chains("make -C web t", "test", files) == [["ci:10", "web/Makefile:2"]]
    assert chains("cd web && make t", "test", files) == [["ci:10", "web/Makefile:2"]]
    assert chains("make t", "test", files, folder="web") == [["ci:10", "web/Makefile:2"]]
    chain = ["ci:10", "ci/x.mk:2", "web/Makefile:2"]
    assert chains("make -C ci -f x.mk t", "test", files) == [chain]


def test_make_never_runs_its_functions() -> None:
    makefile = "X := $(shell docker push a)\nt:\n\techo $(X) $(shell docker push b)\n"
    assert names("make t", {"Makefile": makefile}) == set()


JUST = """\
set shell := ["bash", "-c"]
image := "ghcr.io/a/b"
default: test
test *args: lint
    @uv run pytest {{ args }}
lint:
    ruff check .
push tag="latest":
    docker push {{image}}:{{tag}}
script:
    #!/usr/bin/env bash
    set -e
    mypy src
loop: again
again: loop
"""


def test_just() -> None:
    files = {"justfile": JUST}
    assert chains("just", "test", files) == [["ci:10", "justfile:5"]]
    assert chains("just test -k x", "lint", files) == [["ci:10", "justfile:7"]]
    assert chains("just push", "push-image", files) == [["ci:10", "justfile:9"]]
    assert chains("just script", "type-check", files) == [["ci:10", "justfile:13"]]
    assert names("just loop", files) == set()
    assert names("just lint", files) == {"lint"}


TASKFILE = """\
version: "3"
includes:
  docs: ./docs
vars: {TOOL: pytest}
tasks:
  default: {deps: [lint], cmds: [{task: test}]}
  lint: ruff check .
  test:
    dir: api
    cmds:
      - "{{.TOOL}} tests"
      - |
        echo start
        mypy .
  loop: {deps: [loop]}
"""


def test_task() -> None:
    files = {
        "Taskfile.yml": TASKFILE,
        "docs/Taskfile.yml": "tasks:\n  build:\n    - mkdocs build\n",
    }
    assert chains("task test", "test", files) == [["ci:10", "Taskfile.yml:11"]]
    assert chains("task test", "type-check", files) == [["ci:10", "Taskfile.yml:14"]]
    assert chains("task", "lint", files) == [["ci:10", "Taskfile.yml:6", "Taskfile.yml:7"]]
    assert chains("task docs:build", "docs", files) == [["ci:10", "docs/Taskfile.yml:3"]]
    assert names("task loop absent", files) == set()


TOX = """\
[tox]
envlist = py3{9,10}, lint
[base]
cmd = pytest
[testenv]
deps = mypy
commands =
    py39: {[base]cmd} {posargs:tests}
    !py39: echo pytest
[testenv:lint]
commands = ruff check .
[testenv:audit]
commands = pip-audit
"""


def test_tox() -> None:
    files = {"tox.ini": TOX}
    assert chains("tox -e py39", "test", files) == [["ci:10", "tox.ini:8"]]
    assert names("tox -e py310", files) == set()
    assert names("python -m tox -e lint", files) == {"lint"}
    assert names("tox", files) == {"test", "lint"}
    assert names("tox run -e py310,audit", files) == {"scan-dependencies"}
    assert names("tox", {}) == set()


def test_tox_in_toml() -> None:
    toml = 'env_list = ["a"]\n[env_run_base]\ncommands = [["pytest", "{posargs}"]]\n'
    assert chains("tox", "test", {"tox.toml": toml}) == [["ci:10", "tox.toml:3"]]
    legacy = '[tool.tox]\nlegacy_tox_ini = """\n[testenv]\ncommands = pytest\n"""\n'
    assert names("tox", {"pyproject.toml": legacy}) == {"test"}


NOX = """\
import nox
nox.options.sessions = ["lint"]

@nox.session(python=["3.11", "3.12"], tags=["ci"])
def tests(session: nox.Session) -> None:
    session.install("pytest")
    session.run("pytest", *session.posargs)
    session.notify("types")

@nox.session(name="lint")
def check(session):
    helper(session)

def helper(session):
    session.run("ruff", "check", ".")

@nox.session
def types(session):
    session.run("python", "-m", "mypy", external=True)

@nox.session(default=False)
def push(session):
    '''session.run("docker", "push", "x")'''
    print("docker push x")
"""


def test_nox() -> None:
    files = {"noxfile.py": NOX}
    assert chains("nox -s tests", "test", files) == [["ci:10", "noxfile.py:7"]]
    assert names("nox -s tests-3.11", files) == {"test", "type-check"}
    assert names("uvx nox", files) == {"lint"}
    assert names("nox -t ci -- -q", files) == {"test", "type-check"}
    assert names("nox --session=push", files) == set()
    assert names("nox -s absent", files) == set()


PYPROJECT = """\
[tool.poe.tasks]
test = "pytest"
lint.shell = "ruff check ."
all = ["lint", "test", "all"]
types = { cmd = "mypy src" }
[tool.hatch.envs.default.scripts]
cov = ["pytest --cov", "coverage report"]
[tool.hatch.envs.style]
scripts.check = "ruff check ."
[tool.pdm.scripts]
t = {composite = ["u"]}
u = "pytest"
[tool.pixi.feature.dev.tasks]
tests = { cmd = "pytest", depends-on = ["lint"] }
lint = "ruff check ."
"""


@pytest.mark.parametrize(
    ("run", "expected", "line"),
    [
        ("poe test", {"test"}, 2),
        ("poetry run poe all", {"test", "lint"}, 2),
        ("poe types", {"type-check"}, 5),
        ("hatch run cov", {"test"}, 7),
        ("hatch run style:check", {"lint"}, 9),
        ("pdm run t", {"test"}, 12),
        ("pdm u", {"test"}, 12),
        ("pixi run -e dev tests", {"test", "lint"}, 14),
        ("pixi run absent", set(), 0),
        ("pip install poe test", set(), 0),
    ],
)
def test_python_tasks(run: str, expected: set[str], line: int) -> None:
    files = {"pyproject.toml": PYPROJECT}
    assert names(run, files) == expected
    if line:
        found = [c for name in expected for c in chains(run, name, files)]
        assert ["ci:10", f"pyproject.toml:{line}"] in found


def test_invoke() -> None:
    tasks = (
        "from invoke import task\n@task\ndef lint(c):\n    c.run('ruff check .')\n"
        "@task(lint)\ndef test_all(c):\n    c.run(f'pytest {c.x}')\n"
    )
    assert chains("inv test-all", "test", {"tasks.py": tasks}) == [["ci:10", "tasks.py:7"]]
    assert names("invoke test-all", {"tasks.py": tasks}) == {"test", "lint"}


ROOT = """\
{"workspaces": ["apps/*"],
 "scripts": {
  "pretest": "eslint .",
  "test": "yarn WEB test",
  "WEB": "yarn workspace web",
  "check:types": "tsc --noEmit",
  "loop": "npm run loop",
  "none": "echo \\"Error: no test specified\\""
 }}
"""
WEB = '{"name": "web", "scripts": {\n  "test": "vitest run",\n  "build": "vite build"}}'
NODE = {"package.json": ROOT, "apps/web/package.json": WEB}


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("npm test", {"test", "lint"}),
        ("npm run test", {"test", "lint"}),
        ("yarn test", {"test", "lint"}),
        ("npm run loop", set()),
        ("npm run none", set()),
        ("npm install test", set()),
        ("npm ci", set()),
        ("npm run build --prefix apps/web", {"build-package"}),
        ("npm run build -w web", {"build-package"}),
        ("pnpm --filter web build", {"build-package"}),
        ("cd apps/web && yarn build", {"build-package"}),
        ("npx turbo run build", {"build-package"}),
        ("pnpm -r test", {"test", "lint"}),
        ("npm-run-all check:*", {"type-check"}),
    ],
)
def test_node(run: str, expected: set[str]) -> None:
    assert names(run, NODE) == expected


def test_node_hands_arguments_on() -> None:
    chain = ["ci:10", "package.json:4", "package.json:5", "apps/web/package.json:2"]
    assert chains("yarn test", "test", NODE) == [chain]


def test_nx_targets() -> None:
    target = '{"targets": {\n"image": {"options": {"command": "docker build -t a ."}},\n'
    target += '"test": {"executor": "@nx/jest:jest"}}}'
    files = {"apps/a/package.json": "{}", "apps/a/project.json": target}
    assert chains("npx nx run-many -t image", "build-image", files) == [
        ["ci:10", "apps/a/project.json:2"]
    ]
    assert names("nx test", files) == {"test"}


def test_scripts() -> None:
    files = {
        "ci/all.sh": "#!/bin/bash\ncd api\n../ci/unit.sh --fast\npython ../ci/ship.py\n",
        "ci/unit.sh": "pytest $1\n. ci/all.sh\n",
        "ci/ship.py": "import subprocess as s\ns.run(['docker', 'push', 'x'], check=True)\n"
        "os.system('twine upload d/*')\nprint('kubectl apply')\n",
    }
    assert chains("./ci/all.sh", "test", files) == [["ci:10", "ci/all.sh:3", "ci/unit.sh:1"]]
    assert chains("bash ci/all.sh", "push-image", files) == [
        ["ci:10", "ci/all.sh:4", "ci/ship.py:2"]
    ]
    assert names("source ci/all.sh", files) == {"test", "push-image", "publish-package"}
    assert names("chmod +x ci/all.sh; cat ci/all.sh", files) == set()


def test_inline_python() -> None:
    run = "import subprocess\nsubprocess.run('docker push x', shell=True)\nprint('pytest')"
    found = capabilities(step(run, **{"shell": "python"}))
    assert [(c.name, c.chain[0].line) for c in found] == [("push-image", 11)]


ACTION = """\
name: local
inputs:
  tool: {default: pytest}
runs:
  using: composite
  steps:
    - run: ${{ inputs.tool }} -q
      shell: bash
    - uses: docker/build-push-action@v6
      with: {push: "${{ inputs.push }}"}
    - if: false
      run: docker push x
      shell: bash
"""


def test_local_actions() -> None:
    files = {".github/actions/x/action.yml": ACTION}
    uses = "./.github/actions/x"
    found = names("", files, uses=uses, inputs={"push": "false"})
    assert found == {"test", "build-image"}
    assert names("", files, uses=uses, inputs={"push": "true"}) >= {"push-image"}
    assert names("", files, uses=uses, inputs={"tool": "mypy", "push": ""}) >= {"type-check"}
    (chain,) = chains("", "test", files, uses=uses)
    assert chain == ["ci:9", ".github/actions/x/action.yml:7"]


def test_a_condition_inside_a_local_action_narrows_the_triggers() -> None:
    text = (
        "runs:\n  steps:\n    - if: github.event_name != 'pull_request'\n      run: docker push x\n"
    )
    triggers = (Trigger("push"), Trigger("pull_request"))
    run = step(uses="./a", triggers=triggers)
    (found,) = capabilities(run, files={"a/action.yml": text})
    assert [trigger.kind for trigger in found.triggers] == ["push"]


def test_local_actions_that_use_each_other_end() -> None:
    text = "runs:\n  steps:\n    - uses: ./b\n    - run: pytest\n"
    files = {"a/action.yml": text, "b/action.yml": text.replace("./b", "./a")}
    assert names("", files, uses="./a") == {"test"}


PRE_COMMIT = """\
repos:
- repo: https://github.com/astral-sh/ruff-pre-commit
  hooks:
  - id: ruff
- repo: local
  hooks:
  - id: types
    entry: mypy
  - id: push
    entry: docker push x
    stages: [manual]
  # - id: gitleaks
"""


def test_pre_commit() -> None:
    files = {".pre-commit-config.yaml": PRE_COMMIT}
    assert names("pre-commit run -a", files) == {"lint", "type-check"}
    assert names("pre-commit run types", files) == {"lint", "type-check"}
    assert names("pre-commit install", files) == set()


def test_dockerfile_and_compose() -> None:
    files = {
        "docker-compose.yml": "services:\n  db: {image: postgres}\n  api:\n    build: ./api\n"
        "    image: r.io/api\n",
        "api/Dockerfile": "FROM x\n# RUN mypy\nRUN pip install . && \\\n    pytest\n",
    }
    assert chains("docker build api", "test", files) == [["ci:10", "api/Dockerfile:4"]]
    assert chains("docker compose build", "build-image", files) == [
        ["ci:10", "docker-compose.yml:4"]
    ]
    assert "build-image" in names("docker compose up -d --build", files)
    assert "build-image" not in names("docker compose up -d db", files)
    assert "build-image" not in names("docker compose ps", files)
    assert "push-image" in names("docker compose push", files)


def test_depth_and_number_are_bounded() -> None:
    deep = "".join(f"t{i}:\n\tmake t{i + 1}\n" for i in range(50)) + "t50:\n\tpytest\n"
    assert names("make t0", {"Makefile": deep}) == set()
    wide = "".join(
        f"t{i}: {' '.join(f't{j}' for j in range(400))}\n\tmake t{i}\n" for i in range(400)
    )
    assert names("make t0", {"Makefile": wide}) == set()


KINDS = [
    ("make t", "Makefile"),
    ("just t", "justfile"),
    ("task t", "Taskfile.yml"),
    ("tox", "tox.ini"),
    ("tox", "pyproject.toml"),
    ("nox", "noxfile.py"),
    ("poe t", "pyproject.toml"),
    ("npm test", "package.json"),
    ("pre-commit run", ".pre-commit-config.yaml"),
    ("docker build .", "Dockerfile"),
    ("docker compose up", "compose.yaml"),
    ("inv t", "tasks.py"),
]
PIECES = ["t", ":", "\n", "\t", " ", "=", "$(", ")", "{", "}", "[", "]", '"', "'", "- ", "@", "#"]
WORDS = [
    "[testenv]",
    "commands",
    "tasks:",
    '"scripts"',
    "repos:",
    "services:",
    "RUN ",
    "\\\n",
    "import",
]


@given(st.sampled_from(KINDS), st.lists(st.sampled_from([*PIECES, *WORDS])))
def test_no_file_makes_a_follower_raise(kind: tuple[str, str], parts: list[str]) -> None:
    run, path = kind
    tree = MemoryTree({path: "".join(parts)})
    find_capabilities([pipeline(step(run))], tree, load_rules())


@given(
    st.sampled_from(["pyproject.toml", "package.json", "Taskfile.yml", ".pre-commit-config.yaml"]),
    st.sampled_from(
        [
            "tool: 1\ntasks: [1]\nrepos: {a: b}",
            '{"scripts": [1], "name": 3}',
            '{"scripts": {"test": 1}}',
            "[tool]\npoe = 1\ntox = []\npixi = 'x'",
            "[tool.poe.tasks]\nt = [[[[1]]]]\n[tool.hatch]\nenvs = 3",
            "tasks: {t: {cmds: {a: b}, deps: 3}}",
            "repos: [1, {hooks: 2}, {hooks: [3]}]",
        ]
    ),
)
def test_files_of_another_shape_lead_nowhere(path: str, text: str) -> None:
    run = "poe t\ntox\nhatch run t\npixi run t\nnpm test\ntask t\npre-commit run\n"
    assert names(run, {path: text}) <= {"lint"}


def test_the_work_of_a_hostile_repository_is_bounded() -> None:
    every = " ".join(f"t{i}" for i in range(200))
    rules = "".join(f"t{i}: {every}\n\tmake t0 x={i}\n\tpytest {i}\n" for i in range(200))
    steps = [step("make t0\n" * 50, run_line=10 + i) for i in range(200)]
    start = time.process_time()
    assert find_capabilities([pipeline(*steps)], MemoryTree({"Makefile": rules}), load_rules())
    assert time.process_time() - start < 10
