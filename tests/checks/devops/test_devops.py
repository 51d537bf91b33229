"""DevOps and MLOps, one line a case: what passes, what passes in part, and what misleads."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from aifactory import policy
from tests.checks.harness import facts, run

Files = Mapping[str, str]

CI = ".github/workflows/ci.yml"
TRAIN: Files = {"src/train.py": "from sklearn.svm import SVC\nmodel = SVC().fit(x, y)\n"}
SAID = (
    "Open an issue first, then a branch; write a test that fails, make it pass, and ask for a review. "
    * 5
)
STEPS = "1. Read the log of the service.\n2. Go back to the version before.\n3. Tell the users.\n4. Write the post-mortem.\n"
INCIDENT = (
    "Users could not log in for an hour because a certificate had run out, and nobody was told of it. "
    * 4
)


def ci(*steps: str, on: str = "[push, pull_request]", more: str = "") -> dict[str, str]:
    listed = "".join(f"      - run: {step}\n" for step in steps)
    return {CI: f"on: {on}\njobs:\n  j:\n    runs-on: x\n{more}    steps:\n{listed}"}


def deployment(more: str = "") -> dict[str, str]:
    return {"deploy/app.yaml": f"apiVersion: apps/v1\nkind: Deployment\nspec:\n{more}"}


PROBED = "      readinessProbe:\n        httpGet: {path: /ready}\n"
HEALTH = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/health')\ndef health() -> str:\n    return 'ok'\n"
EXPOSED = "from prometheus_client import start_http_server\nstart_http_server(9000)\n"
NOTEBOOK = json.dumps(
    {"cells": [{"cell_type": "code", "source": "from evidently import Report\nr = Report([])\n"}]}
)
SCRAPED = {"prometheus.yml": "scrape_configs:\n  - job_name: app\n"}
DATA_TEST = {
    "tests/test_a.py": "from sklearn.metrics import f1_score\n\n\ndef test_it():\n    assert f1_score(a, b) > 0.8\n"
}

PASS: list[tuple[str, Files]] = [
    ("contribution-guide", {"CONTRIBUTING.md": f"# Contributing\n\n{SAID}\n\n```sh\nmake test\n```\n"}),
    ("contribution-guide", {"CONTRIBUTING.md": f"# Contribuer\n\n{SAID}\n\nLancer `make test`.\n"}),
    ("operations-owned", {".github/CODEOWNERS": "* @ada\n/deploy/ @bob\n"}),
    ("operations-owned", {"docs/roles.md": "# Roles\n\n| phase | developers | operators |\n|---|---|---|\n| code | R | I |\n| deployment | C | R |\n| monitoring | I | R |\n"}),
    ("ops-runbook", {"docs/runbook.md": f"# Runbook\n\n{SAID}\n\n{STEPS}\n## On call\n\nAda, by phone.\n"}),
    ("incidents-recorded", {"docs/incidents/2026-03-02.md": f"# Incident\n\n{INCIDENT}\n"}),
    ("task-runner", {"Makefile": "a:\n\techo\nb:\n\techo\nc:\n\techo\n"}),
    ("task-runner", {"package.json": '{"scripts": {\n  "test": "jest",\n  "build": "vite build",\n  "lint": "eslint ."\n}}\n'}),
    ("commit-hooks", {".pre-commit-config.yaml": "repos:\n  - hooks:\n      - id: ruff\n      - id: mypy\n"}),
    ("dependency-updates", {".github/dependabot.yml": "updates:\n  - package-ecosystem: pip\n"}),
    ("dependency-updates", {"renovate.json": '{"extends": ["config:base"]}\n'}),
    ("scheduled-jobs", {CI: "on:\n  schedule:\n    - cron: '0 3 * * *'\njobs: {}\n"}),
    ("scheduled-jobs", {"deploy/job.yaml": "kind: CronJob\n"}),
    ("scheduled-jobs", {"dags/a.py": "from airflow import DAG\nwith DAG('a', schedule='@daily') as dag:\n    pass\n"}),
    ("retraining-automated", {**TRAIN, **ci("python src/train.py", on="{schedule: [{cron: '0 3 * * 1'}]}")}),
    ("retraining-automated", {**TRAIN, **ci("make model", on="push"), "Makefile": "model:\n\tpython src/train.py\n"}),
    ("retraining-automated", {**TRAIN, "jobs/run.py": "import schedule\nschedule.every().day.do(train_model)\n"}),
    ("ci-every-change", ci("pytest")),
    ("ci-feedback-fast", ci("pytest", more="    timeout-minutes: 5\n    strategy:\n      matrix: {v: [1, 2]}\n")),
    ("ci-quality-gates", ci("ruff check .", "mypy")),
    ("ci-security-gates", ci("pip-audit", "gitleaks detect")),
    ("ci-data-model-tests", {**ci("pytest"), **DATA_TEST}),
    ("gradual-replacement", deployment(PROBED)),
    ("gradual-replacement", {"compose.yaml": "services:\n  a:\n    deploy:\n      update_config:\n        order: start-first\n    healthcheck:\n      test: curl -f http://localhost/health\n"}),
    ("readiness-asked", {"Dockerfile": "FROM a:1\nHEALTHCHECK CMD curl -f http://localhost/health\n"}),
    ("readiness-asked", deployment(PROBED)),
    ("rollback-ready", {"Makefile": "rollback:\n\tdeploy/back\n"}),
    ("rollback-ready", {"deploy.sh": "helm upgrade --install app . --atomic\n"}),
    ("rollback-ready", {"docs/runbook.md": "# Runbook\n\n## Going back: roll back a release\n\n```sh\nkubectl rollout undo deploy/app\n```\n"}),
    ("environments-apart", {"deploy/overlays/staging/kustomization.yaml": "a: 1\n", "deploy/overlays/production/kustomization.yaml": "a: 1\n"}),
    ("environments-apart", ci("deploy", more="    environment: staging\n") | {".github/workflows/b.yml": "jobs:\n  b:\n    environment: production\n"}),
    ("model-promoted", {**TRAIN, "src/b.py": "from mlflow import MlflowClient\nc = MlflowClient()\nc.set_registered_model_alias('m', 'champion', 1)\n"}),
    ("metrics-wired", {"src/a.py": EXPOSED, **SCRAPED}),
    ("dashboard-kept", {"grafana/app.json": '{\n  "panels": [],\n  "schemaVersion": 39\n}\n'}),
    ("alerts-configured", {"alerts.yml": "groups:\n  - rules:\n      - alert: Slow\n        expr: a > 1\n"}),
    ("alerts-configured", {"main.tf": 'resource "aws_cloudwatch_metric_alarm" "a" {\n}\n'}),
    ("drift-reported", {"src/a.py": "from evidently import Report\nr = Report([])\n"}),
    ("drift-reported", {"src/monitor.py": "def population_stability(a, b):\n    return 0\n"}),
    ("health-watched", {"src/a.py": HEALTH, "Dockerfile": "FROM a:1\nHEALTHCHECK CMD curl -f http://localhost/health\n"}),
    ("requests-traced", {"src/a.py": "import sentry_sdk\nsentry_sdk.init(d)\n"}),
    ("requests-traced", {"src/middleware.py": "response.headers['X-Request-ID'] = identifier\n"}),
]  # fmt: skip

PARTLY: list[tuple[str, Files]] = [
    ("ops-runbook", {"docs/runbook.md": f"# Runbook\n\n{SAID}\n\n{STEPS}\nTo be completed: who is on call.\n"}),
    ("incidents-recorded", {".github/ISSUE_TEMPLATE/incident.yml": "name: Incident\ndescription: x\nbody: []\n"}),
    ("commit-hooks", {".pre-commit-config.yaml": "repos:\n  - hooks:\n      - id: ruff\n"}),
    ("retraining-automated", {**TRAIN, **ci("python src/train.py", on="workflow_dispatch")}),
    ("ci-every-change", ci("pytest", on="pull_request")),
    ("ci-every-change", ci("pytest", on="{push: {branches: [release]}, pull_request: {}}")),
    ("ci-feedback-fast", ci("pytest", more="    timeout-minutes: 5\n")),
    ("ci-quality-gates", ci("ruff check .")),
    ("ci-security-gates", ci("pip-audit")),
    ("ci-data-model-tests", DATA_TEST),
    ("gradual-replacement", deployment()),
    ("metrics-wired", {"src/a.py": EXPOSED}),
    ("metrics-wired", SCRAPED),
    ("drift-reported", {"notebooks/a.ipynb": NOTEBOOK}),
    ("health-watched", {"src/a.py": HEALTH}),
]  # fmt: skip

MISLEAD: list[tuple[str, Files]] = [
    ("contribution-guide", {"README.md": "# Demo\n\n## Contributing\n\nThank you for contributing!\n"}),
    ("contribution-guide", {"README.md": f"# Demo\n\n## Time-aware model development\n\n{SAID}\n\n```sh\nmake\n```\n"}),
    ("operations-owned", {".github/CODEOWNERS": "* @ada\n# /deploy/ @bob\n"}),
    ("operations-owned", {"docs/roles.md": "# Runtime responsibilities\n\n| service | does |\n|---|---|\n| api | production |\n| job | deployment |\n| ui | shows |\n"}),
    ("ops-runbook", {"docs/runbook.md": "# Runbook\n\nTo be written.\n"}),
    ("ops-runbook", {"docs/templates/runbook.md": f"# Runbook\n\n{SAID}\n\n{STEPS}\n"}),
    ("incidents-recorded", {"docs/incidents/form.md": f"# Incident\n\n{INCIDENT}\n"}),
    ("task-runner", {"docs/Makefile": "a:\n\techo\nb:\n\techo\nc:\n\techo\n"}),
    ("task-runner", {"package.json": '{"dependencies": {\n  "test": "^1.0",\n  "build": "^2.0",\n  "lint": "^3"\n}}\n'}),
    ("commit-hooks", {".pre-commit-config.yaml": "repos:\n#  - hooks:\n#      - id: ruff\n#      - id: mypy\n"}),
    ("dependency-updates", {"uv.lock": "version = 1\n"}),
    ("scheduled-jobs", {CI: "on:\n  schedule:\n#    - cron: '0 3 * * *'\njobs: {}\n"}),
    ("scheduled-jobs", {"dags/a.py": "from airflow import DAG\nwith DAG('a') as dag:\n    pass\n"}),
    ("scheduled-jobs", {"compose.yaml": "services:\n  a:\n    healthcheck:\n      interval: 5s\n"}),
    ("retraining-automated", ci("python src/train.py", on="push")),
    ("retraining-automated", {**TRAIN, **ci("bash ./training/deploy.sh", on="push")}),
    ("ci-every-change", ci("echo pytest")),
    ("ci-feedback-fast", ci("pytest", more="    # timeout-minutes: 5\n")),
    ("ci-quality-gates", {"pyproject.toml": '[dependency-groups]\ndev = ["ruff", "mypy"]\n'}),
    ("ci-security-gates", {"SECURITY.md": "# Security\n\nWrite to us.\n"}),
    ("ci-data-model-tests", {**ci("pytest"), "tests/test_a.py": "def test_page():\n    assert page()\n"}),
    ("gradual-replacement", {"docs/deploy.md": "# Deploy\n\nZero downtime, rolling and blue-green.\n"}),
    ("readiness-asked", {"compose.yaml": "services:\n  db:\n    healthcheck:\n      test: pg_isready\n"}),
    ("rollback-ready", {"src/db.py": "session.rollback()\n"}),
    ("environments-apart", ci("deploy", more="    environment: production\n")),
    ("model-promoted", {**TRAIN, "src/b.py": "import joblib\njoblib.dump(model, 'model.pkl')\n"}),
    ("model-promoted", {"src/b.py": "import mlflow\nmlflow.register_model(u, 'm')\n"}),
    ("metrics-wired", {"src/a.py": "import prometheus_client\n"}),
    ("dashboard-kept", {"src/dashboard/en.json": '{"title": "Dashboard"}\n'}),
    ("alerts-configured", {".github/ISSUE_TEMPLATE/alert.yml": "name: a\nbody:\n  - alert: x\n"}),
    ("drift-reported", {"requirements.txt": "evidently==0.4\n"}),
    ("health-watched", {"README.md": "# Demo\n\nAsk /health.\n"}),
    ("requests-traced", {"pyproject.toml": '[project]\ndependencies = ["sentry-sdk"]\n'}),
]  # fmt: skip


def level(check: str, files: Files) -> str:
    return run(check, facts(files), "devops").verdict


@pytest.mark.parametrize(("check", "files"), PASS)
def test_passes(check: str, files: Files) -> None:
    assert level(check, files) == "pass"


@pytest.mark.parametrize(("check", "files"), PARTLY)
def test_passes_in_part(check: str, files: Files) -> None:
    assert level(check, files) == "partial"


@pytest.mark.parametrize(("check", "files"), MISLEAD)
def test_what_misleads_does_not_pass(check: str, files: Files) -> None:
    assert level(check, files) in ("fail", "unknown")  # the forge could still tell of incidents


def test_each_check_of_its_own_has_cases_that_pass_and_mislead() -> None:
    borrowed = {"review-practised", "ci-tests", "ci-deploy"}
    own = {check.id for check in policy.load("devops").checks()} - borrowed
    assert own <= {check for check, _ in PASS}
    assert own <= {check for check, _ in MISLEAD}


def test_five_missions_weigh_alike() -> None:
    pack = policy.load("devops")
    assert [criterion.points for criterion in pack.criteria] == [4.0] * 5
    assert (pack.total, pack.threshold) == (20, 10)
