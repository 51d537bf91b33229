"""Bloc 1: taking charge of the production of an AI solution."""

from aifactory.checks.bloc1 import b1cr1, b1cr2, b1cr3, b1cr4, b1cr5, b1cr6, b1cr7
from aifactory.checks.finding import CheckFunction

TABLE: dict[str, CheckFunction] = {
    "deployment-as-code": b1cr1.deployment_as_code,
    "deployment-environments": b1cr1.deployment_environments,
    "deployment-reversible": b1cr1.deployment_reversible,
    "deployment-secrets": b1cr1.deployment_secrets,
    "deployment-method": b1cr1.deployment_method,
    "norms-declared": b1cr2.norms_declared,
    "norms-enforced": b1cr2.norms_enforced,
    "norms-kept": b1cr2.norms_kept,
    "privacy-described": b1cr3.privacy_described,
    "privacy-in-code": b1cr3.privacy_in_code,
    "privacy-retention": b1cr3.privacy_retention,
    "privacy-respected": b1cr3.privacy_respected,
    "code-documented": b1cr4.code_documented,
    "documentation-built": b1cr4.documentation_built,
    "architecture-described": b1cr4.architecture_described,
    "test-phases-planned": b1cr5.test_phases_planned,
    "integration-tests": b1cr5.integration_tests,
    "deployment-verified": b1cr5.deployment_verified,
    "acceptance-recorded": b1cr5.acceptance_recorded,
    "metrics-collected": b1cr6.metrics_collected,
    "alerts-defined": b1cr6.alerts_defined,
    "kpi-defined": b1cr6.kpi_defined,
    "model-quality-gated": b1cr6.model_quality_gated,
    "kpi-coherent": b1cr6.kpi_coherent,
    "watch-journal": b1cr7.watch_journal,
    "decisions-recorded": b1cr7.decisions_recorded,
    "dependencies-followed": b1cr7.dependencies_followed,
    "watch-lived": b1cr7.watch_lived,
}

# What a check reads of the forge; facts/forge.py names the parts.
READS: dict[str, tuple[str, ...]] = {
    "deployment-environments": ("deployments",),
    "acceptance-recorded": ("issues",),
    "dependencies-followed": ("requests",),
}
