"""Op3 to Op5: guard-rails, service levels, incidents."""

from __future__ import annotations

import pytest

from tests.checks.harness import earned

FLOW = "on: [push]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {}\n"
CI = ".github/workflows/ci.yml"
TF = 'resource "aws_ecs_service" "app" {\n}\n'
BURN = (
    "groups:\n  - rules:\n      - alert: BudgetBurnsFast\n"
    "        expr: burn1h > 14.4 and burn5m > 14.4\n"
)
MORTEM = (
    "# Post-mortem of {day}\n\n"
    + "The index was empty after the release and nobody was told. " * 7
    + "\n\n## Actions\n\n- add an alert on empty answers (@ada, #12)\n- try the restore (@grace)\n"
)
FORM = "name: Incident\ndescription: something is down\n{}body:\n  - type: input\n    attributes: {{label: Since when}}\n"
RUNBOOK = (
    "# Runbook\n\nAn alert has come: look at the log lines, go back first and look for the cause "
    "afterwards, tell the users within thirty minutes, then write the account of it with its "
    "causes and its actions for the whole team.\n\n```sh\nmake rollback\nmake smoke\n```\n"
)


def points(check: str, files: dict[str, str | bytes]) -> float:
    return earned(check, files, pack="operations")


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        ("infra-described", {"infra/main.tf": TF}, 0.5),
        ("infra-described", {"compose.yaml": "  a:\n    restart: always\n"}, 0.25),
        ("infra-described", {"docs/main.tf": TF, CI: FLOW.format("true")}, 0),
        ("infra-validated", {CI: FLOW.format("terraform validate")}, 0.75),
        (
            "infra-validated",
            {CI: FLOW.format("make ok"), "Makefile": "ok:\n\tkubeconform k8s\n"},
            0.75,
        ),
        (
            "infra-validated",
            {CI: FLOW.format("tflint").replace("[push]", "workflow_dispatch")},
            0.25,
        ),
        ("infra-validated", {CI: FLOW.format("terraform fmt -check")}, 0),
        ("infra-validated", {CI: FLOW.format("echo terraform validate")}, 0),
        ("infra-validated", {CI: FLOW.format("docker compose config --services")}, 0),
        ("infra-validated", {"README.md": "Run `terraform validate`.\n"}, 0),
        ("infra-policies", {CI: FLOW.format("checkov -d infra")}, 0.5),
        ("infra-policies", {"policy/no_public.rego": "package main\n"}, 0.25),
        ("infra-policies", {"k/p.yaml": "kind: ClusterPolicy\n"}, 0.5),
        ("infra-policies", {CI: FLOW.format("pytest")}, 0),
        (
            "infra-policies",
            {
                CI: FLOW.format("semgrep --error --config policies/semgrep deploy"),
                "policies/semgrep/infra.yml": "rules:\n  - id: a\n    languages: [hcl]\n",
            },
            0.5,
        ),
        (
            "infra-self-service",
            {"a/main.tf": '  source = "../modules/db"\n', "a/v.tf": "  validation {\n"},
            0.5,
        ),
        ("infra-self-service", {"chart/values.schema.json": "{}"}, 0.25),
        ("infra-self-service", {"infra/main.tf": TF}, 0),
        (
            "assistant-bounded",
            {"AGENTS.md": "# Orders\n\n" + "Run the tests and the linter before each change. " * 5},
            0.25,
        ),
        (
            "assistant-bounded",
            {
                "CONTRIBUTING.md": "# Help\n\n## AI assistants\n\nWe like Copilot and Claude a lot.\n"
            },
            0,
        ),
        (
            "assistant-bounded",
            {".claude/commands/plan.md": "# Plan\n\n" + "Run tests and review everything. " * 9},
            0,
        ),
    ],
)
def test_guard_rails(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        ("slo-defined", {"deploy/slo.yaml": "objectives:\n  - target: 0.995\n"}, 0.75),
        ("slo-defined", {"k/s.yaml": "kind: ServiceLevelObjective\n"}, 0.75),
        ("slo-defined", {"docs/slo.md": "# SLO\n\n- 99.5 % of requests answer in a month\n"}, 0.25),
        ("slo-defined", {"docs/slo.md": "# SLO\n\nAn SLO is a target for a service level.\n"}, 0),
        ("slo-defined", {"slots.yaml": "slots:\n  target: soon\n"}, 0),
        ("burn-rate-alerts", {"deploy/alerts.yml": BURN}, 0.75),
        (
            "burn-rate-alerts",
            {"deploy/alerts.yml": "      - alert: Slow\n        expr: latency > 2\n"},
            0.25,
        ),
        ("burn-rate-alerts", {"docs/alerts.md": "# Alerts\n\nalert: the burn rate is high\n"}, 0),
        (
            "service-instrumented",
            {
                "src/app.py": "from prometheus_client import Counter\nC = Counter('a', 'b')\n",
                "prometheus.yml": "scrape_configs:\n  - job_name: app\n",
            },
            0.5,
        ),
        (
            "service-instrumented",
            {"src/app.py": "from prometheus_client import Counter\n", "requirements.txt": "otel\n"},
            0,
        ),
        ("dashboards-as-code", {"grafana/app.json": '{"panels": [], "schemaVersion": 39}'}, 0.25),
        ("dashboards-as-code", {"dashboards/ui/package.json": '{"name": "ui"}'}, 0),
        (
            "model-observed",
            {
                "src/app.py": "from prometheus_client import Counter\nT = Counter('tokens_total', '')\n"
            },
            0.25,
        ),
        (
            "model-observed",
            {
                "src/app.py": "from prometheus_client import Counter\nT = Counter('http_total', '')\n"
            },
            0,
        ),
    ],
)
def test_levels_and_measures(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted


@pytest.mark.parametrize(
    ("check", "files", "wanted"),
    [
        (
            "incident-form",
            {".github/ISSUE_TEMPLATE/incident.yml": FORM.format("labels: [incident]\n")},
            0.5,
        ),
        ("incident-form", {".github/ISSUE_TEMPLATE/incident.yml": FORM.format("")}, 0.25),
        (
            "incident-form",
            {".github/ISSUE_TEMPLATE/bug.yml": "name: Bug\nlabels: [bug]\nbody: []\n"},
            0,
        ),
        ("runbook", {"docs/runbook.md": RUNBOOK}, 0.5),
        ("runbook", {"docs/runbook.md": "# Runbook\n\nTo be written.\n"}, 0),
        ("runbook", {"README.md": RUNBOOK.replace("Runbook", "Troubleshooting")}, 0),
        (
            "incident-postmortems",
            {f"docs/incidents/{d}.md": MORTEM.format(day=d) for d in ("2026-01-05", "2026-02-09")},
            0.75,
        ),
        (
            "incident-postmortems",
            {"docs/incidents/2026-01-05.md": MORTEM.format(day="2026-01-05")},
            0.5,
        ),
        (
            "incident-postmortems",
            {"docs/incidents/README.md": "# Incidents\n\n" + "We write. " * 50},
            0,
        ),
        (
            "incident-postmortems",
            {
                "docs/incidents/form.md": "---\nstatus: unfilled\ndate: 2026-01-05\n---\n# Post-mortem\n"
            },
            0,
        ),
        (
            "incident-actions",
            {"docs/incidents/2026-01-05.md": MORTEM.format(day="2026-01-05")},
            0.75,
        ),
        (
            "incident-actions",
            {
                "docs/incidents/2026-01-05.md": MORTEM.format(day="2026-01-05")
                .replace("(@ada, #12)", "soon")
                .replace("(@grace)", "one day")
            },
            0,
        ),
    ],
)
def test_incidents(check: str, files: dict[str, str | bytes], wanted: float) -> None:
    assert points(check, files) == wanted
