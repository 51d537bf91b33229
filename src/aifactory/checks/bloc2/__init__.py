"""The checks of bloc 2: one module a criterion of the referential."""

from __future__ import annotations

from aifactory.checks.bloc2 import b2cr1, b2cr2, b2cr3, b2cr4, b2cr5, b2cr6, b2cr7, b2cr8, b2cr9
from aifactory.checks.finding import CheckFunction, Reads

TABLE: dict[str, CheckFunction] = {
    "learning-by-training": b2cr1.learning_by_training,
    "learning-held-out": b2cr1.learning_held_out,
    "learning-measured": b2cr1.learning_measured,
    "learning-fit": b2cr1.learning_fit,
    "experiment-grid": b2cr2.experiment_grid,
    "experiment-runs": b2cr2.experiment_runs,
    "experiment-tests": b2cr2.experiment_tests,
    "experiment-gate": b2cr2.experiment_gate,
    "poc-supervised": b2cr3.poc_supervised,
    "poc-control": b2cr3.poc_control,
    "poc-compared": b2cr3.poc_compared,
    "poc-kept": b2cr3.poc_kept,
    "cluster-computing": b2cr4.cluster_computing,
    "cluster-configured": b2cr4.cluster_configured,
    "cluster-hazard-tests": b2cr4.cluster_hazard_tests,
    "cluster-hang-guard": b2cr4.cluster_hang_guard,
    "chip-used": b2cr5.chip_used,
    "chip-optimised": b2cr5.chip_optimised,
    "chip-gain": b2cr5.chip_gain,
    "hardware-watched": b2cr5.hardware_watched,
    "load-balanced": b2cr6.load_balanced,
    "load-scaled": b2cr6.load_scaled,
    "latency-lessened": b2cr6.latency_lessened,
    "latency-objective": b2cr6.latency_objective,
    "latency-measured": b2cr6.latency_measured,
    "latency-strategy": b2cr6.latency_strategy,
    "service-split": b2cr7.service_split,
    "service-ci": b2cr7.service_ci,
    "service-contract": b2cr7.service_contract,
    "load-scripted": b2cr8.load_scripted,
    "load-bounded": b2cr8.load_bounded,
    "load-realised": b2cr8.load_realised,
    "stages-orchestrated": b2cr9.stages_orchestrated,
    "stages-chained": b2cr9.stages_chained,
    "sanctuary-access": b2cr9.sanctuary_access,
    "sanctuary-kept": b2cr9.sanctuary_kept,
}
READS: Reads = dict.fromkeys(TABLE, ())  # files prove them all
