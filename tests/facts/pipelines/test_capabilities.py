from __future__ import annotations

from collections import Counter

import pytest

from aifactory.facts.pipelines.capabilities import find_capabilities, load_rules
from aifactory.facts.pipelines.model import Job, Location, Pipeline, Trigger
from aifactory.facts.pipelines.rules import parse_rules
from aifactory.snapshot.tree import MemoryTree
from tests.facts.pipelines.reach import PUSH, capabilities, chains, names, only, pipeline, step

DOES = {
    "test": [
        "pytest -q",
        "python -m pytest",
        "python3.12 -m unittest discover",
        "coverage run -m pytest",
        "coverage run --source=a -m pytest",
        "uv run --with x pytest",
        "uv run python manage.py test app",
        "poetry run pytest",
        "hatch test",
        "pipenv run behave",
        "conda run -n env pytest",
        "npx jest --ci",
        "yarn playwright test",
        "pnpm exec vitest run",
        "npx --yes cypress run",
        "go test ./...",
        "cargo test --all",
        "cargo nextest run",
        "./mvnw -B verify",
        "mvn clean install",
        "./gradlew :app:test",
        "dotnet test -c Release",
        "ctest --output-on-failure",
        "vendor/bin/phpunit",
        "bundle exec rspec",
        "dbt --profiles-dir x build",
        "bats tests",
        "R CMD check .",
        "docker run --rm -v x:/y image pytest",
        "docker compose -f ci.yml run --rm api pytest",
        "docker-compose exec -T api python manage.py test",
        "xvfb-run -a pytest",
        "timeout 600 pytest",
        "sudo -u x env A=1 pytest",
        'bash -euxc "cd a && pytest"',
        "bash <<EOF\npytest\nEOF",
        "A=1 pytest",
        "nix develop -c pytest",
        "find . | xargs pytest",
    ],
    "validate-infra": [
        "terraform -chdir=infra validate",
        "tofu plan -out x",
        "kubeconform -strict k8s",
        "helm template chart",
        "docker compose config --quiet",
        "promtool test rules alerts_test.yml",
    ],
    "check-infra-policy": ["checkov -d infra", "conftest test x.yaml", "trivy config ."],
    "sign": ["cosign sign --yes image@sha256:0", "python -m model_signing sign m"],
    "estimate-cost": ["infracost breakdown --path infra"],
    "run-learning": [
        "dvc repro",
        "cell-sorter evaluate",
        "python -m app.train",
    ],
    "lint": ["ruff check .", "npx eslint .", "golangci-lint run", "hadolint Dockerfile"],
    "type-check": ["mypy src", "npx tsc --noEmit", "uv run pyright"],
    "build-package": [
        "python -m build",
        "uv build --wheel",
        "poetry build",
        "python setup.py sdist bdist_wheel",
        "cibuildwheel --output-dir x",
        "npx vite build",
        "yarn next build",
        "go build ./...",
        "cargo build --release",
        "goreleaser release",
        "mvn -B package",
        "./gradlew assemble",
        "cmake --build build",
        "npx electron-builder",
    ],
    "build-image": [
        "docker build -t x .",
        "docker buildx build .",
        "docker --context x buildx bake",
        "podman build .",
        "buildah bud -t x .",
        "pack build app",
        "docker compose build",
        "gcloud builds submit --tag x",
        "az acr build -t x .",
        "/kaniko/executor --context . --destination x",
    ],
    "push-image": [
        "docker push x",
        "docker buildx build --push -t x .",
        "docker buildx build --output=type=registry .",
        "docker compose push",
        "skopeo copy a b",
        "/kaniko/executor --context . --destination x",
    ],
    "scan-image": [
        "trivy image x",
        "docker run --rm -v a:b aquasec/trivy:0.60.0 image x",
        "grype x:latest",
        "docker scout cves x",
        "snyk container test x",
    ],
    "scan-code": ["semgrep ci", "bandit -r src", "gosec ./..."],
    "scan-secrets": ["gitleaks detect", "trufflehog git file://."],
    "scan-dependencies": ["pip-audit", "npm audit", "trivy fs .", "osv-scanner -r ."],
    "sbom": ["syft . -o spdx", "npx cdxgen"],
    "publish-package": [
        "twine upload dist/*",
        "uv publish",
        "poetry publish --build",
        "npm publish --access public",
        "npx semantic-release",
        "cargo publish",
        "mvn deploy",
        "gem push x.gem",
    ],
    "deploy": [
        "kubectl apply -f k8s",
        "kubectl -n x set image deployment/a a=b",
        "helm upgrade --install a .",
        "terraform -chdir=infra apply -auto-approve",
        "ansible-playbook site.yml",
        "flyctl deploy --remote-only",
        "git push heroku main",
        "git push https://user:$T@huggingface.co/spaces/a/b main",
        "gcloud run deploy app --image x",
        "aws ecs update-service --service x",
        "aws s3 sync dist s3://site",
        "az webapp up",
        "vercel deploy --prod",
        "netlify deploy --prod",
        "huggingface-cli upload a/b .",
        "hf upload a/b .",
        "ssh deploy@host 'docker compose pull && docker compose up -d'",
        "ssh host <<EOF\ngit pull\nEOF",
        "rsync -az dist/ deploy@host:/srv",
        "curl -X POST https://api.render.com/deploy/srv-1?key=$K",
    ],
    "docs": ["mkdocs build --strict", "sphinx-build docs out"],
    "publish-docs": ["mkdocs gh-deploy --force", "mike deploy 1.0", "ghp-import -p out"],
    "release": ["gh release create v1", "npx semantic-release"],
    "evaluate-model": [
        "dvc repro",
        "deepeval test run tests",
        "npx promptfoo eval",
        "python -m app.evaluate",
    ],
    "load-test": [
        "k6 run load/predict.js",
        "uv run locust --headless -f locustfile.py",
        "jmeter -n -t plan.jmx",
        "wrk -t4 -c50 http://svc/",
        "ab -n 100 -c 5 http://svc/",
        "npx artillery run load.yml",
    ],
}


@pytest.mark.parametrize(("name", "run"), [(n, run) for n, runs in DOES.items() for run in runs])
def test_commands_do_what_they_say(name: str, run: str) -> None:
    assert name in names(run)


MISLEADING = [
    ("test", "echo pytest"),
    ("test", "pip install pytest tox nox"),
    ("test", "# pytest"),
    ("test", "pytest --help"),
    ("test", "pytest --version"),
    ("test", "pytest --collect-only"),
    ("test", "npx playwright install --with-deps"),
    ("test", "mkdir -p test && cd test"),
    ("test", "mvn verify -DskipTests"),
    ("test", "apt-get install -y bats"),
    ("test", "docker build -t test ."),
    ("build-package", "pip install ."),
    ("build-package", "pip install build"),
    ("build-package", "npx tsc --noEmit"),
    ("build-package", "go install example.org/tool@latest"),
    ("build-image", "docker pull build"),
    ("build-image", "docker run build"),
    ("push-image", "docker build -t x ."),
    ("push-image", "docker buildx build --push=false ."),
    ("push-image", 'echo "docker push x"'),
    ("push-image", "docker push --help"),
    ("push-image", "docker login -u x registry"),
    ("push-image", "git push"),
    ("publish-package", "twine check dist/*"),
    ("publish-package", "npm publish --dry-run"),
    ("publish-package", "pip install twine"),
    ("publish-package", "cargo publish --dry-run"),
    ("deploy", "terraform plan"),
    ("deploy", "terraform init"),
    ("deploy", "kubectl get pods"),
    ("deploy", "kubectl apply --dry-run=client -f x"),
    ("deploy", "helm lint chart"),
    ("deploy", "aws s3 cp s3://data/x ."),
    ("deploy", "ssh-keyscan host"),
    ("deploy", "ssh host uptime"),
    ("deploy", "curl -X POST https://hooks.slack.com/x -d 'deployed'"),
    ("deploy", "curl -fsSL https://example.org/deploy.html"),
    ("deploy", "git push origin main"),
    ("deploy", "ansible-playbook --check site.yml"),
    ("scan-image", "trivy fs ."),
    ("scan-dependencies", "pip install safety"),
    ("publish-docs", "mkdocs build"),
    ("evaluate-model", "dvc pull"),
    ("evaluate-model", "dvc metrics show"),
    ("evaluate-model", "python retrieval_report.py"),
    ("load-test", "echo k6 run load.js"),
    ("load-test", "pip install locust"),
    ("load-test", "k6 --version"),
]


@pytest.mark.parametrize(("name", "run"), MISLEADING)
def test_words_alone_do_nothing(name: str, run: str) -> None:
    assert name not in names(run)


@pytest.mark.parametrize(
    ("uses", "inputs", "expected"),
    [
        ("docker/build-push-action@v6", {}, {"build-image"}),
        ("docker/build-push-action@v6", {"push": "false"}, {"build-image"}),
        ("docker/build-push-action@v6", {"push": "true"}, {"build-image", "push-image"}),
        (
            "docker/build-push-action@v6",
            {"outputs": "type=registry"},
            {"build-image", "push-image"},
        ),
        ("pypa/gh-action-pypi-publish@release/v1", {}, {"publish-package"}),
        ("aquasecurity/trivy-action@0.1", {"image-ref": "x"}, {"scan-image"}),
        ("aquasecurity/trivy-action@0.1", {"scan-type": "fs"}, {"scan-dependencies"}),
        ("github/codeql-action/analyze@v3", {}, {"scan-code"}),
        ("github/codeql-action/init@v3", {}, set()),
        ("actions/deploy-pages@v4", {}, {"publish-docs"}),
        ("softprops/action-gh-release@v2", {}, {"release"}),
        ("appleboy/ssh-action@v1", {"script": "docker compose up -d"}, {"deploy"}),
        ("47ng/actions-clever-cloud@v2", {}, {"deploy"}),
        ("nick-fields/retry@v3", {"command": "pytest"}, {"test"}),
        ("actions/checkout@v4", {}, set()),
        ("actions/setup-python@v5", {}, set()),
        ("docker/login-action@v3", {"registry": "ghcr.io"}, set()),
        ("docker/setup-buildx-action@v3", {}, set()),
        ("actions/upload-artifact@v4", {"name": "deploy"}, set()),
    ],
)
def test_actions(uses: str, inputs: dict[str, str], expected: set[str]) -> None:
    assert names("", uses=uses, inputs=inputs) == expected


def test_a_push_held_back_on_pull_requests_keeps_the_other_triggers() -> None:
    triggers = (Trigger("push", ("main",)), Trigger("pull_request"))
    inputs = {"push": "${{ github.event_name != 'pull_request' }}"}
    uses = "docker/build-push-action@v6"
    found = capabilities(step(uses=uses, inputs=inputs, triggers=triggers))
    reached = {c.name: [t.kind for t in c.triggers] for c in found}
    assert reached == {"build-image": ["push", "pull_request"], "push-image": ["push"]}


@pytest.mark.parametrize(
    ("run", "name", "detail"),
    [
        ("docker build -t a/b:1 .", "build-image", {"image": "a/b:1", "file": "Dockerfile"}),
        ("docker build -f d/X.Dockerfile .", "build-image", {"file": "d/X.Dockerfile"}),
        ("cd api && docker build .", "build-image", {"file": "api/Dockerfile"}),
        ("docker push r.io/a", "push-image", {"image": "r.io/a"}),
        ("twine upload -r testpypi d/*", "publish-package", {"index": "testpypi"}),
        ("twine upload d/*", "publish-package", {"index": "pypi"}),
    ],
)
def test_details(run: str, name: str, detail: dict[str, str]) -> None:
    assert only(run, name).detail == detail


def test_details_of_an_action() -> None:
    inputs = {"file": "./docker/api.Dockerfile", "tags": "ghcr.io/a:1\nghcr.io/a:2", "context": "."}
    found = only("", "build-image", uses="docker/build-push-action@v6", inputs=inputs)
    assert found.detail == {"file": "docker/api.Dockerfile", "image": "ghcr.io/a:1 ghcr.io/a:2"}


def test_the_name_of_the_step_may_tell_a_deployment() -> None:
    run = "curl -X POST https://example.org/trigger/1"
    assert "deploy" in names(run, name="Deploy to production")
    assert "deploy" not in names(run, name="Tell the team")


def test_scripts_named_as_tests_are_tests() -> None:
    files = {"tests/test_project.sh": "make_project\n", "scripts/setup.sh": "true\n"}
    assert "test" in names("bash tests/test_project.sh", files)
    assert "test" not in names("bash scripts/setup.sh", files)
    assert "test" not in names("bash tests/test_absent.sh", files)
    assert "test" not in names("cat tests/test_project.sh", files)


def test_a_step_that_nothing_reaches_does_nothing() -> None:
    assert capabilities(step("pytest", triggers=())) == ()


def caller(path: str, *jobs: Job) -> Pipeline:
    return Pipeline("github", path, jobs=jobs)


def test_a_called_workflow_counts_for_its_callers_only() -> None:
    call = (Trigger("call"),)
    reusable = pipeline(step("pytest", triggers=call), path="tests.yml", triggers=call)
    job = Job("checks", Location("ci.yml", 3, "uses: ./tests.yml"), PUSH, calls="tests.yml")
    tree = MemoryTree({})
    assert find_capabilities([reusable], tree, load_rules()) == ()
    (found,) = find_capabilities([reusable, caller("ci.yml", job)], tree, load_rules())
    assert (found.pipeline, found.job, found.triggers) == ("ci.yml", "checks", PUSH)
    assert [where.line for where in found.chain] == [3, 10]


def test_workflows_that_call_each_other_end() -> None:
    def calls(path: str, other: str) -> Pipeline:
        return caller(path, Job("j", Location(path, 1), PUSH, (step("pytest"),), calls=other))

    found = find_capabilities([calls("a", "b"), calls("b", "a")], MemoryTree({}), load_rules())
    assert Counter(c.pipeline for c in found) == {"a": 1, "b": 1}


def test_the_order_is_the_same_whatever_the_order_of_pipelines() -> None:
    one = pipeline(step("pytest"), step("docker push x", run_line=20), path="a.yml")
    two = pipeline(step("mypy"), step("pytest"), path="b.yml")
    tree, rules = MemoryTree({}), load_rules()
    assert find_capabilities([one, two], tree, rules) == find_capabilities([two, one], tree, rules)


def test_the_same_thing_is_said_once() -> None:
    assert len(capabilities(step("pytest"), step("pytest"))) == 1


def test_the_shipped_rules_name_only_known_capabilities() -> None:
    rules = load_rules()
    assert {name for rule in rules.rules for name in rule.does} == set(rules.names)


def test_wrong_rules_are_refused() -> None:
    empty = {"schema": "x", "never": [], "values": {}, "wrappers": [], "scripts": {}}
    rule = {"does": "fly", "run": ["x"]}
    with pytest.raises(ValueError, match="unknown capabilities: fly"):
        parse_rules({**empty, "names": ["test"], "rules": [rule]})
    with pytest.raises(ValueError, match="wings"):
        parse_rules({**empty, "names": ["test"], "rules": [{"does": "test", "wings": 2}]})


def test_a_build_script_counts_by_what_it_runs_or_by_its_name() -> None:
    def package(script: str) -> dict[str, str]:
        return {"package.json": '{"scripts": {\n"build": "' + script + '"}}'}

    run = "npm run build"
    assert chains(run, "build-package", package("vite build")) == [["ci:10", "package.json:2"]]
    assert chains(run, "build-package", package("node own.js")) == [["ci:10"]]
    assert names(run, package("vitepress build")) == {"docs"}
