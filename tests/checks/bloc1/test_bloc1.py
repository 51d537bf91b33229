"""Bloc 1, one line a case: what passes, and the misleading cases that do not."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from aifactory import policy
from tests.checks.harness import commit, earned, facts, run

CI = ".github/workflows/ci.yml"
DEPLOY = """on:
  push:
    branches: [main]
jobs:
  ship:
    runs-on: ubuntu-latest
    environment: production
    steps:
      - run: kubectl apply -f deploy/app.yaml
      - run: curl --fail https://app.example.org/health
"""
ALIVE = DEPLOY.replace(
    "curl --fail https://app.example.org/health", "kubectl rollout status deployment/app"
)
SECRET = "        with:\n          token: ${{ secrets.CLOUD_TOKEN }}\n"
JAVA = "".join(
    f"    /** Say what step {i} does. */\n    public int step{i}(int x) {{\n        return x;\n    }}\n"
    for i in range(8)
)
FINANCES = """# Personal data

The project learns from prices and volumes of the market, which are published by the exchange each evening.
No personal data are processed, because an order is known by its instrument and its day alone; names of
traders stand in another base that this project has no rights on, and nothing here could be joined with it,
now or by anybody who gets hold of our files, since no identifier of an order is ever copied.
"""
TESTING = """# Testing

- Unit tests: functions by themselves, run by everyone before a commit and by CI on each push that is made.
- Integration tests: the service with its base, started by compose; they take five minutes and run in CI.
- Load tests: one thousand users, with k6, by hand, when something about the service was changed that matters.
"""
LINT = "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ruff check .\n"
PLAN = """# Test plan

| phase | when | criterion |
|---|---|---|
| unit | each change | all pass |
| integration | each change | all pass |
| acceptance | before a delivery | accepted by the product owner on staging, with the users who asked for it |

Each phase ends with a decision that is written down; a delivery that fails one is not deployed, and the
reasons are kept with the ticket so that the next plan begins there.
"""
RECORD = """# Acceptance 2026-05-04

Version 1.4 was shown to three users of the office on staging. The ten scenarios were played one after
another; nine passed, the export failed on names with accents. Verdict: accepted with reserves.
"""
PRIVACY = """# Personal data

Purpose: telling which requests are urgent, as a mission of public interest. The controller is the
prefecture; recipients are its agents. We keep messages for 24 months, then a job erases them. People
have rights of access, rectification and erasure: write to the data protection officer, whose address
stands at the foot of every letter that we send out, and on the notice at the desk.
"""
KPI = """# KPI

| indicator | target |
|---|---|
| median answer | < 300 ms |
| share of urgent requests found | 90% |
"""
WATCH = """# Technology watch

## 2026-03-02

[A paper](https://example.org/a) on calibration: we now calibrate.

## 2026-04-06

[A release](https://example.org/b) of the library.

## 2026-05-11

[A post](https://example.org/c) on drift.
"""
ARCHITECTURE = (
    "# Architecture\n\n"
    + "The collector writes rows that the trainer reads. " * 8
    + "\n\n![parts](a.svg)\n"
)
ADR = "# 1. Use PostgreSQL\n\nWe weighed PostgreSQL and DuckDB; rows are few, many write at once, and backups are known here. So PostgreSQL.\n"
GOOD = '"""A module."""\n' + "".join(
    f'\n\ndef step_{i}(rows: list[int]) -> int:\n    """Say what step {i} does."""\n    return sum(rows)\n'
    for i in range(8)
)
BAD = "".join(
    f"\ndef Step{i}(rows):\n    try:\n        return rows\n    except Exception:\n        pass\n"
    for i in range(8)
)
ALERT = "groups:\n  - name: api\n    rules:\n      - alert: Errors\n        expr: rate(errors[5m]) > 1\n"
GATE = "from app import score\n\n\ndef test_accuracy_above_baseline():\n    assert score() > 0.8\n"
SHOUT = "import prometheus_client\nC = prometheus_client.Counter('a', 'b')\n"

PASSES: list[tuple[str, Mapping[str, str]]] = [
    ("deployment-as-code", {"deploy/app.yaml": "kind: Deployment\n"}),
    ("deployment-as-code", {"infra/main.tf": 'resource "aws_ecs_service" "app" {\n}\n'}),
    ("deployment-environments", {CI: DEPLOY}),
    ("deployment-reversible", {"deploy/rollback.sh": "kubectl rollout undo deployment/app\n"}),
    (
        "deployment-reversible",
        {"db/alembic/versions/1_a.py": "def upgrade():\n    op.add_column('a', b)\n"},
    ),
    (
        "deployment-reversible",
        {
            "docs/operations.md": "# Rolling back\n\nWhoever is on call goes back to the release before, and tells the team "
            "in the channel of incidents:\n\n```sh\nhelm rollback app\n```\n"
        },
    ),
    (
        "deployment-secrets",
        {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: gitleaks\n"},
    ),
    ("norms-declared", {"package.json": '{\n  "prettier": {"semi": false}\n}\n'}),
    ("norms-kept", {"src/App.java": f"public class App {{\n{JAVA}}}\n"}),
    ("code-documented", {"src/App.java": f"/** An app. */\npublic class App {{\n{JAVA}}}\n"}),
    ("privacy-described", {"docs/privacy.md": FINANCES}),
    (
        "privacy-in-code",
        {"src/d.py": "import pandas as pd\ndf = pd.read_csv('a')\ndf.drop(columns=['email'])\n"},
    ),
    ("privacy-in-code", {"web/a.ts": "export function anonymizeUser(u: User) {\n  return 1\n}\n"}),
    (
        "privacy-retention",
        {"infra/s3.tf": 'resource "x" "data" {\n  expiration {\n    days = 90\n  }\n}\n'},
    ),
    (
        "documentation-built",
        {".readthedocs.yaml": "version: 2\nsphinx:\n  configuration: docs/conf.py\n"},
    ),
    ("deployment-verified", {CI: ALIVE}),
    ("metrics-collected", {"main.go": "package a\nvar c = prometheus.NewCounter(opts)\n"}),
    (
        "model-quality-gated",
        {
            "src/gate.py": "def check(f1, floor):\n    if f1 < floor.min_f1:\n        raise SystemExit(1)\n"
        },
    ),
    (
        "model-quality-gated",
        {
            "src/gate.py": "def better(m, champion_auc):\n    passed = m['auc'] > champion_auc\n    return passed\n"
        },
    ),
    (
        "model-quality-gated",
        {"tests/test_m.py": "def test_model(m, x, y):\n    assert m.score(x, y) >= 0.9\n"},
    ),
    ("norms-declared", {"pyproject.toml": "[tool.ruff]\nline-length = 100\n"}),
    ("norms-enforced", {CI: LINT}),
    ("norms-kept", {"src/app.py": GOOD}),
    ("privacy-described", {"docs/privacy.md": PRIVACY}),
    ("privacy-in-code", {"src/hide.py": "def pseudonymise(rows):\n    return rows\n"}),
    (
        "privacy-in-code",
        {"src/h.py": "from presidio_analyzer import AnalyzerEngine\nAnalyzerEngine().analyze(t)\n"},
    ),
    ("privacy-retention", {"docs/privacy.md": PRIVACY}),
    (
        "privacy-retention",
        {"sql/purge.sql": "DELETE FROM msg WHERE at < NOW() - INTERVAL '24 months';\n"},
    ),
    ("code-documented", {"src/app.py": GOOD}),
    (
        "code-documented",
        {"R/app.R": "".join(f"#' Say {i}\nf{i} <- function(x) x\n" for i in range(6))},
    ),
    ("documentation-built", {CI: LINT.replace("ruff check .", "mkdocs build --strict")}),
    ("architecture-described", {"docs/architecture.md": ARCHITECTURE}),
    ("test-phases-planned", {"docs/test-plan.md": PLAN}),
    (
        "integration-tests",
        {"tests/test_api.py": "from fastapi.testclient import TestClient\nc = TestClient(app)\n"},
    ),
    ("deployment-verified", {CI: DEPLOY, "deploy/app.yaml": "kind: Deployment\n"}),
    ("acceptance-recorded", {"docs/recette/2026-05-04.md": RECORD}),
    ("acceptance-recorded", {"docs/pv.md": RECORD.replace("# Acceptance", "# PV de recette du")}),
    ("metrics-collected", {"src/m.py": SHOUT}),
    ("alerts-defined", {"deploy/alerts.yml": ALERT}),
    ("kpi-defined", {"docs/kpi.md": KPI}),
    ("kpi-defined", {"deploy/slo.yaml": "objectives: [0.99]\n"}),
    ("model-quality-gated", {"tests/test_model.py": GATE}),
    ("watch-journal", {"docs/watch.md": WATCH}),
    ("decisions-recorded", {"docs/adr/0001-a.md": ADR, "docs/adr/0002-b.md": ADR}),
]
MISLEADS: list[tuple[str, Mapping[str, str]]] = [
    ("deployment-as-code", {"examples/app.yaml": "kind: Deployment\n"}),
    ("deployment-as-code", {"deploy/app.yaml": "# kind: Deployment\nkind: ConfigMap\n"}),
    ("deployment-as-code", {"README.md": "# App\n\nWe deploy on Kubernetes with Terraform.\n"}),
    ("deployment-reversible", {"docs/deploy.md": "# Rollback\n\nTo be written.\n"}),
    ("deployment-secrets", {".env.example": "KEY=\n"}),
    (
        "deployment-as-code",
        {
            "infra/net.tf": 'resource "aws_vpc_endpoint" "a" {\n}\nresource "aws_service_discovery_service" "b" {\n}\n'
        },
    ),
    ("deployment-as-code", {"mobile/app.json": '{\n  "expo": {}\n}\n'}),
    (
        "deployment-environments",
        {CI: DEPLOY.replace("environment: production", "environment: pypi")},
    ),
    (
        "deployment-reversible",
        {
            "docs/git.md": "# Rolling back\n\nA commit that should not have been made is taken back by another one, which "
            "says why it was wrong:\n\n```sh\ngit revert HEAD\n```\n"
        },
    ),
    ("deployment-secrets", {".env": "KEY=abc\n", ".sops.yaml": "creation_rules: []\n"}),
    ("norms-declared", {"requirements.txt": "ruff\nblack\n"}),
    (
        "norms-declared",
        {".editorconfig": "root = true\n", "package.json": '{\n  "prettier": "^3.1.0"\n}\n'},
    ),
    ("norms-enforced", {CI: LINT.replace("ruff check .", "codespell")}),
    ("norms-enforced", {CI: LINT.replace("ruff check .", "black .")}),
    ("norms-enforced", {CI: LINT.replace("ruff check .", "ruff check . --exit-zero")}),
    ("norms-kept", {"src/a_pb2_grpc.py": GOOD, "src/migrations/0001_a.py": GOOD}),
    (
        "privacy-described",
        {
            "README.md": "# The playbook\n\nThis handbook says how teams work.\n",
            "docs/privacy.md": PRIVACY,
        },
    ),
    (
        "privacy-in-code",
        {
            "src/d.py": "import pandas as pd\ndf = pd.read_csv('a')\ndf.drop(columns=unnamed_columns)\n"
        },
    ),
    (
        "privacy-retention",
        {
            "src/gate.py": "def forget_gate(x):\n    return x\n\n\ndef purge_cache():\n    return 1\n"
        },
    ),
    (
        "code-documented",
        {
            "src/App.java": "public class App {\n"
            + JAVA.replace("/**", "/*").replace("*/", "* /")
            + "}\n"
        },
    ),
    (
        "documentation-built",
        {CI: LINT.replace("ruff check .", "jupyter nbconvert --to python a.ipynb")},
    ),
    (
        "architecture-described",
        {
            "docs/ui.md": "# Components\n\n"
            + "A button is blue and a link is not. " * 8
            + "\n\n- a\n- b\n- c\n"
        },
    ),
    (
        "deployment-verified",
        {CI: DEPLOY.replace("https://app.example.org", "http://localhost:8000")},
    ),
    (
        "deployment-verified",
        {
            CI: DEPLOY.replace(
                "https://app.example.org/health", "https://raw.githubusercontent.com/a/health"
            )
        },
    ),
    (
        "metrics-collected",
        {
            "src/t.py": "from opentelemetry import trace\ntrace.get_tracer(__name__).start_span('a')\n"
        },
    ),
    ("metrics-collected", {"dashboards/package.json": '{\n  "name": "a"\n}\n'}),
    ("alerts-defined", {"otel/collector.yaml": "receivers:\n  otlp:\n"}),
    (
        "alerts-defined",
        {"src/mail.py": "import smtplib\nsmtplib.SMTP('a').send_message(licence)\n"},
    ),
    (
        "kpi-defined",
        {
            "docs/kpi.md": "# KPI\n\n- We trace requests that take longer than 2 seconds.\n- There are 12 boards of 4 teams.\n"
        },
    ),
    (
        "model-quality-gated",
        {"tests/test_m.py": "def test_share(accuracy):\n    assert 0 <= accuracy <= 1\n"},
    ),
    (
        "model-quality-gated",
        {
            "src/answer.py": "def answer(score, threshold):\n    if score > threshold:\n        return True\n"
        },
    ),
    (
        "model-quality-gated",
        {"src/train.py": "def keep(f1, best_f1):\n    if f1 > best_f1:\n        best_f1 = f1\n"},
    ),
    (
        "decisions-recorded",
        {
            "docs/adr/0001-record-architecture-decisions.md": ADR,
            "docs/adr/README.md": ADR,
            "docs/adr/0002-b.md": ADR,
        },
    ),
    ("norms-kept", {"src/app.py": BAD}),
    ("norms-kept", {"tests/test_app.py": GOOD}),
    ("privacy-described", {"README.md": "# Privacy\n\nSee our privacy policy.\n"}),
    ("privacy-described", {".claude/privacy.md": PRIVACY}),
    ("privacy-in-code", {"src/h.py": "import presidio_analyzer\n"}),
    ("privacy-in-code", {"src/sign.py": "import hmac\nhmac.new(k, m)\n"}),
    (
        "privacy-in-code",
        {"tests/test_hide.py": "def test_anonymise():\n    assert hide('a') != 'a'\n"},
    ),
    (
        "privacy-retention",
        {
            "infra/logs.tf": 'resource "aws_cloudwatch_log_group" "a" {\n  retention_in_days = 30\n}\n'
        },
    ),
    ("code-documented", {"src/app.py": BAD}),
    (
        "architecture-described",
        {"README.md": "# Model architecture\n\n" + "Layers follow layers. " * 30},
    ),
    (
        "test-phases-planned",
        {
            "docs/testing.md": "# Tests\n\nRun `pytest` for unit, integration and acceptance tests.\n"
        },
    ),
    (
        "integration-tests",
        {"tests/test_a.py": "from app import f\n\n\ndef test_f():\n    assert f() == 1\n"},
    ),
    ("deployment-verified", {"deploy/smoke.py": "print('ok')\n"}),
    ("acceptance-recorded", {"docs/recette/form.md": RECORD.replace(" 2026-05-04", "")}),
    (
        "acceptance-recorded",
        {
            "docs/recette/2026-05-04.md": RECORD
            + "\n| login | □ passed □ failed |\n|---|---|\n| export | □ passed □ failed |\n"
        },
    ),
    ("test-phases-planned", {"docs/recette.md": PLAN.replace("# Test plan", "# PV de recette")}),
    ("privacy-retention", {"ci/basic.yml": "    with:\n      retention-days: 7\n"}),
    (
        "watch-journal",
        {
            "README.md": "# Veille technologique\n\nThis site shows a technology watch from feeds.\n\n[a](https://a.org) [b](https://b.org) [c](https://c.org)\n"
        },
    ),
    ("metrics-collected", {"src/m.py": "import prometheus_client\n"}),
    ("alerts-defined", {"tests/alerts.yml": ALERT}),
    (
        "kpi-defined",
        {"docs/kpi.md": "# KPI\n\n| indicator | value |\n|---|---|\n| f1 | 0.8 |\n| auc | 0.9 |\n"},
    ),
    ("model-quality-gated", {"tests/test_model.py": GATE.replace("assert", "print(") + ")"}),
    (
        "watch-journal",
        {
            "README.md": "# A state-of-the-art model\n\n[a](https://a.org) [b](https://b.org) [c](https://c.org)\n"
        },
    ),
    ("decisions-recorded", {"docs/adr/template.md": ADR, "docs/adr/0001-a.md": ADR}),
    ("dependencies-followed", {"README.md": "# App\n\nWe use Renovate.\n"}),
]


@pytest.mark.parametrize(("check", "files"), PASSES)
def test_what_passes(check: str, files: Mapping[str, str]) -> None:
    result = run(check, facts(files), "bloc1")
    assert result.verdict == "pass", result.message
    assert result.evidence


@pytest.mark.parametrize(("check", "files"), MISLEADS)
def test_what_misleads(check: str, files: Mapping[str, str]) -> None:
    assert earned(check, files, pack="bloc1") == 0


def test_a_beginning_earns_a_part() -> None:
    hook = {".pre-commit-config.yaml": "repos:\n  - repo: x\n    hooks:\n      - id: ruff\n"}
    assert earned("norms-enforced", hook, pack="bloc1") == 0.25
    half = GOOD.replace('    """Say what step 1 does."""\n', "").replace(
        '    """Say what step 2 does."""\n', ""
    )
    half = half.replace('    """Say what step 3 does."""\n', "").replace(
        '    """Say what step 4 does."""\n', ""
    )
    assert earned("code-documented", {"src/app.py": half}, pack="bloc1") == 0.5
    sent = {"src/a.py": "import requests\nrequests.post('https://hooks.slack.com/x', json=m)\n"}
    assert earned("alerts-defined", sent, pack="bloc1") == 0.35
    given = {
        CI: DEPLOY.replace("    steps:\n", f"    steps:\n      - uses: azure/login@v2\n{SECRET}")
    }
    assert earned("deployment-secrets", given, pack="bloc1") == 0.25
    starter = {CI: LINT.replace("ruff check .", "flake8 . --select=E9,F63,F7,F82")}
    assert earned("norms-enforced", starter, pack="bloc1") == 0.25
    sealed = {"src/a.py": "from cryptography.fernet import Fernet\nFernet(k).encrypt(b)\n"}
    assert earned("privacy-in-code", sealed, pack="bloc1") == 0.25
    assert earned("test-phases-planned", {"docs/testing.md": TESTING}, pack="bloc1") == 0.35
    shipped = DEPLOY.replace("      - run: curl --fail https://app.example.org/health\n", "")
    written = {CI: shipped, "deploy/smoke.sh": "curl --fail $URL\n"}
    assert earned("deployment-verified", written, pack="bloc1") == 0.25
    undated = WATCH.replace("## 2026-", "## ")
    assert earned("watch-journal", {"docs/watch.md": undated}, pack="bloc1") == 0.35


def test_versions_count_once_they_are_taken() -> None:
    bot = {".github/dependabot.yml": "version: 2\n"}
    assert earned("dependencies-followed", bot, pack="bloc1") == 0.25
    taken = [
        commit(
            f"Bump requests from 2.{i} to 2.{i + 1}",
            day=i,
            author="dependabot[bot]",
            email="49699333+dependabot[bot]@users.noreply.github.com",
        )
        for i in range(3)
    ]
    assert earned("dependencies-followed", bot, taken, pack="bloc1") == 0.5


def test_a_notebook_is_no_sample_of_style() -> None:
    notebook = {"cells": [{"cell_type": "code", "source": BAD}]}
    assert earned("norms-kept", {"a.ipynb": json.dumps(notebook)}, pack="bloc1") == 0


def test_what_a_jury_judges_earns_nothing_by_itself() -> None:
    pack = policy.load("bloc1")
    asked = [check for check in pack.checks() if check.sources == ("jury",)]
    assert sum(check.points for check in asked) == 2.25
    for check in asked:
        result = run(
            check.id,
            facts({"docs/kpi.md": KPI, "docs/privacy.md": PRIVACY, "docs/watch.md": WATCH}),
            "bloc1",
        )
        assert (result.verdict, result.earned, result.source) == ("unknown", 0, "jury")


def test_the_pack_has_the_points_of_the_referential() -> None:
    pack = policy.load("bloc1")
    assert [(c.id, c.points) for c in pack.criteria] == [
        *(("B1Cr1", 4), ("B1Cr2", 2), ("B1Cr3", 2), ("B1Cr4", 2)),
        *(("B1Cr5", 4), ("B1Cr6", 4), ("B1Cr7", 2)),
    ]
    assert (pack.threshold, pack.total) == (10, 20)
