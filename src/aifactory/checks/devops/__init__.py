"""The five missions of DevOps and MLOps; one module a mission."""

from __future__ import annotations

from aifactory.checks.devops import automation, collaboration, delivery, integration, monitoring
from aifactory.checks.finding import CheckFunction, Reads

TABLE: dict[str, CheckFunction] = {
    "contribution-guide": collaboration.contribution_guide,
    "operations-owned": collaboration.operations_owned,
    "ops-runbook": collaboration.runbook,
    "incidents-recorded": collaboration.incidents_recorded,
    "task-runner": automation.task_runner,
    "commit-hooks": automation.commit_hooks,
    "dependency-updates": automation.dependency_updates,
    "scheduled-jobs": automation.scheduled_jobs,
    "retraining-automated": automation.retraining_automated,
    "ci-every-change": integration.ci_every_change,
    "ci-feedback-fast": integration.ci_feedback_fast,
    "ci-quality-gates": integration.ci_quality_gates,
    "ci-security-gates": integration.ci_security_gates,
    "ci-data-model-tests": integration.ci_data_model_tests,
    "gradual-replacement": delivery.gradual_replacement,
    "readiness-asked": delivery.readiness_asked,
    "rollback-ready": delivery.rollback_ready,
    "environments-apart": delivery.environments_apart,
    "model-promoted": delivery.model_promoted,
    "metrics-wired": monitoring.metrics_wired,
    "dashboard-kept": monitoring.dashboards_as_code,
    "alerts-configured": monitoring.alerts_configured,
    "drift-reported": monitoring.drift_reported,
    "health-watched": monitoring.health_watched,
    "requests-traced": monitoring.requests_traced,
}

READS: Reads = {"incidents-recorded": ("issues",)}
