"""The checks of the pack mltest: the 28 tests of the ML Test Score."""

from aifactory.checks.finding import CheckFunction, Reads
from aifactory.checks.mltest import data, development, infrastructure, monitoring

TABLE: dict[str, CheckFunction] = {
    "mlt-feature-schema": data.feature_schema,
    "mlt-features-beneficial": data.features_beneficial,
    "mlt-features-cost": data.features_cost,
    "mlt-features-governed": data.features_governed,
    "mlt-pipeline-privacy": data.pipeline_privacy,
    "mlt-features-quick": data.features_quick,
    "mlt-feature-code-tested": data.feature_code_tested,
    "mlt-model-spec-reviewed": development.model_spec_reviewed,
    "mlt-offline-online-linked": development.offline_online_linked,
    "mlt-hyper-parameters-tuned": development.hyper_parameters_tuned,
    "mlt-staleness-known": development.staleness_known,
    "mlt-simpler-model-compared": development.simpler_model_compared,
    "mlt-slices-tested": development.slices_tested,
    "mlt-inclusion-tested": development.inclusion_tested,
    "mlt-training-reproducible": infrastructure.training_reproducible,
    "mlt-model-code-tested": infrastructure.model_code_tested,
    "mlt-pipeline-integration-tested": infrastructure.pipeline_integration_tested,
    "mlt-model-gated": infrastructure.model_gated,
    "mlt-model-debuggable": infrastructure.model_debuggable,
    "mlt-model-canary": infrastructure.model_canary,
    "mlt-model-rolled-back": infrastructure.model_rolled_back,
    "mlt-dependencies-announced": monitoring.dependencies_announced,
    "mlt-data-invariants-watched": monitoring.data_invariants_watched,
    "mlt-skew-watched": monitoring.skew_watched,
    "mlt-model-age-watched": monitoring.model_age_watched,
    "mlt-numbers-stable": monitoring.numbers_stable,
    "mlt-performance-watched": monitoring.performance_watched,
    "mlt-quality-watched": monitoring.quality_watched,
}

READS: Reads = {"mlt-model-spec-reviewed": ("requests",)}
