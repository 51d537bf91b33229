"""The checks of the pack operations: how AI is put into service and kept there."""

from aifactory.checks.finding import CheckFunction, Reads
from aifactory.checks.operations import op1, op2, op3, op4, op5, op6, op7, op8

TABLE: dict[str, CheckFunction] = {
    "target-recognised": op1.target_recognised,
    "target-people": op1.target_people,
    "target-defended": op1.target_defended,
    "kit-sized": op2.kit_sized,
    "kit-guarded": op2.kit_guarded,
    "kit-recovered": op2.kit_recovered,
    "kit-followed": op2.kit_followed,
    "infra-described": op3.infra_described,
    "infra-validated": op3.infra_validated,
    "infra-policies": op3.infra_policies,
    "infra-self-service": op3.infra_self_service,
    "assistant-bounded": op3.assistant_bounded,
    "slo-defined": op4.slo_defined,
    "burn-rate-alerts": op4.burn_rate_alerts,
    "service-instrumented": op4.service_instrumented,
    "dashboards-as-code": op4.dashboards_as_code,
    "model-observed": op4.model_observed,
    "incident-form": op5.incident_form,
    "runbook": op5.runbook,
    "incident-postmortems": op5.incident_postmortems,
    "incident-actions": op5.incident_actions,
    "cost-per-request": op6.cost_per_request,
    "consumption-bounded": op6.consumption_bounded,
    "cost-alert": op6.cost_alert,
    "cost-recorded": op6.cost_recorded,
    "inference-deployed": op7.inference_deployed,
    "inference-probed": op7.inference_probed,
    "model-pinned": op7.model_pinned,
    "ai-threats": op8.ai_threats,
    "adversarial-tests": op8.adversarial_tests,
    "model-guarded": op8.model_guarded,
    "model-provenance": op8.model_provenance,
    "human-oversight": op8.human_oversight,
}

READS: Reads = {"incident-postmortems": ("issues",), "incident-actions": ("issues",)}
