"""Checks: pure functions from facts to findings, one module a criterion.

`TABLE` is the one list of what ships; other packages add checks by the entry-point group
`aifactory.checks` (name: the check's id, value: a function of facts and params).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from aifactory.checks import b4cr1, b4cr2, b4cr3, b4cr4, b4cr5, b4cr6, b4cr7, b4cr8, b4cr9, b4cr10
from aifactory.checks.finding import Params
from aifactory.errors import BadInput
from aifactory.facts import Facts
from aifactory.model import Finding, Text

CheckFunction: TypeAlias = Callable[[Facts, Params], Finding]
GROUP = "aifactory.checks"

TABLE: dict[str, CheckFunction] = {
    "readme-purpose": b4cr1.readme_purpose,
    "readme-usage": b4cr1.readme_usage,
    "dataset-documented": b4cr1.dataset_documented,
    "results-presented": b4cr1.results_presented,
    "container-recipe": b4cr2.container_recipe,
    "container-hardened": b4cr2.container_hardened,
    "container-built-in-ci": b4cr2.container_built_in_ci,
    "container-shipped-by-ci": b4cr2.container_shipped_by_ci,
    "unit-tests": b4cr3.unit_tests,
    "ci-tests": b4cr3.ci_tests,
    "ci-build": b4cr3.ci_build,
    "ci-deploy": b4cr3.ci_deploy,
    "delivery-cadence": b4cr3.delivery_cadence,
    "user-test-protocol": b4cr4.user_test_protocol,
    "acceptance-tests": b4cr4.acceptance_tests,
    "user-test-records": b4cr4.user_test_records,
    "user-test-cadence": b4cr4.user_test_cadence,
    "history-incremental": b4cr5.history_incremental,
    "versions-tagged": b4cr5.versions_tagged,
    "changelog": b4cr5.changelog,
    "tree-clean": b4cr5.tree_clean,
    "messages-informative": b4cr5.messages_informative,
    "bug-form": b4cr6.bug_form,
    "bug-form-complete": b4cr6.bug_form_complete,
    "bug-form-triaged": b4cr6.bug_form_triaged,
    "tracker-linked": b4cr6.tracker_linked,
    "security-report": b4cr6.security_report,
    "bugs-fixed-by-commit": b4cr6.bugs_fixed_by_commit,
    "review-guided": b4cr7.review_guided,
    "review-owners": b4cr7.review_owners,
    "review-rules": b4cr7.review_rules,
    "review-practised": b4cr7.review_practised,
    "pairing-practised": b4cr7.pairing_practised,
    "board-designed": b4cr8.board_designed,
    "indicators-extracted": b4cr8.indicators_extracted,
    "satisfaction-recorded": b4cr8.satisfaction_recorded,
    "board-practised": b4cr8.board_practised,
    "roadmap": b4cr9.roadmap,
    "roadmap-dated": b4cr9.roadmap_dated,
    "kanban-states": b4cr9.kanban_states,
    "macro-micro-linked": b4cr9.macro_micro_linked,
    "forecast": b4cr10.forecast,
    "forecast-uncertain": b4cr10.forecast_uncertain,
    "retrospective": b4cr10.retrospective,
    "retrospective-acted-on": b4cr10.retrospective_acted_on,
}


# What a check reads of the forge; facts/forge.py names the parts.
READS: dict[str, tuple[str, ...]] = {
    "delivery-cadence": ("deployments", "releases"),
    "user-test-records": ("issues",),
    "user-test-cadence": ("issues",),
    "changelog": ("releases",),
    "bugs-fixed-by-commit": ("issues",),
    "review-rules": ("protections",),
    "review-practised": ("requests", "reviews"),
    "pairing-practised": ("requests", "reviews"),
    "board-designed": ("boards", "labels"),
    "satisfaction-recorded": ("issues",),
    "board-practised": ("issues",),
    "roadmap": ("milestones",),
    "roadmap-dated": ("milestones",),
    "kanban-states": ("boards", "labels"),
    "macro-micro-linked": ("milestones",),
    "retrospective": ("issues",),
    "retrospective-acted-on": ("issues",),
}


def beyond(check: str) -> bool:
    """Whether a check may ask what the code does: all may but those of bloc 4."""
    return check not in TABLE


def find(check: str) -> CheckFunction:
    """The function of a check id, shipped or by entry point; BadInput where there is none."""
    if check in TABLE:
        return TABLE[check]
    from importlib.metadata import entry_points

    for point in entry_points(group=GROUP, name=check):
        function: CheckFunction = point.load()
        return function
    raise BadInput(
        Text("no check is named {check}", {"check": check}),
        Text(
            "install the package that brings it (entry-point group {group}), or leave it out",
            {"group": GROUP},
        ),
    )
